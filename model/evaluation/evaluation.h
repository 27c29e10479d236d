#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "model/evaluation/prediction.h"

namespace inkling {

/// How many images of each true class (row) were taken for each class (column).
using ConfusionMatrix =
    Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// An interval of fractions in [0, 1].
struct Interval {
  double low = 0.0;
  double high = 1.0;
};

/// The 95 % interval of Wilson (1927) for the fraction that `successes` of `trials` estimates. It
/// stays inside [0, 1] and has a width even at 0 and 1; no trials give [0, 1].
Interval wilson_interval(std::int64_t successes, std::int64_t trials);

/// Precision, recall and their harmonic mean, fractions in [0, 1]. Where a denominator is zero (no
/// image of a class, or none predicted) the value counts as 0, as in scikit-learn.
struct ClassScores {
  double precision = 0.0;
  double recall = 0.0;
  double f1 = 0.0;
  std::int64_t support = 0;  ///< Images of this class.
};

/// 95 % intervals of a class's scores.
struct ClassIntervals {
  Interval precision;
  Interval recall;
  Interval f1;
};

/// Wilson's intervals for the scores of class `k`: recall is a share of its images, precision of
/// those that were taken for it. F1 = 2 J / (1 + J) grows with J, the share of hits among all
/// images that either belong to the class or were taken for it, so that J's interval gives that of
/// F1.
ClassIntervals class_intervals(const ConfusionMatrix& confusion, std::size_t k);

/// How often `truth` was taken for `prediction`.
struct Confusion {
  std::size_t truth = 0;
  std::size_t prediction = 0;
  std::int64_t count = 0;
};

/// The images whose confidence, the largest probability, is in [low, high); the last bin has 1,
/// too.
struct ConfidenceBin {
  double low = 0.0;
  double high = 1.0;
  std::int64_t count = 0;
  std::int64_t correct = 0;
  double confidence = 0.0;  ///< Their mean; 0 without images.
};

/// What a network makes of labelled images.
struct Evaluation {
  std::int64_t count = 0;
  std::int64_t correct = 0;
  double accuracy = 0.0;  ///< correct / count, in [0, 1].
  Interval accuracy_interval;
  double top2_accuracy = 0.0;  ///< The share whose label is among the two most probable classes.
  double mean_loss = 0.0;      ///< Mean cross-entropy, B&J (8.10), natural logarithm.
  ConfusionMatrix confusion;
  std::vector<ClassScores> classes;
  /// Unweighted means over the classes that occur or were predicted; support is the sum.
  ClassScores macro;
  std::vector<ConfidenceBin> confidence_bins;  ///< Fifteen of equal width, from 0 to 1.
  /// Expected calibration error: the mean distance between confidence and accuracy over the bins,
  /// weighted with the images of each.
  double calibration_error = 0.0;
  std::vector<Confusion> confusions;  ///< All that occurred, the most frequent first.
};

/// Compares each row of `probabilities` with its label. The prediction is the first of the largest
/// probabilities. Labels must be below the number of columns.
/// Throws std::invalid_argument where the numbers of rows and labels differ or are 0.
Evaluation evaluate(const Probabilities& probabilities, std::span<const std::uint16_t> labels);

}  // namespace inkling
