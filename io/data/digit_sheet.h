#pragma once

#include <filesystem>

#include "model/dataset.h"

namespace inkling {

/// Reads a digit sheet such as OpenCV's digits.png: a PNG file of cells of 20x20 pixels, light ink
/// on black. Each tenth of the cell rows shows one digit, 0 first. The images are in reading order.
/// Each cell is enlarged by 1.4 to MNIST's 28x28 (Lanczos interpolation), the inverse of how the
/// cells of digits.png were made from MNIST. Throws FileError if the file is not a sheet.
Dataset read_digit_sheet(const std::filesystem::path& path);

}  // namespace inkling
