#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

#include "model/evaluation/evaluation.h"

namespace inkling {

/// What the cells of a confusion matrix are counted in; all but counts are fractions in [0, 1].
enum class CellUnit {
  kCount,
  kShareOfTruth,       ///< Of the images of the true class, the row: `normalize="true"`.
  kShareOfPrediction,  ///< Of the images taken for the class, the column: `normalize="pred"`.
  kShareOfAll,         ///< Of all images: `normalize="all"`.
};

/// The matrix in `unit`, as scikit-learn's `confusion_matrix` normalises it (the words above are
/// its own). Shares of a class that has no image, or is never predicted, are 0.
Eigen::MatrixXd cell_values(const ConfusionMatrix& confusion, CellUnit unit);

/// The `count` classes, in their order, among which the most frequent mistakes happen: pair after
/// pair of `confusions` comes in as long as both fit. There are fewer where fewer take part in any.
std::vector<std::size_t> most_confused_classes(std::span<const Confusion> confusions,
                                               std::size_t count);

/// The rows and columns of `chosen`, and as a last row and column the sums over all other classes,
/// so that every image is still counted.
ConfusionMatrix gather_others(const ConfusionMatrix& confusion,
                              std::span<const std::size_t> chosen);

}  // namespace inkling
