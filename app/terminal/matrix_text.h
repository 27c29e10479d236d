#pragma once

#include <span>
#include <string>

#include "app/terminal/terminal.h"
#include "model/evaluation/confusion_matrix.h"

namespace inkling {

/// How an evaluation is printed.
struct TextLook {
  std::size_t columns = 80;  ///< Of the terminal.
  ColorDepth colors = ColorDepth::kNone;
  CellUnit unit = CellUnit::kCount;
};

/// The confusion matrix for people to read, rows the truth, columns the prediction, as wide as
/// `look.columns` at most. Where names do not fit above the columns, these are numbered as the
/// rows; where all classes do not fit, the matrix shows those among which the most frequent
/// mistakes happen and, in a last row and column, the sums over the others.
///
/// Cells are coloured by their magnitude, mistakes on a scale of their own.
std::string matrix_text(const Evaluation& evaluation, std::span<const std::string> names,
                        const TextLook& look);

}  // namespace inkling
