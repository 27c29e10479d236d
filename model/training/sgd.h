#pragma once

#include <cstdint>
#include <span>

#include "model/training/armijo.h"

namespace inkling {

/// How the length of a step is found.
enum class StepRule {
  kScheduled,  ///< It is the learning rate of the schedule.
  kArmijo,     ///< Armijo's rule on each batch, with neither learning rate nor momentum.
};

/// How the learning rate changes over the steps of a training.
enum class Schedule {
  kConstant,
  kCosine,    ///< Half a cosine wave from the learning rate to 0.
  kOneCycle,  ///< A fifth of the steps linearly up to the learning rate, the rest linearly to 0.
};

/// The settings of stochastic gradient descent (B&J, (8.11)).
struct SgdOptions {
  StepRule step = StepRule::kScheduled;
  ArmijoOptions armijo = {};
  double learning_rate = 0.05;
  Schedule schedule = Schedule::kOneCycle;
  double momentum = 0.9;  ///< In [0, 1): the share of the velocity that a step keeps.
  bool nesterov = false;
  double weight_decay = 5e-4;  ///< At least 0; acts on weights, not on biases.
  double clip = 0.0;           ///< Largest norm of the whole gradient; 0 is no limit.
  /// Largest error term: the derivative of one image's loss by an output of a layer with
  /// parameters, cut to this size before the layer makes its gradient of it (MLP). 0 is no limit.
  /// Those of the probabilities, p - q, have a sum of 0, which a limit below 1 takes from them:
  /// with the cross-entropy and one below about 0.9 the logits drift away together.
  double clip_errors = 0.0;
};

/// The learning rate of step `step` (from 0) of `steps`.
double scheduled_learning_rate(const SgdOptions& options, std::int64_t step, std::int64_t steps);

/// One step of stochastic gradient descent with momentum on a part of the parameters:
///
///     velocity <- momentum * velocity + (gradient + decay * parameters)
///     parameters <- parameters - learning_rate * velocity
///
/// With `nesterov`, the last line takes gradient + decay * parameters + momentum * velocity in
/// place of the velocity. The gradient is multiplied with `gradient_scale` first (clipping).
struct SgdStep {
  float learning_rate = 0.0f;
  float momentum = 0.0f;
  float weight_decay = 0.0f;
  float gradient_scale = 1.0f;
  bool nesterov = false;

  void apply(std::span<float> parameters, std::span<float> velocity,
             std::span<const float> gradient) const;
};

}  // namespace inkling
