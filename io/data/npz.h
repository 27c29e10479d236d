#pragma once

#include <filesystem>
#include <optional>

#include "io/data/data_parts.h"

namespace inkling {

/// Reads an NPZ file, a ZIP file of NumPy's arrays, by the names of its arrays:
///
/// - `x_train`, `y_train`, `x_test` and `y_test`, as in Keras' `mnist.npz`, or `train_images`,
///   `train_labels` and so on: two parts, or one of them;
/// - `images` and `labels`, `x` and `y`, `data` and `target`, or `arr_0` and `arr_1`: one part,
///   which is split; without the array of labels, images without labels.
///
/// See `read_numpy_images` for what the arrays may hold, and for `size`. Throws FileError.
DataParts read_npz(const std::filesystem::path& path, const std::optional<Shape>& size);

}  // namespace inkling
