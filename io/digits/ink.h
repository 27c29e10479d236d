#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>

namespace inkling {

// What in a picture is ink. A picture is CV_8UC1 or CV_8UC3; amounts of ink are CV_32FC1, 0 where
// the paper is bare, in levels of 255.

/// The brightness of the paper: the median of the pixels on the border of a grey picture.
std::uint8_t paper_level(const cv::Mat& grey);

/// The colour that the paper has at each pixel, of the picture's size and channels, CV_32F: a
/// surface of second degree for each channel, so that light which falls off slowly is followed. It
/// is fitted to the margins of the picture first, and then to all that lies near it.
cv::Mat paper_surface(const cv::Mat& picture);

/// How far each pixel is from the paper towards the ink.
struct Ink {
  cv::Mat amount;
  bool dark = false;  ///< The ink is darker than the paper.
};

/// Measures along the line of colours from the paper's (`paper_surface`) to that of the pixels
/// farthest from it: red ink on blue paper of the same brightness is seen as well as black on
/// white. Below 0 is what differs from the paper the other way.
Ink find_ink(const cv::Mat& picture);

/// Takes away what is wider than half the picture: shadows that the surface did not follow. No
/// stroke is so wide; but it takes no dip in its middle, as a mean of the surroundings would.
cv::Mat remove_slow_background(const cv::Mat& amount);

/// Where ink begins.
struct InkLevels {
  static constexpr int kLeastContrast = 6;  ///< Levels of 255; what is fainter is no ink.

  float threshold = 0;  ///< Otsu's: parts ink from paper.
  float paper = 0;      ///< The mean amount below the threshold.
  float grain = 0;      ///< The deviation of those amounts.
  float ink = 0;        ///< The mean amount above it.

  /// Whether the two are more than parts of one grainy paper. The finer the grain, the fainter the
  /// ink may be, down to `kLeastContrast`.
  bool differ() const;
};

/// Parts ink from paper where the variance inside the two parts is least (Otsu, 1979). Where ink is
/// so rare that this parts the grain of the paper, the upper part is parted again.
InkLevels measure_ink(const cv::Mat& amount);

}  // namespace inkling
