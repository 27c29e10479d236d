#pragma once

#include <cstdint>
#include <span>

#include "model/training/armijo.h"

namespace inkling {

/// How the length of a step is chosen.
enum class StepRule {
  kScheduled,  ///< The learning rate of the schedule.
  kArmijo,     ///< Armijo's rule for each batch, without learning rate and momentum.
};

/// How the learning rate changes during a training run.
enum class Schedule {
  kConstant,
  kCosine,    ///< Half a cosine wave from the learning rate to 0.
  kOneCycle,  ///< Linearly up to the learning rate in a fifth of the steps, then linearly to 0.
};

/// The settings of stochastic gradient descent (B&J, (8.11)).
struct SgdOptions {
  StepRule step = StepRule::kScheduled;
  ArmijoOptions armijo = {};
  double learning_rate = 0.05;
  Schedule schedule = Schedule::kOneCycle;
  double momentum = 0.9;  ///< In [0, 1): the fraction of the velocity that a step keeps.
  bool nesterov = false;
  double weight_decay = 5e-4;  ///< At least 0; acts on weights, not on biases.
  double clip = 0.0;           ///< Largest norm of the whole gradient; 0: no limit.
  /// Largest error term, 0: no limit. An error term is the derivative of one image's loss with
  /// respect to an output of a layer with parameters; it is clipped before the layer computes its
  /// gradient from it (MLP). With cross-entropy the terms of the last layer, p - q, sum to 0, but
  /// no longer if they are clipped: with a limit below about 0.9, all logits drift away together.
  double clip_errors = 0.0;
};

/// The learning rate of step `step` (from 0) of `steps`.
double scheduled_learning_rate(const SgdOptions& options, std::int64_t step, std::int64_t steps);

/// One step of stochastic gradient descent with momentum on a part of the parameters:
///
///     velocity <- momentum * velocity + (gradient + decay * parameters)
///     parameters <- parameters - learning_rate * velocity
///
/// With `nesterov`, the last line uses gradient + decay * parameters + momentum * velocity instead
/// of the velocity. The gradient is first multiplied by `gradient_scale` (clipping).
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
