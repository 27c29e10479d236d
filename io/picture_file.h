#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>

namespace inkling {

/// Reads the picture in a file as bytes: CV_8UC1 where it is grey, CV_8UC3 (red, green, blue) where
/// it has colours. What is transparent lets white paper show through.
/// Throws FileError where it is not a whole PNG file or has more than 64 million pixels.
cv::Mat read_picture_file(const std::filesystem::path& path);

/// The same for the bytes of a file; `path` is for the error.
cv::Mat decode_picture(std::span<const std::uint8_t> bytes, const std::filesystem::path& path);

/// The brightness that the eye sees in a picture, CV_8UC1. A grey picture is returned as it is.
cv::Mat brightness(const cv::Mat& picture);

}  // namespace inkling
