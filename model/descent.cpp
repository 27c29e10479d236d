// A step has two halves, each divided among the threads: the gradient, and what is done with it.
// Nothing in it depends on which thread does what, so the bits do not depend on the threads.

#include "model/descent.h"

#include <omp.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <exception>
#include <numeric>

#include "model/gang.h"
#include "model/prediction.h"

namespace inkling {
namespace {

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

int useful_threads(const TrainingOptions& options) {
  const std::size_t gangs = gang_count(static_cast<std::size_t>(options.batch_size));
  return static_cast<int>(
      std::min(gangs, static_cast<std::size_t>(resolve_threads(options.threads))));
}

}  // namespace

Descent::Descent(Network& network, const Objective& objective, const TrainingOptions& options)
    : network_(network),
      options_(options),
      threads_(useful_threads(options)),
      gradient_(network, objective, options, threads_),
      velocity_(network.parameters().size()),
      average_(options.average_decay > 0.0 ? network.parameters().size() : 0),
      slice_squares_(gradient_.slices().size()) {}

void Descent::resume(std::int64_t steps, std::span<const float> velocity,
                     std::span<const float> average) {
  assert(velocity.size() == velocity_.size() && average.size() == average_.size());
  steps_ = steps;
  std::ranges::copy(velocity, velocity_.begin());
  std::ranges::copy(average, average_.begin());
}

void Descent::run(std::uint32_t epoch, std::span<const std::uint32_t> order,
                  const StepControl& control) {
  const auto batch_size = static_cast<std::size_t>(options_.batch_size);
  bool going_on = true;
  std::exception_ptr error;
  std::atomic<bool> gave_up = false;  // a gang of the step, so that it must not be taken
#pragma omp parallel num_threads(threads_)
  {
    std::int64_t step = 0;
    for (std::size_t begin = 0; begin < order.size() && going_on; begin += batch_size, ++step) {
      const Batch batch{.samples = order.subspan(begin, std::min(batch_size, order.size() - begin)),
                        .epoch = epoch};
      gradient_.backpropagate(batch, control.interrupted, gave_up);
      if (!gave_up) take_step(batch, control.learning_rate(step));
#pragma omp masked
      try {
        going_on = !gave_up;
        if (going_on) {
          ++steps_;
          going_on = control.after_step(step, gradient_.score(batch));
        }
      } catch (...) {
        error = std::current_exception();
        going_on = false;
      }
      barrier_.wait(omp_get_num_threads());
    }
  }
  if (error) std::rethrow_exception(error);
}

/// What each thread of the team does with the gradient.
void Descent::take_step(const Batch& batch, double learning_rate) {
  const SgdOptions& sgd = options_.sgd;
  const bool clips = sgd.clip > 0.0;
  const SgdStep for_weights{.learning_rate = static_cast<float>(learning_rate),
                            .momentum = static_cast<float>(sgd.momentum),
                            .weight_decay = static_cast<float>(sgd.weight_decay),
                            .gradient_scale = clips ? clip_scale(batch) : 1.0f,
                            .nesterov = sgd.nesterov};
#pragma omp for schedule(dynamic) nowait
  for (const ParameterSlice& slice : gradient_.slices()) {
    const std::span<const float> gradient =
        clips ? gradient_.of(slice) : gradient_.add_up(batch, slice);
    update(slice, gradient, for_weights, gang_count(batch.samples.size()));
  }
  barrier_.wait(omp_get_num_threads());
}

/// Completes the gradient. Returns the factor that brings its norm down to the limit.
float Descent::clip_scale(const Batch& batch) {
#pragma omp for schedule(dynamic) nowait
  for (std::size_t index = 0; index < slice_squares_.size(); ++index) {
    const ParameterSlice& slice = gradient_.slices()[index];
    const std::span<const float> gradient = gradient_.add_up(batch, slice);
    slice_squares_[index] =
        slice.kind == ParameterSlice::Kind::kStatistics ? 0.0 : squared_norm(gradient);
  }
  barrier_.wait(omp_get_num_threads());
  const double norm = std::sqrt(std::accumulate(slice_squares_.begin(), slice_squares_.end(), 0.0));
  return norm > options_.sgd.clip ? static_cast<float>(options_.sgd.clip / norm) : 1.0f;
}

/// Moves the parameters of a slice, and their average. What follows others, statistics and average,
/// does so by larger shares at first, so that it forgets where it began.
void Descent::update(const ParameterSlice& slice, std::span<const float> gradient,
                     const SgdStep& for_weights, std::size_t gangs) {
  using Kind = ParameterSlice::Kind;
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

}  // namespace inkling
