#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "model/evaluation/prediction.h"

namespace inkling {

/// How many images of each true class (row) were predicted as each class (column).
using ConfusionMatrix =
    Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// An interval of fractions in [0, 1].
struct Interval {
  double low = 0.0;
  double high = 1.0;
};

/// Wilson's 95 % interval (1927) for a probability that was estimated as `successes` / `trials`. It
/// stays within [0, 1] and has a width above 0 even at 0 and 1. Without trials it is [0, 1].
Interval wilson_interval(std::int64_t successes, std::int64_t trials);

/// Precision, recall and their harmonic mean, fractions in [0, 1]. If a denominator is zero (a
/// class without images, or without predictions), the value is 0, as in scikit-learn.
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

/// Wilson's intervals for the scores of class `k`. Recall is a fraction of its images, precision a
/// fraction of its predictions. F1 = 2 J / (1 + J) increases with J, the fraction of correct
/// predictions among all images that belong to the class or were predicted as it, so J's interval
/// gives that of F1.
ClassIntervals class_intervals(const ConfusionMatrix& confusion, std::size_t k);

/// How often images of class `truth` were predicted as `prediction`.
struct Confusion {
  std::size_t truth = 0;
  std::size_t prediction = 0;
  std::int64_t count = 0;
};

/// The images whose confidence, the largest probability, is in [low, high); the last bin includes
/// 1.
struct ConfidenceBin {
  double low = 0.0;
  double high = 1.0;
  std::int64_t count = 0;
  std::int64_t correct = 0;
  double confidence = 0.0;  ///< The mean confidence; 0 without images.
};

/// How well a network classifies labelled images.
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
  /// weighted by the number of images in each.
  double calibration_error = 0.0;
  std::vector<Confusion> confusions;  ///< All that occurred, most frequent first.
};

/// Compares each row of `probabilities` with its label. The prediction is the class with the
/// largest probability, the first of them if there are several. Labels must be below the number of
/// columns. Throws std::invalid_argument if the numbers of rows and labels differ or are 0.
Evaluation evaluate(const Probabilities& probabilities, std::span<const std::uint16_t> labels);

}  // namespace inkling
