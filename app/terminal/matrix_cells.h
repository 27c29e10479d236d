#pragma once

#include <Eigen/Core>
#include <string>

#include "io/pictures/canvas.h"
#include "model/evaluation/confusion_matrix.h"

namespace inkling {

/// The cells of a confusion matrix as people see them, in the terminal and in a picture.
class MatrixCells {
 public:
  /// Of the first `named` classes; what follows are sums over others, which have no colour.
  MatrixCells(const ConfusionMatrix& confusion, CellUnit unit, std::size_t named);

  /// "12", or a share in percent: "99.5"; empty for no image.
  std::string text(std::size_t truth, std::size_t prediction) const;

  /// Whether the cell has a colour: some image, and both classes are named.
  bool is_colored(std::size_t truth, std::size_t prediction) const;

  /// How strong the colour is, in [0, 1]. Of right answers the share of their true class; of
  /// mistakes the square root of their share of the largest mistake, so that a single one is seen.
  double shade(std::size_t truth, std::size_t prediction) const;

  /// Right answers are blue, mistakes orange: whoever sees no red or green can tell them apart.
  Color color(std::size_t truth, std::size_t prediction) const;

  /// A text on `color` is black or white, whichever stands out.
  static Color ink_on(Color color);

 private:
  Eigen::MatrixXd values_;
  Eigen::MatrixXd recalls_;
  CellUnit unit_;
  std::size_t named_;
  double largest_mistake_ = 0.0;
};

/// What the cells are counted in, as a title goes on: "" for counts, ", % of each true class".
std::string unit_words(CellUnit unit);

}  // namespace inkling
