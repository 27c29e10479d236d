#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <span>

namespace inkling {

/// Decodes the first frame of a GIF file by giflib: CV_8UC4 (blue, green, red, opacity), with the
/// size of the canvas, transparent where the frame is transparent or does not reach. The caller has
/// checked the size. Throws std::runtime_error, which says what is wrong.
cv::Mat decode_gif(std::span<const std::uint8_t> file);

}  // namespace inkling
