#pragma once

#include <cstdint>

namespace inkling {

/// The mean over images.
struct Score {
  /// Mean loss (see `LossFunction`). In training: with label smoothing and class weights, on the
  /// augmented images.
  double loss = 0.0;
  double accuracy = 0.0;  ///< In [0, 1].
};

/// The sums over some images, for example those of a batch.
struct ScoreSum {
  double loss = 0.0;
  std::int64_t correct = 0;

  void operator+=(const ScoreSum& other) {
    loss += other.loss;
    correct += other.correct;
  }
  Score mean(double images) const {
    return {.loss = loss / images, .accuracy = static_cast<double>(correct) / images};
  }
};

}  // namespace inkling
