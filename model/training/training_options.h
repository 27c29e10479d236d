#pragma once

#include <cstdint>
#include <vector>

#include "model/augmentation/augmentation_options.h"
#include "model/layers/loss.h"
#include "model/training/sampling.h"
#include "model/training/sgd.h"

namespace inkling {

/// The settings of a training.
struct TrainingOptions {
  int epochs = 10;
  int batch_size = 64;  ///< 0 is all training images: gradient descent, B&J (8.3).
  Sampling sampling = Sampling::kEpoch;
  Sampler sampler = Sampler::kUniform;
  LossFunction loss = LossFunction::kCrossEntropy;
  /// How much an image of each class counts in the loss, up to a factor; empty is all the same.
  std::vector<double> class_weights = {};
  SgdOptions sgd = {};
  /// The share of the target that all classes divide equally, in [0, 1); 0 is the label alone.
  double label_smoothing = 0.0;
  /// Decay of the average of the parameters (`Descent::average`), in [0, 1); 0 is no average.
  double average_decay = 0.0;
  AugmentationOptions augmentation = {};
  int patience = 0;           ///< Epochs without a better one that end it; 0 is no end.
  double most_minutes = 0.0;  ///< Ends it after the step that exceeds them; 0 is no end.
  std::uint64_t seed = 0;
  int threads = 0;  ///< 0 is all cores. The result does not depend on it.
};

/// Throws std::invalid_argument where options make no sense, whatever is trained.
void check(const TrainingOptions& options);

}  // namespace inkling
