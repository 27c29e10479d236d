#pragma once

#include <filesystem>
#include <fstream>
#include <opencv2/core.hpp>

#include "tests/io/pictures/png_bytes.h"

namespace inkling {

/// Writes `grey` (CV_8UC1, not empty) as a PNG file.
inline void write_png(const std::filesystem::path& path, const cv::Mat& grey) {
  std::ofstream(path, std::ios::binary)
      << png_bytes({.width = static_cast<std::uint32_t>(grey.cols),
                    .height = static_cast<std::uint32_t>(grey.rows),
                    .data = {grey.begin<std::uint8_t>(), grey.end<std::uint8_t>()}});
}

}  // namespace inkling
