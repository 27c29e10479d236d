#pragma once

#include <filesystem>
#include <optional>

#include "io/data/data_parts.h"
#include "io/files/csv_reader.h"

namespace inkling {

/// Reads a CSV file with an image in each row, plain or gzip: its label and its pixels, row by row.
///
/// If the first row has names, the labels are in the column named label, class, target, digit or y,
/// or there are none, as in Kaggle's `test.csv`; columns named id, index or ImageId are ignored.
/// Without names, the first column has the labels if the number of the others fits an image.
///
/// `size` is that of the images, of which only height and width count. Without it, they are square.
/// Pixels are numbers from 0 to 255 or, if none is above 1, from 0 to 1. Labels are whole numbers.
/// Throws FileError, which names the line.
DataParts read_pixel_table(const std::filesystem::path& path, const std::optional<Shape>& size);

}  // namespace inkling
