#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "app/report/measurement.h"
#include "model/evaluation/confusion_matrix.h"

namespace inkling {

/// Draws the confusion matrix with class names to a PNG file. `MatrixCells` gives the text and
/// colour of each cell. Throws FileError.
void write_matrix_plot(const Evaluation& evaluation, std::span<const std::string> class_names,
                       CellUnit unit, const std::filesystem::path& path);

/// Draws at most the first 300 mistakes to a PNG file: each image with its true and predicted
/// class, its index and the probability of the prediction. Throws FileError.
void write_mistake_sheet(const Measurement& measurement, const std::filesystem::path& path);

}  // namespace inkling
