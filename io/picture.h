#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>

namespace inkling {

/// How a picture becomes what a network is shown.
enum class Preprocessing {
  kAuto,   ///< As kMnist; but an image of the network's size with light ink on black passes as it
           ///< is.
  kMnist,  ///< As MNIST's digits were prepared: all steps below.
  kNone,   ///< Scaled to the network's size, light ink on dark, and nothing else.
};

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

// The steps of kMnist in their order. Pictures are CV_8UC1 where nothing else is said.

/// The brightness of the paper: the median of the pixels on the picture's border.
std::uint8_t paper_level(const cv::Mat& grey);

/// How far each pixel is from the paper's brightness towards the ink's: 0 is paper, 255 the most.
/// Ink lies on the side (darker or lighter) where the brightness goes farther from the paper's.
cv::Mat ink_amount(const cv::Mat& grey, std::uint8_t paper);

/// The smallest box around all pixels with at least a quarter of the most ink in the picture, which
/// leaves out the grain of the paper. `ink` must have a pixel above 0.
cv::Rect ink_box(const cv::Mat& ink);

/// Scales the ink, aspect kept, so that it just fits into `box`. Where it shrinks, each new pixel
/// is the mean of the area that it covers, so that thin strokes become faint and do not break;
/// where it grows, it is interpolated linearly. Gives CV_32FC1.
cv::Mat scale_into_box(const cv::Mat& ink, cv::Size box);

/// Multiplies the ink so that the most of it is 255, from CV_32FC1 to CV_8UC1. `ink` must have a
/// pixel above 0.
cv::Mat stretch_contrast(const cv::Mat& ink);

/// Puts the ink on black of `size` so that its centre of mass is at row height/2 and column
/// width/2, counted from 0 and rounded to whole pixels, as in MNIST (whose mean is 14.0 of 28, both
/// ways); but no ink falls over an edge. `ink` must have a pixel above 0 and fit into `size`.
cv::Mat center_by_mass(const cv::Mat& ink, cv::Size size);

}  // namespace inkling
