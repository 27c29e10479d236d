#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>

namespace inkling {

/// Whether `bytes` begin as a PNG file does.
bool is_png(std::span<const std::uint8_t> bytes);

/// Decodes the bytes of a PNG file of any kind (1 to 16 bits, grey, colour or palette, transparent,
/// interlaced) as bytes: CV_8UC1 if it is grey, CV_8UC3 (red, green, blue) if it has colours or
/// transparent pixels. These are blended over black paper if all visible pixels are light (white
/// ink on a transparent page), otherwise over white paper. `path` is for the error. Throws
/// FileError if it is not a complete PNG file or has more than 64 million pixels, which is checked
/// before memory is allocated.
cv::Mat decode_png(std::span<const std::uint8_t> bytes, const std::filesystem::path& path);

/// The opaque red, green and blue of `pixels`, CV_8UC4 with alpha and contiguous, blended over
/// white paper, or over black paper if all visible pixels are light. The result uses the same
/// memory, because two pictures of 64 million pixels would be half a gigabyte.
cv::Mat blended_over_paper(cv::Mat pixels);

}  // namespace inkling
