#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <span>

namespace inkling {

/// Decodes the main picture of a HEIC file by libheif, upright: CV_8UC3 (blue, green, red), or
/// CV_8UC4 with opacity. The caller has checked the size. Throws std::runtime_error, which says
/// what is wrong.
cv::Mat decode_heic(std::span<const std::uint8_t> file);

}  // namespace inkling
