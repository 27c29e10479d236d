#pragma once

#include <filesystem>
#include <opencv2/core/mat.hpp>

namespace inkling {

/// Reads a PNG file of any kind (1 to 16 bits, grey, colour or palette, transparent, interlaced) as
/// grey bytes, CV_8UC1. What is transparent lets white paper show through; a colour becomes the
/// brightness that the eye sees in it.
/// Throws FileError where it is not a whole PNG file or has more than 64 million pixels, which is
/// checked before they get memory.
cv::Mat read_png(const std::filesystem::path& path);

}  // namespace inkling
