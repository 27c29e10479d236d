// A step has two halves, each divided among the threads: computing the gradient, and updating the
// parameters. The result does not depend on which thread does what, so neither do the bits.

#include "model/training/descent.h"

#include <omp.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <exception>
#include <limits>
#include <numeric>

#include "model/evaluation/prediction.h"
#include "model/lanes/gang.h"
#include "model/training/armijo.h"

namespace inkling {
namespace {

using Kind = ParameterSlice::Kind;

double squared_norm(std::span<const float> values) {
  double squares = 0.0;
  for (const float value : values)
    squares += static_cast<double>(value) * static_cast<double>(value);
  return squares;
}

/// Moves each of `values` a fraction of the way to its target.
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
      slice_sums_(gradient_.slices().size()),
      start_(options.sgd.step == StepRule::kArmijo ? network.parameters().size() : 0) {}

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
  std::atomic<bool> gave_up = false;  // a gang was left out: the step must not be taken
#pragma omp parallel num_threads(threads_)
  {
    std::int64_t step = 0;
    for (std::size_t begin = 0; begin < order.size() && going_on; begin += batch_size, ++step) {
      const Batch batch{.samples = order.subspan(begin, std::min(batch_size, order.size() - begin)),
                        .epoch = epoch};
      gradient_.backpropagate(batch, control.interrupted, gave_up);
      const ScoreSum before = gradient_.score(batch);
      const SgdStep next = gave_up ? SgdStep() : next_step(batch, before, step, control, gave_up);
      if (!gave_up) take_step(batch, next);
#pragma omp masked
      try {
        going_on = !gave_up;
        if (going_on) {
          ++steps_;
          going_on = control.after_step(step, before);
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

/// How to take the step for a batch; the search for its length may have been interrupted.
SgdStep Descent::next_step(const Batch& batch, const ScoreSum& before, std::int64_t step,
                           const StepControl& control, std::atomic<bool>& gave_up) {
  const SgdOptions& sgd = options_.sgd;
  const bool searches = sgd.step == StepRule::kArmijo;
  const double scale = sgd.clip > 0.0 && !searches ? clip_scale(batch) : 1.0;
  const double length = searches ? searched_length(batch, before, control.interrupted, gave_up)
                                 : control.learning_rate(step);
#pragma omp masked
  step_length_ = length;
  return {.learning_rate = static_cast<float>(length),
          .momentum = static_cast<float>(sgd.momentum),
          .gradient_scale = static_cast<float>(scale),
          .nesterov = sgd.nesterov};
}

/// The sum of `of_slice` over all slices, in their order. All threads must call it.
template <typename Function>
double Descent::sum_over_slices(Function&& of_slice) {
#pragma omp for schedule(dynamic) nowait
  for (std::size_t index = 0; index < slice_sums_.size(); ++index) {
    slice_sums_[index] = of_slice(gradient_.slices()[index]);
  }
  barrier_.wait(omp_get_num_threads());
  const double sum = std::accumulate(slice_sums_.begin(), slice_sums_.end(), 0.0);
  // No thread may write the next sums while another one still reads these.
  barrier_.wait(omp_get_num_threads());
  return sum;
}

/// The weight decay of a slice; biases have none.
float Descent::decay_of(const ParameterSlice& slice) const {
  return slice.kind == Kind::kWeights ? static_cast<float>(options_.sgd.weight_decay) : 0.0f;
}

/// Completes the gradient. Returns the factor that reduces its norm to the limit.
double Descent::clip_scale(const Batch& batch) {
  const double norm = std::sqrt(sum_over_slices([&](const ParameterSlice& slice) {
    const std::span<const float> gradient = gradient_.add_up(batch, slice);
    return slice.kind == Kind::kStatistics ? 0.0 : squared_norm(gradient);
  }));
  return norm > options_.sgd.clip ? options_.sgd.clip / norm : 1.0;
}

/// Completes the gradient and finds the length of the step by Armijo's rule. The function that must
/// decrease is the mean loss of the batch plus decay / 2 times the sum of the squared weights.
double Descent::searched_length(const Batch& batch, const ScoreSum& before,
                                const std::function<bool()>& interrupted,
                                std::atomic<bool>& gave_up) {
  const auto images = static_cast<double>(batch.samples.size());
  const double squares = sum_over_slices([&](const ParameterSlice& slice) {
    const std::span<const float> gradient = gradient_.add_up(batch, slice);
    const std::span<const float> parameters =
        network_.parameters().subspan(slice.begin, slice.size);
    std::ranges::copy(parameters, start_.begin() + static_cast<std::ptrdiff_t>(slice.begin));
    double sum = 0.0;
    for (std::size_t n = 0; n < gradient.size(); ++n) {
      const auto derivative = static_cast<double>(gradient[n] + decay_of(slice) * parameters[n]);
      sum += derivative * derivative;
    }
    return slice.kind == Kind::kStatistics ? 0.0 : sum;
  });
  const double value = before.mean(images).loss + go_from_start(0.0);
  const double length = armijo_step(options_.sgd.armijo, value, -squares, [&](double trial) {
    const double decay_loss = go_from_start(trial);
    gradient_.forward(batch, interrupted, gave_up);
    // The length of a step that is given up does not matter.
    return gave_up ? -std::numeric_limits<double>::infinity()
                   : gradient_.score(batch).mean(images).loss + decay_loss;
  });
  go_from_start(0.0);
  return length;
}

/// Moves the parameters to distance `length` from the start of a search; returns the weight decay's
/// loss there.
double Descent::go_from_start(double length) {
  const auto factor = static_cast<float>(length);
  const double squares = sum_over_slices([&](const ParameterSlice& slice) {
    if (slice.kind == Kind::kStatistics) return 0.0;
    const std::span<const float> gradient = gradient_.of(slice);
    const std::span<const float> start = std::span(start_).subspan(slice.begin, slice.size);
    const std::span<float> parameters = network_.parameters().subspan(slice.begin, slice.size);
    for (std::size_t n = 0; n < gradient.size(); ++n) {
      parameters[n] = start[n] - factor * (gradient[n] + decay_of(slice) * start[n]);
    }
    return slice.kind == Kind::kWeights ? squared_norm(parameters) : 0.0;
  });
  return options_.sgd.weight_decay / 2.0 * squares;
}

/// Takes a step. Completes the gradient first, unless that was already done because the whole
/// gradient was needed.
void Descent::take_step(const Batch& batch, const SgdStep& step) {
  const bool is_complete = options_.sgd.clip > 0.0 || !start_.empty();
#pragma omp for schedule(dynamic) nowait
  for (const ParameterSlice& slice : gradient_.slices()) {
    const std::span<const float> gradient =
        is_complete ? gradient_.of(slice) : gradient_.add_up(batch, slice);
    update(slice, gradient, step, gang_count(batch.samples.size()));
  }
  barrier_.wait(omp_get_num_threads());
}

/// Updates the parameters of a slice, and their average. Moving averages (statistics and the
/// average itself) move further in the first steps, so that they forget their initial values.
void Descent::update(const ParameterSlice& slice, std::span<const float> gradient,
                     const SgdStep& step, std::size_t gangs) {
  const std::span<float> parameters = network_.parameters().subspan(slice.begin, slice.size);
  const auto steps = static_cast<double>(steps_);
  const double decay_at_first = steps / (steps + 10.0);
  if (slice.kind == Kind::kStatistics) {
    // The fraction that corresponds to one update for each gang of the step.
    constexpr double kShareOfGang = 0.02;
    double decay = 1.0;
    for (std::size_t gang = 0; gang < gangs; ++gang) decay *= 1.0 - kShareOfGang;
    follow(gradient, 1.0 - std::min(decay, decay_at_first), parameters);
  } else {
    SgdStep descent = step;
    descent.weight_decay = decay_of(slice);
    descent.apply(parameters, std::span(velocity_).subspan(slice.begin, slice.size), gradient);
  }
  if (average_.empty()) return;
  const double decay = std::min(options_.average_decay, decay_at_first);
  follow(parameters, 1.0 - decay, std::span(average_).subspan(slice.begin, slice.size));
}

}  // namespace inkling
