#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "model/layers/score.h"

namespace inkling {

/// What the observer is told after each step.
struct StepReport {
  int epoch = 1;          ///< From 1.
  std::int64_t step = 0;  ///< Steps done in this epoch.
  std::int64_t steps_per_epoch = 0;
  double learning_rate = 0.0;
  Score training;  ///< Over the images of this epoch so far, each at the time of its step.
};

/// What the observer is told after each epoch.
struct EpochReport {
  int epoch = 1;                    ///< From 1.
  double seconds = 0.0;             ///< Since the training began.
  double learning_rate = 0.0;       ///< Of the last step.
  Score training;                   ///< Over the epoch, each image at the time of its step.
  std::optional<Score> validation;  ///< Without label smoothing and class weights.
  double images_per_second = 0.0;   ///< Training images, without the validation's time.
  /// Whether this epoch's parameters are the best so far; always true without validation images.
  bool best = false;
};

/// Observes a training run. The first two functions are called on the thread that runs the
/// training; if one returns false, the training ends after the current step.
struct TrainingObserver {
  std::function<bool(const StepReport&)> after_step = [](const StepReport&) { return true; };
  std::function<bool(const EpochReport&)> after_epoch = [](const EpochReport&) { return true; };
  /// Called by all threads, many times in a step; must not throw. Once it is true, the training
  /// ends at once and gives up the current step as if it had not begun.
  std::function<bool()> interrupted = [] { return false; };
};

}  // namespace inkling
