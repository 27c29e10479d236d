#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <vector>

namespace inkling {

/// How a picture becomes the input of a network.
enum class Preprocessing {
  /// Like kMnist, but an image of the network's size with light ink on black passes unchanged if
  /// the ink fills it or is placed like MNIST's digits.
  kAuto,
  kMnist,           ///< The way MNIST's digits were prepared: see picture.cpp.
  kNone,            ///< Scaled to the network's size, and inverted if the paper is light.
  kScale,           ///< Scaled only, whatever the paper.
  kScaleAndInvert,  ///< The same, and inverted.
};

/// Whether the digit is located and centred.
constexpr bool centres(Preprocessing how) {
  return how == Preprocessing::kAuto || how == Preprocessing::kMnist;
}

/// A prepared picture, and what was found in it.
struct PreparedPicture {
  cv::Mat image;            ///< CV_8UC1 of the network's size; ink is light on black.
  bool unchanged = false;   ///< The picture already was such an image.
  bool dark_ink = false;    ///< The ink is darker than its paper.
  cv::Rect box;             ///< Around the ink, in pixels of the picture.
  double stroke_width = 0;  ///< In pixels of the digit scaled into its box, before it is corrected.
  int digit_count = 1;      ///< How many digits seem to be side by side in the picture.
};

/// Finds the digit in a picture (as `read_picture_file` gives it) and prepares it for a network
/// whose input has `size`. `path` is for the error. Throws FileError if it shows nothing.
PreparedPicture prepare_picture(const cv::Mat& picture, cv::Size size, Preprocessing how,
                                const std::filesystem::path& path);

/// Appends the pixels of a CV_8UC1 image, row by row, in the order of `ImageSet`.
void append_pixels(const cv::Mat& image, std::vector<std::uint8_t>& pixels);

}  // namespace inkling
