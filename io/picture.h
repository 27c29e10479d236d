#pragma once

#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "model/dataset.h"

namespace inkling {

/// Reads a PNG file and prepares the digit in it as MNIST's digits were: ink is light on black,
/// the digit fits a box of 20/28 of the model's input, its centre of mass is in the middle. An
/// image that already has the model's size and light ink on black passes unchanged.
/// Throws FileError where the file is not a PNG or shows nothing.
ImageSet read_picture(const std::filesystem::path& path, Shape shape);

}  // namespace inkling
