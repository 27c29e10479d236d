#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "model/layers/score.h"

namespace inkling {

/// What a training tells after each step.
struct StepReport {
  int epoch = 1;          ///< From 1.
  std::int64_t step = 0;  ///< Steps done in this epoch.
  std::int64_t steps_per_epoch = 0;
  double learning_rate = 0.0;
  Score training;  ///< Over the images of this epoch so far, each as it was when its turn came.
};

/// What a training tells after each epoch.
struct EpochReport {
  int epoch = 1;                    ///< From 1.
  double seconds = 0.0;             ///< Since the training began.
  double learning_rate = 0.0;       ///< Of the last step.
  Score training;                   ///< Over the epoch, each image as it was when its turn came.
  std::optional<Score> validation;  ///< Without label smoothing and class weights.
  double images_per_second = 0.0;   ///< Training images, without the validation's time.
  /// Whether this epoch's parameters are the best so far; always, without validation images.
  bool best = false;
};

/// Whoever watches a training. The first two functions run on the thread that runs the training,
/// which goes on while they return true and ends after the current step otherwise.
struct TrainingObserver {
  std::function<bool(const StepReport&)> after_step = [](const StepReport&) { return true; };
  std::function<bool(const EpochReport&)> after_epoch = [](const EpochReport&) { return true; };
  /// Asked by all threads, many times in a step; must not throw. Once it is true, the training ends
  /// within a moment, giving up the step that is under way as if it had not begun.
  std::function<bool()> interrupted = [] { return false; };
};

}  // namespace inkling
