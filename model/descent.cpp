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

}  // namespace

Descent::Descent(Network& network, const Dataset& data, const SgdOptions& options,
                 std::size_t batch_size, int threads)
    : network_(network),
      data_(data),
      options_(options),
      batch_size_(batch_size),
      threads_(std::min(resolve_threads(threads), static_cast<int>(gang_count(batch_size)))),
      slices_(slice_parameters(network)),
      velocity_(network.parameters().size()),
      gradient_(network.parameters().size()),
      slice_squares_(slices_.size()),
      gang_gradients_(gang_count(batch_size)),
      records_(gang_gradients_.size() * network.record_size()),
      scores_(gang_gradients_.size()) {
  for (auto& gradient : gang_gradients_) {
    // Left uninitialised: the parts that belong to layers with records never become resident.
    gradient = std::make_unique_for_overwrite<float[]>(network.parameters().size());
  }
  for (int thread = 0; thread < threads_; ++thread) workspaces_.emplace_back(network);
}

std::vector<Descent::Slice> Descent::slice_parameters(const Network& network) {
  constexpr std::size_t kSliceSize = 4096;
  // Enough outputs to use the inputs in the records, while they are cached, more than once.
  constexpr std::size_t kRecordOutputs = 16;
  std::vector<Slice> slices;
  std::size_t record_begin = 0;
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const Layer& layer = network.layer(index);
    const auto cut = [&](std::size_t begin, std::size_t end, std::size_t size) {
      for (; begin < end; begin += size) {
        slices.push_back({.layer = &layer,
                          .begin_in_layer = begin,
                          .begin = network.parameter_offset(index) + begin,
                          .size = std::min(size, end - begin),
                          .record_begin = record_begin});
      }
    };
    if (layer.parameter_count() > 0) {
      const std::size_t row = layer.weight_count() / layer.bias_count();
      const std::size_t rows =
          std::max(kSliceSize / row, layer.record_size() > 0 ? kRecordOutputs : 1);
      cut(0, layer.weight_count(), row * rows);
      cut(layer.weight_count(), layer.parameter_count(), kSliceSize);
    }
    record_begin += layer.record_size();
  }
  return slices;
}

void Descent::run(std::span<const std::uint32_t> order, const StepControl& control) {
  bool going_on = true;
  std::exception_ptr error;
#pragma omp parallel num_threads(threads_)
  {
    const int team = omp_get_num_threads();
    std::int64_t step = 0;
    for (std::size_t begin = 0; begin < order.size() && going_on; begin += batch_size_, ++step) {
      const std::size_t size = std::min(batch_size_, order.size() - begin);
      take_step(order.subspan(begin, size), control.learning_rate(step), team);
#pragma omp masked
      try {
        going_on = control.after_step(step, batch_score(size));
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
void Descent::take_step(std::span<const std::uint32_t> batch, double learning_rate, int team) {
  const std::size_t gangs = gang_count(batch.size());
#pragma omp for schedule(dynamic) nowait
  for (std::size_t gang = 0; gang < gangs; ++gang) {
    backpropagate(gang, gang_indices(batch, gang), batch.size());
  }
  barrier_.wait(team);

  const bool clips = options_.clip > 0.0;
  if (clips) {
#pragma omp for schedule(dynamic) nowait
    for (std::size_t index = 0; index < slices_.size(); ++index) {
      slice_squares_[index] = squared_norm(batch_gradient(slices_[index], gangs));
    }
    barrier_.wait(team);
  }
  const SgdStep for_weights{.learning_rate = static_cast<float>(learning_rate),
                            .momentum = static_cast<float>(options_.momentum),
                            .weight_decay = static_cast<float>(options_.weight_decay),
                            .gradient_scale = clips ? clip_scale() : 1.0f,
                            .nesterov = options_.nesterov};
  SgdStep for_biases = for_weights;
  for_biases.weight_decay = 0.0f;
#pragma omp for schedule(dynamic) nowait
  for (const Slice& slice : slices_) {
    const std::span<const float> gradient =
        clips ? std::span<const float>(gradient_).subspan(slice.begin, slice.size)
              : batch_gradient(slice, gangs);
    (slice.decays() ? for_weights : for_biases)
        .apply(network_.parameters().subspan(slice.begin, slice.size),
               std::span(velocity_).subspan(slice.begin, slice.size), gradient);
  }
  barrier_.wait(team);
}

BatchScore Descent::batch_score(std::size_t images) const {
  BatchScore total;
  for (std::size_t gang = 0; gang < gang_count(images); ++gang) total += scores_[gang];
  return total;
}

/// The first half of a step, for one gang. Different threads may work on different gangs.
void Descent::backpropagate(std::size_t gang, std::span<const std::uint32_t> members,
                            std::size_t batch_size) {
  Workspace& workspace = workspaces_[static_cast<std::size_t>(omp_get_thread_num())];
  load_gang(data_.images, members, network_.normalization, workspace.input());
  std::array<std::uint16_t, kLanes> labels{};
  for (std::size_t lane = 0; lane < members.size(); ++lane) {
    labels[lane] = data_.labels[members[lane]];
  }
  const float mean = 1.0f / static_cast<float>(batch_size);
  const Lanes weight([&](std::size_t lane) { return lane < members.size() ? mean : 0.0f; });

  network_.forward(workspace);
  const Lanes loss =
      softmax_cross_entropy(workspace.logits(), labels, weight, workspace.logits_gradient());
  scores_[gang] = {};
  for (std::size_t lane = 0; lane < members.size(); ++lane) {
    scores_[gang].loss += static_cast<double>(float{loss[lane]});
    scores_[gang].correct += is_correct(workspace.logits(), lane, labels[lane]) ? 1 : 0;
  }
  network_.backward(
      workspace, {gang_gradients_[gang].get(), network_.parameters().size()},
      std::span(records_).subspan(gang * network_.record_size(), network_.record_size()));
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
  return norm > options_.clip ? static_cast<float>(options_.clip / norm) : 1.0f;
}

}  // namespace inkling
