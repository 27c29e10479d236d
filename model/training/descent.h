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

/// What is asked and told while `Descent::run` takes its steps, which are numbered from 0.
struct StepControl {
  /// The learning rate of a step. Called by all threads at once; must not throw.
  std::function<double(std::int64_t step)> learning_rate;
  /// Called after each step, on the thread that called `run`, with the losses and hits of the batch
  /// before the step. The steps end when it returns false.
  std::function<bool(std::int64_t step, const ScoreSum& batch)> after_step;
  /// Asked by all threads, before each gang; must not throw. Once it is true, the step is given up
  /// as if it had not begun, and the steps end. So they end soon, however large a batch is.
  std::function<bool()> interrupted = [] { return false; };
};

/// Steps of stochastic gradient descent (B&J, (8.11)) on the parameters of a network, with all the
/// memory that they need: a step allocates nothing.
///
/// A step is as long as the schedule has it, or as Armijo's rule finds: along the gradient of the
/// batch's mean loss with the weight decay's, decay / 2 times the squares of the weights.
///
/// The batch's gangs are divided among the threads, then the parameters are; neither changes a bit
/// of the result.
class Descent {
 public:
  /// Keeps references to `network`, whose parameters the steps change, and `objective`, which they
  /// make smaller. There are never more threads than a batch has gangs.
  Descent(Network& network, const Objective& objective, const TrainingOptions& options);

  /// Takes a step down the gradient of the mean loss of each batch of the samples in `order`, batch
  /// after batch; the last one may be smaller. `epoch` is a part of the key of all that is drawn at
  /// random. What `after_step` throws ends the steps and is passed on. The threads stay together
  /// until the end, so that a step costs no start of threads.
  void run(std::uint32_t epoch, std::span<const std::uint32_t> order, const StepControl& control);

  /// The average of the parameters over the steps so far, where `average_decay` asks for one;
  /// empty otherwise. It follows the parameters by the share 1 - decay in each step, by a larger
  /// share in the first ones, so that it forgets where they began.
  std::span<float> average() { return average_; }
  std::span<const float> average() const { return average_; }
  /// The length of the last step: its learning rate, or what Armijo's rule has found.
  double step_length() const { return step_length_; }
  /// What momentum keeps of the steps so far.
  std::span<const float> velocity() const { return velocity_; }

  /// Goes on where another descent was after `steps` steps; the parameters are the network's.
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
  std::vector<double> slice_sums_;  // a number of each slice, to be added in their order
  std::vector<float> start_;        // where a search began; empty without Armijo's rule
  double step_length_ = 0.0;
  Barrier barrier_;
};

}  // namespace inkling
