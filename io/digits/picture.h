#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <vector>

namespace inkling {

/// How a picture becomes what a network is shown.
enum class Preprocessing {
  kAuto,   ///< As kMnist; but an image of the network's size with light ink on black, which fills
           ///< it or is placed as MNIST's digits are, passes as it is.
  kMnist,  ///< As MNIST's digits were prepared: see picture.cpp.
  kNone,   ///< Scaled to the network's size, inverted where the paper is light, and nothing else.
  kScale,  ///< Scaled only, whatever the paper.
  kScaleAndInvert,  ///< The same, and inverted.
};

/// Whether the digit is looked for and brought into the middle.
constexpr bool centres(Preprocessing how) {
  return how == Preprocessing::kAuto || how == Preprocessing::kMnist;
}

/// A picture as a network is shown it, and what was found on the way.
struct PreparedPicture {
  cv::Mat image;            ///< CV_8UC1 of the network's size; ink is light on black.
  bool unchanged = false;   ///< The picture was one already.
  bool dark_ink = false;    ///< The ink is darker than its paper.
  cv::Rect box;             ///< Around the ink, in pixels of the picture.
  double stroke_width = 0;  ///< In pixels of the digit scaled into its box, before it is evened.
  int digit_count = 1;      ///< How many digits seem to stand side by side in the picture.
};

/// Finds the digit in a picture (as `read_picture_file` gives it) and prepares it for a network
/// whose input has `size`. `path` is for the error. Throws FileError where it shows nothing.
PreparedPicture prepare_picture(const cv::Mat& picture, cv::Size size, Preprocessing how,
                                const std::filesystem::path& path);

/// Makes the first call of `prepare_picture` limit OpenCV to one thread, in the whole process: its
/// threads take longer to start than a picture takes to prepare. For a program to call before it
/// has threads; a library leaves OpenCV as its host wants it.
void prepare_pictures_without_threads();

/// Appends the pixels of a CV_8UC1 image, row by row, as `ImageSet` has them.
void append_pixels(const cv::Mat& image, std::vector<std::uint8_t>& pixels);

}  // namespace inkling
