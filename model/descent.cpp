// A step has two halves, each divided among the threads:
//
//   1. Every gang of the batch passes through the network and back. It writes the gradient of the
//      parameters, or the record from which the layer makes it, to a place of its own.
//   2. Every slice of the parameters adds what the gangs have left, in the order of the gangs, and
//      takes its step of descent.
//
// Nothing in it depends on which thread does what, so the bits do not depend on the threads.

#include "model/descent.h"

#include <omp.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <exception>
#include <numeric>

#include "model/gang.h"
#include "model/loss.h"
#include "model/prediction.h"

namespace inkling {
namespace {

bool is_correct(std::span<const Lanes> logits, std::size_t lane, std::size_t label) {
  const auto in_lane = [lane](const Lanes& logit) { return float{logit[lane]}; };
  const auto largest = std::ranges::max_element(logits, {}, in_lane);
  return static_cast<std::size_t>(largest - logits.begin()) == label;
}

double squared_norm(std::span<const float> values) {
  double squares = 0.0;
  for (const float value : values)
    squares += static_cast<double>(value) * static_cast<double>(value);
  return squares;
}

/// Moves each of `values` towards its target by a share of the way.
void follow(std::span<const float> targets, double share, std::span<float> values) {
  const auto factor = static_cast<float>(share);
  for (std::size_t n = 0; n < values.size(); ++n) values[n] += factor * (targets[n] - values[n]);
}

}  // namespace

Descent::Descent(Network& network, const Dataset& data, const TrainingOptions& options)
    : network_(network),
      data_(data),
      options_(options),
      batch_size_(static_cast<std::size_t>(options.batch_size)),
      augmentation_(network.input_shape(), options.augmentation, options.seed),
      threads_(
          std::min(resolve_threads(options.threads), static_cast<int>(gang_count(batch_size_)))),
      slices_(slice_parameters(network)),
      velocity_(network.parameters().size()),
      gradient_(network.parameters().size()),
      average_(options.average_decay > 0.0 ? network.parameters().size() : 0),
      slice_squares_(slices_.size()),
      gang_gradients_(gang_count(batch_size_)),
      records_(gang_gradients_.size() * network.record_size()),
      scores_(gang_gradients_.size()) {
  for (auto& gradient : gang_gradients_) {
    // Left uninitialised: the parts that belong to layers with records never become resident.
    gradient = std::make_unique_for_overwrite<float[]>(network.parameters().size());
  }
  for (int thread = 0; thread < threads_; ++thread) {
    workers_.push_back(
        {.workspace = Workspace(network), .scratch = LaneVector(augmentation_.scratch_size())});
  }
}

std::vector<Descent::Slice> Descent::slice_parameters(const Network& network) {
  constexpr std::size_t kSliceSize = 4096;
  // Enough outputs to use the inputs in the records, while they are cached, more than once.
  constexpr std::size_t kRecordOutputs = 16;
  std::vector<Slice> slices;
  std::size_t record_begin = 0;
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const Layer& layer = network.layer(index);
    std::size_t begin = 0;
    const auto cut = [&](Kind kind, std::size_t count, std::size_t size) {
      for (const std::size_t end = begin + count; begin < end; begin += slices.back().size) {
        slices.push_back({.kind = kind,
                          .layer = &layer,
                          .begin_in_layer = begin,
                          .begin = network.parameter_offset(index) + begin,
                          .size = std::min(size, end - begin),
                          .record_begin = record_begin});
      }
    };
    if (layer.weight_count() > 0) {
      const std::size_t row = layer.weight_count() / layer.bias_count();
      const std::size_t rows =
          std::max(kSliceSize / row, layer.record_size() > 0 ? kRecordOutputs : 1);
      cut(Kind::kWeights, layer.weight_count(), row * rows);
    }
    cut(Kind::kBiases, layer.bias_count(), kSliceSize);
    cut(Kind::kStatistics, layer.statistic_count(), kSliceSize);
    record_begin += layer.record_size();
  }
  return slices;
}

void Descent::resume(std::int64_t steps, std::span<const float> velocity,
                     std::span<const float> average) {
  assert(velocity.size() == velocity_.size() && average.size() == average_.size());
  steps_ = steps;
  std::ranges::copy(velocity, velocity_.begin());
  std::ranges::copy(average, average_.begin());
}

void Descent::run(std::uint32_t epoch, std::span<const std::uint32_t> order,
                  const StepControl& control) {
  bool going_on = true;
  std::exception_ptr error;
  gave_up_ = false;
#pragma omp parallel num_threads(threads_)
  {
    const int team = omp_get_num_threads();
    std::int64_t step = 0;
    for (std::size_t begin = 0; begin < order.size() && going_on; begin += batch_size_, ++step) {
      const std::size_t size = std::min(batch_size_, order.size() - begin);
      take_step(epoch, order.subspan(begin, size), control.learning_rate(step), control.interrupted,
                team);
#pragma omp masked
      try {
        going_on = !gave_up_;
        if (going_on) {
          ++steps_;
          going_on = control.after_step(step, batch_score(size));
        }
      } catch (...) {
        error = std::current_exception();
        going_on = false;
      }
      barrier_.wait(team);
    }
  }
  if (error) std::rethrow_exception(error);
}

/// What each thread of the team does in a step.
void Descent::take_step(std::uint32_t epoch, std::span<const std::uint32_t> batch,
                        double learning_rate, const std::function<bool()>& interrupted, int team) {
  const std::size_t gangs = gang_count(batch.size());
#pragma omp for schedule(dynamic) nowait
  for (std::size_t gang = 0; gang < gangs; ++gang) {
    if (interrupted()) {
      gave_up_ = true;
    } else {
      backpropagate(gang, gang_indices(batch, gang), batch.size(), epoch);
    }
  }
  barrier_.wait(team);
  // The same for all threads: none sets it before they have met again.
  if (gave_up_) return;

  const SgdOptions& sgd = options_.sgd;
  const bool clips = sgd.clip > 0.0;
  if (clips) {
#pragma omp for schedule(dynamic) nowait
    for (std::size_t index = 0; index < slices_.size(); ++index) {
      const Slice& slice = slices_[index];
      const std::span<const float> gradient = batch_gradient(slice, gangs);
      slice_squares_[index] = slice.kind == Kind::kStatistics ? 0.0 : squared_norm(gradient);
    }
    barrier_.wait(team);
  }
  const SgdStep for_weights{.learning_rate = static_cast<float>(learning_rate),
                            .momentum = static_cast<float>(sgd.momentum),
                            .weight_decay = static_cast<float>(sgd.weight_decay),
                            .gradient_scale = clips ? clip_scale() : 1.0f,
                            .nesterov = sgd.nesterov};
#pragma omp for schedule(dynamic) nowait
  for (const Slice& slice : slices_) {
    const std::span<const float> gradient =
        clips ? std::span<const float>(gradient_).subspan(slice.begin, slice.size)
              : batch_gradient(slice, gangs);
    update(slice, gradient, for_weights, gangs);
  }
  barrier_.wait(team);
}

/// Moves the parameters of a slice, and their average. What follows others, statistics and average,
/// does so by larger shares at first, so that it forgets where it began.
void Descent::update(const Slice& slice, std::span<const float> gradient,
                     const SgdStep& for_weights, std::size_t gangs) {
  const std::span<float> parameters = network_.parameters().subspan(slice.begin, slice.size);
  const auto step = static_cast<double>(steps_);
  const double decay_at_first = step / (step + 10.0);
  if (slice.kind == Kind::kStatistics) {
    // What each gang of the step would move them by the share, together.
    constexpr double kShareOfGang = 0.02;
    const double decay = std::pow(1.0 - kShareOfGang, static_cast<double>(gangs));
    follow(gradient, 1.0 - std::min(decay, decay_at_first), parameters);
  } else {
    SgdStep descent = for_weights;
    if (slice.kind == Kind::kBiases) descent.weight_decay = 0.0f;
    descent.apply(parameters, std::span(velocity_).subspan(slice.begin, slice.size), gradient);
  }
  if (average_.empty()) return;
  const double decay = std::min(options_.average_decay, decay_at_first);
  follow(parameters, 1.0 - decay, std::span(average_).subspan(slice.begin, slice.size));
}

ScoreSum Descent::batch_score(std::size_t images) const {
  ScoreSum total;
  for (std::size_t gang = 0; gang < gang_count(images); ++gang) total += scores_[gang];
  return total;
}

/// The first half of a step, for one gang. Different threads may work on different gangs.
void Descent::backpropagate(std::size_t gang, std::span<const std::uint32_t> members,
                            std::size_t batch_size, std::uint32_t epoch) {
  auto& [workspace, scratch] = workers_[static_cast<std::size_t>(omp_get_thread_num())];
  const Normalization& normalization = network_.normalization;
  load_gang(data_.images, members, normalization, workspace.input());
  if (options_.augmentation.any()) {
    const float paper = -normalization.mean / normalization.deviation;
    augmentation_.apply(workspace.input(), members, epoch, paper, scratch);
  }
  std::array<std::uint16_t, kLanes> labels{};
  for (std::size_t lane = 0; lane < members.size(); ++lane) {
    labels[lane] = data_.labels[members[lane]];
  }
  const float mean = 1.0f / static_cast<float>(batch_size);
  const Lanes weight([&](std::size_t lane) { return lane < members.size() ? mean : 0.0f; });

  const TrainingGang training{
      .images = members, .batch_size = batch_size, .seed = options_.seed, .epoch = epoch};
  network_.forward_in_training(workspace, training);
  const Lanes loss =
      softmax_cross_entropy(workspace.logits(), labels, weight, workspace.logits_gradient(),
                            static_cast<float>(options_.label_smoothing));
  scores_[gang] = {};
  for (std::size_t lane = 0; lane < members.size(); ++lane) {
    scores_[gang].loss += static_cast<double>(float{loss[lane]});
    scores_[gang].correct += is_correct(workspace.logits(), lane, labels[lane]) ? 1 : 0;
  }
  network_.backward(
      workspace, {gang_gradients_[gang].get(), network_.parameters().size()},
      std::span(records_).subspan(gang * network_.record_size(), network_.record_size()), training);
}

/// Adds what the gangs have left, in their order, to the slice of `gradient_` that it returns.
std::span<const float> Descent::batch_gradient(const Slice& slice, std::size_t gangs) {
  const std::span<float> total = std::span(gradient_).subspan(slice.begin, slice.size);
  if (slice.layer->record_size() > 0) {
    slice.layer->batch_gradient({.first = records_.data() + slice.record_begin,
                                 .stride = network_.record_size(),
                                 .gangs = gangs},
                                slice.begin_in_layer, total);
    return total;
  }
  std::copy_n(gang_gradients_.front().get() + slice.begin, slice.size, total.begin());
  for (std::size_t gang = 1; gang < gangs; ++gang) {
    const float* part = gang_gradients_[gang].get() + slice.begin;
    for (std::size_t n = 0; n < slice.size; ++n) total[n] += part[n];
  }
  return total;
}

/// The factor that brings the norm of `gradient_` down to the limit.
float Descent::clip_scale() const {
  const double norm = std::sqrt(std::accumulate(slice_squares_.begin(), slice_squares_.end(), 0.0));
  return norm > options_.sgd.clip ? static_cast<float>(options_.sgd.clip / norm) : 1.0f;
}

}  // namespace inkling
