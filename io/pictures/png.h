#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>

namespace inkling {

/// Whether `bytes` begin as a PNG file does.
bool is_png(std::span<const std::uint8_t> bytes);

/// Decodes the bytes of a PNG file of any kind (1 to 16 bits, grey, colour or palette, transparent,
/// interlaced) as bytes: CV_8UC1 where it is grey, CV_8UC3 (red, green, blue) where it has colours
/// or transparent pixels, through which paper shows: black where all that can be seen is light
/// (white ink on a transparent page), otherwise white. `path` is for the error. Throws FileError
/// where it is not a whole PNG file or has more than 64 million pixels, which is checked before
/// they get memory.
cv::Mat decode_png(std::span<const std::uint8_t> bytes, const std::filesystem::path& path);

/// The opaque red, green and blue of `pixels`, CV_8UC4 with alpha and contiguous, as seen on white
/// paper, or on black paper if all that can be seen is light. The result uses the same memory,
/// because two pictures of 64 million pixels would be half a gigabyte.
cv::Mat blended_over_paper(cv::Mat pixels);

}  // namespace inkling
