#pragma once

#include <cstdint>
#include <vector>

#include "model/augmentation/augmentation_options.h"
#include "model/layers/loss.h"
#include "model/training/sampling.h"
#include "model/training/sgd.h"

namespace inkling {

/// The settings of a training run.
struct TrainingOptions {
  int epochs = 10;
  int batch_size = 64;  ///< 0: all training images (gradient descent, B&J (8.3)).
  Sampling sampling = Sampling::kEpoch;
  Sampler sampler = Sampler::kUniform;
  LossFunction loss = LossFunction::kCrossEntropy;
  /// How much an image of each class counts in the loss, up to a common factor; empty: all the
  /// same.
  std::vector<double> class_weights = {};
  SgdOptions sgd = {};
  /// The fraction of the target that is divided equally among all classes, in [0, 1).
  double label_smoothing = 0.0;
  /// Decay of the average of the parameters (`Descent::average`), in [0, 1); 0: no average.
  double average_decay = 0.0;
  AugmentationOptions augmentation = {};
  int patience = 0;           ///< Ends after this many epochs without a better one; 0: never.
  double most_minutes = 0.0;  ///< Ends after the first step beyond them; 0: never.
  std::uint64_t seed = 0;
  int threads = 0;  ///< 0: all cores. The result does not depend on it.
};

/// Throws std::invalid_argument if an option is invalid for any network and data.
void check(const TrainingOptions& options);

}  // namespace inkling
