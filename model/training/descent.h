#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "model/layers/score.h"
#include "model/network/network.h"
#include "model/training/barrier.h"
#include "model/training/batch_gradient.h"
#include "model/training/objective.h"
#include "model/training/training_options.h"

namespace inkling {

/// The functions that `Descent::run` calls during its steps, which are numbered from 0.
struct StepControl {
  /// The learning rate of a step. Called by all threads at once; must not throw.
  std::function<double(std::int64_t step)> learning_rate;
  /// Called after each step, on the thread that called `run`, with the score of the batch before
  /// the step. No more steps are taken once it returns false.
  std::function<bool(std::int64_t step, const ScoreSum& batch)> after_step;
  /// Called by all threads before each gang; must not throw. Once it is true, the step is given up
  /// as if it had not begun, and no more are taken. So `run` ends soon even if a batch is large.
  std::function<bool()> interrupted = [] { return false; };
};

/// Stochastic gradient descent (B&J, (8.11)) on the parameters of a network, with all the memory
/// that it needs: a step allocates nothing.
///
/// The length of a step comes from the schedule or from Armijo's rule. The gradient is that of the
/// batch's mean loss plus decay / 2 times the sum of the squared weights.
///
/// First the batch's gangs are divided among the threads, then the parameters. Neither changes a
/// bit of the result.
class Descent {
 public:
  /// Keeps references to `network`, whose parameters it changes, and to `objective`, which it
  /// minimises. It uses at most as many threads as a batch has gangs.
  Descent(Network& network, const Objective& objective, const TrainingOptions& options);

  /// Takes a step for each batch of the samples in `order`; the last batch may be smaller. `epoch`
  /// is part of the key of all random numbers. If `after_step` throws, the steps end and the
  /// exception is passed on. The team of threads is kept for all steps, because starting threads
  /// takes time.
  void run(std::uint32_t epoch, std::span<const std::uint32_t> order, const StepControl& control);

  /// The moving average of the parameters; empty without `average_decay`. Each step moves it the
  /// fraction 1 - decay of the way to the parameters. The first steps move it further, so that it
  /// forgets the initial values.
  std::span<float> average() { return average_; }
  std::span<const float> average() const { return average_; }
  /// The length of the last step: its learning rate, or the length that Armijo's rule found.
  double step_length() const { return step_length_; }
  /// The velocity of momentum.
  std::span<const float> velocity() const { return velocity_; }

  /// Continues from the state of another descent after `steps` steps; the parameters are those of
  /// the network.
  void resume(std::int64_t steps, std::span<const float> velocity, std::span<const float> average);

 private:
  SgdStep next_step(const Batch& batch, const ScoreSum& before, std::int64_t step,
                    const StepControl& control, std::atomic<bool>& gave_up);
  double clip_scale(const Batch& batch);
  double searched_length(const Batch& batch, const ScoreSum& before,
                         const std::function<bool()>& interrupted, std::atomic<bool>& gave_up);
  template <typename Function>
  double sum_over_slices(Function&& of_slice);
  double go_from_start(double length);
  float decay_of(const ParameterSlice& slice) const;
  void take_step(const Batch& batch, const SgdStep& step);
  void update(const ParameterSlice& slice, std::span<const float> gradient, const SgdStep& step,
              std::size_t gangs);

  Network& network_;
  TrainingOptions options_;
  int threads_;
  BatchGradient gradient_;
  std::vector<float> velocity_;
  std::vector<float> average_;
  std::int64_t steps_ = 0;
  std::vector<double> slice_sums_;  // one number for each slice, to be added in order
  std::vector<float> start_;        // the parameters before a search; empty without Armijo's rule
  double step_length_ = 0.0;
  Barrier barrier_;
};

}  // namespace inkling
