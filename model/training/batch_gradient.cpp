#include "model/training/batch_gradient.h"

#include <omp.h>

#include <algorithm>

#include "model/lanes/gang.h"
#include "model/layers/winograd.h"

namespace inkling {
namespace {

/// How many gangs' gradients are kept before they are added: more would only take memory.
constexpr std::size_t kGangsAtOnce = 64;

}  // namespace

BatchGradient::BatchGradient(const Network& network, const Objective& objective,
                             const TrainingOptions& options, int threads)
    : network_(network),
      objective_(objective),
      seed_(options.seed),
      clip_errors_(options.sgd.clip_errors),
      slices_(slice_parameters(network)),
      gradient_(network.parameters().size()),
      gang_gradients_(
          std::min(gang_count(static_cast<std::size_t>(options.batch_size)), kGangsAtOnce)),
      records_(gang_gradients_.size() * network.record_size()),
      scores_(gang_count(static_cast<std::size_t>(options.batch_size))) {
  for (auto& gradient : gang_gradients_) {
    // Not initialised: the parts for layers with records are never used and take no memory.
    gradient = std::make_unique_for_overwrite<float[]>(network.parameters().size());
  }
  std::size_t largest = 0;
  for (const ParameterSlice& slice : slices_) largest = std::max(largest, slice.size);
  for (int thread = 0; thread < threads; ++thread) {
    workers_.push_back({.workspace = Workspace(network),
                        .scratch = LaneVector(objective.scratch_size()),
                        .part = std::vector<float>(scores_.size() > kGangsAtOnce ? largest : 0)});
  }
}

void BatchGradient::backpropagate(const Batch& batch, const std::function<bool()>& interrupted,
                                  std::atomic<bool>& gave_up) {
  const ConstantKernels constant;
  const std::size_t gangs = gang_count(batch.samples.size());
  for (std::size_t begin = 0; begin < gangs; begin += kGangsAtOnce) {
    const std::size_t end = std::min(begin + kGangsAtOnce, gangs);
#pragma omp for schedule(dynamic) nowait
    for (std::size_t gang = begin; gang < end; ++gang) {
      if (interrupted()) {
        gave_up = true;
      } else {
        pass_gang(batch, gang, true);
      }
    }
    barrier_.wait(omp_get_num_threads());
    // The same for all threads: no thread sets it before the next barrier. The last gangs are left
    // for `add_up`.
    if (gave_up || end == gangs) return;
#pragma omp for schedule(dynamic) nowait
    for (const ParameterSlice& slice : slices_) add_gangs(slice, end - begin, begin == 0);
    barrier_.wait(omp_get_num_threads());
  }
}

void BatchGradient::forward(const Batch& batch, const std::function<bool()>& interrupted,
                            std::atomic<bool>& gave_up) {
  const ConstantKernels constant;
#pragma omp for schedule(dynamic) nowait
  for (std::size_t gang = 0; gang < gang_count(batch.samples.size()); ++gang) {
    if (interrupted()) {
      gave_up = true;
    } else {
      pass_gang(batch, gang, false);
    }
  }
  barrier_.wait(omp_get_num_threads());
}

ScoreSum BatchGradient::score(const Batch& batch) const {
  ScoreSum total;
  for (std::size_t gang = 0; gang < gang_count(batch.samples.size()); ++gang) {
    total += scores_[gang];
  }
  return total;
}

/// Passes a gang forward and, if asked, backward through the network. Different threads may pass
/// different gangs.
void BatchGradient::pass_gang(const Batch& batch, std::size_t gang, bool back) {
  auto& [workspace, scratch, part] = workers_[static_cast<std::size_t>(omp_get_thread_num())];
  const std::span<const std::uint32_t> members = gang_indices(batch.samples, gang);
  objective_.load(members, batch.epoch, workspace.input(), scratch);
  const float share = 1.0f / static_cast<float>(batch.samples.size());
  const TrainingGang training{.images = members,
                              .batch_size = batch.samples.size(),
                              .error_limit = static_cast<float>(clip_errors_) * share,
                              .seed = seed_,
                              .epoch = batch.epoch};
  network_.forward_in_training(workspace, training);
  scores_[gang] = objective_.loss(members, workspace.logits(), share, workspace.logits_gradient());
  if (!back) return;
  const std::size_t place = gang % kGangsAtOnce;
  network_.backward(
      workspace, {gang_gradients_[place].get(), network_.parameters().size()},
      std::span(records_).subspan(place * network_.record_size(), network_.record_size()),
      training);
}

std::span<float> BatchGradient::add_up(const Batch& batch, const ParameterSlice& slice) {
  const std::size_t gangs = gang_count(batch.samples.size());
  const std::size_t added = (gangs - 1) / kGangsAtOnce * kGangsAtOnce;
  add_gangs(slice, gangs - added, added == 0);
  return of(slice);
}

void BatchGradient::add_gangs(const ParameterSlice& slice, std::size_t gangs, bool are_first) {
  const std::span<float> total = of(slice);
  const auto add = [total](const float* part) {
    for (std::size_t n = 0; n < total.size(); ++n) total[n] += part[n];
  };
  if (slice.layer->record_size() > 0) {
    const Records records{.first = records_.data() + slice.record_begin,
                          .stride = network_.record_size(),
                          .gangs = gangs};
    if (are_first) {
      slice.layer->batch_gradient(records, slice.begin_in_layer, total);
    } else {
      std::vector<float>& part = workers_[static_cast<std::size_t>(omp_get_thread_num())].part;
      slice.layer->batch_gradient(records, slice.begin_in_layer, std::span(part).first(slice.size));
      add(part.data());
    }
    return;
  }
  if (are_first)
    std::copy_n(gang_gradients_.front().get() + slice.begin, slice.size, total.begin());
  for (std::size_t gang = are_first ? 1 : 0; gang < gangs; ++gang) {
    add(gang_gradients_[gang].get() + slice.begin);
  }
}

}  // namespace inkling
