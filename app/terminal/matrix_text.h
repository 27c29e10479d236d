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

/// The confusion matrix as text, at most `look.columns` wide. Rows are true classes, columns are
/// predicted classes. If names do not fit above the columns, the columns are numbered like the
/// rows. If not all classes fit, the matrix shows those that are most often confused, and the sums
/// over the others in a last row and column.
///
/// Cells are coloured by their magnitude; mistakes have a separate scale.
std::string matrix_text(const Evaluation& evaluation, std::span<const std::string> names,
                        const TextLook& look);

}  // namespace inkling
