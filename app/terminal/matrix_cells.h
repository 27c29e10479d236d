#pragma once

#include <Eigen/Core>
#include <string>

#include "io/pictures/canvas.h"
#include "model/evaluation/confusion_matrix.h"

namespace inkling {

/// The cells of a confusion matrix as shown in the terminal and in pictures.
class MatrixCells {
 public:
  /// The first `named` rows and columns are classes. The rest are sums over other classes and have
  /// no colour.
  MatrixCells(const ConfusionMatrix& confusion, CellUnit unit, std::size_t named);

  /// A count ("12") or a percentage ("99.5"); empty if there are no images.
  std::string text(std::size_t truth, std::size_t prediction) const;

  /// Whether the cell has a colour: it has images and is not a sum.
  bool is_colored(std::size_t truth, std::size_t prediction) const;

  /// The strength of the colour, in [0, 1]. For correct predictions it is their share of the true
  /// class. For mistakes it is the square root of the ratio to the largest mistake, so that a
  /// single one is visible.
  double shade(std::size_t truth, std::size_t prediction) const;

  /// Correct predictions are blue, mistakes orange, which colour-blind readers can tell apart.
  Color color(std::size_t truth, std::size_t prediction) const;

  /// Black or white, whichever has more contrast on `color`.
  static Color ink_on(Color color);

 private:
  Eigen::MatrixXd values_;
  Eigen::MatrixXd recalls_;
  CellUnit unit_;
  std::size_t named_;
  double largest_mistake_ = 0.0;
};

/// The unit of the cells as a suffix for a title: "" for counts, ", % of each true class".
std::string unit_words(CellUnit unit);

}  // namespace inkling
