#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

#include "model/evaluation/evaluation.h"

namespace inkling {

/// The unit of a confusion matrix's cells. All but counts are fractions in [0, 1].
enum class CellUnit {
  kCount,
  kShareOfTruth,       ///< Of the row, which is the true class: `normalize="true"`.
  kShareOfPrediction,  ///< Of the column, which is the predicted class: `normalize="pred"`.
  kShareOfAll,         ///< Of all images: `normalize="all"`.
};

/// The matrix in `unit`, normalised as scikit-learn's `confusion_matrix` does with the option given
/// above. The shares of a class without images, or without predictions, are 0.
Eigen::MatrixXd cell_values(const ConfusionMatrix& confusion, CellUnit unit);

/// The classes, at most `count`, with the most frequent confusions, in ascending order. Pairs of
/// `confusions` are added one by one while both classes fit. There are fewer if fewer classes are
/// ever confused.
std::vector<std::size_t> most_confused_classes(std::span<const Confusion> confusions,
                                               std::size_t count);

/// The rows and columns of `chosen`, and a last row and column with the sums over all other
/// classes, so that every image is still counted.
ConfusionMatrix gather_others(const ConfusionMatrix& confusion,
                              std::span<const std::size_t> chosen);

}  // namespace inkling
