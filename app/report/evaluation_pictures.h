#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "app/report/measurement.h"
#include "model/evaluation/confusion_matrix.h"

namespace inkling {

/// Draws the confusion matrix as a PNG file: names, a text in each cell and its colour, see
/// `MatrixCells`. Throws FileError.
void write_matrix_plot(const Evaluation& evaluation, std::span<const std::string> class_names,
                       CellUnit unit, const std::filesystem::path& path);

/// Draws the mistakes, the first 300 at most, as a PNG file: each image with its class, what it was
/// taken for, its index and the probability of the prediction. Throws FileError.
void write_mistake_sheet(const Measurement& measurement, const std::filesystem::path& path);

}  // namespace inkling
