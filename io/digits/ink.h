#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>

namespace inkling {

// Finds the ink in a picture. A picture is CV_8UC1 or CV_8UC3. Amounts of ink are CV_32FC1, in
// levels of 255; 0 is bare paper.

/// The brightness of the paper: the median of the pixels on the border of a grey picture.
std::uint8_t paper_level(const cv::Mat& grey);

/// The colour of the paper at each pixel, with the picture's size and channels, CV_32F. It is a
/// surface of second degree for each channel, which follows light that changes slowly. It is fitted
/// first to the margins of the picture, then to all pixels close to it.
cv::Mat paper_surface(const cv::Mat& picture);

/// How far each pixel is from the paper, in the direction of the ink.
struct Ink {
  cv::Mat amount;
  bool dark = false;  ///< The ink is darker than the paper.
};

/// Measures along the line from the paper's colour (`paper_surface`) to the colour of the pixels
/// that are farthest from it, so red ink on blue paper of the same brightness is found as well as
/// black on white. Pixels that differ in the opposite direction are below 0.
Ink find_ink(const cv::Mat& picture);

/// Removes what is wider than half the picture, namely shadows that the surface did not follow. No
/// stroke is so wide, and unlike subtracting a local mean, this leaves the middle of wide strokes
/// alone.
cv::Mat remove_slow_background(const cv::Mat& amount);

/// Where ink begins.
struct InkLevels {
  static constexpr int kLeastContrast = 6;  ///< Levels of 255; anything fainter is not ink.

  float threshold = 0;  ///< Otsu's: separates ink from paper.
  float paper = 0;      ///< The mean amount below the threshold.
  float grain = 0;      ///< The standard deviation of those amounts.
  float ink = 0;        ///< The mean amount above it.

  /// Whether there is ink, and not only grainy paper. The finer the grain, the fainter the ink may
  /// be, down to `kLeastContrast`.
  bool differ() const;
};

/// Separates ink from paper at the threshold with the least variance within the two parts (Otsu,
/// 1979). If ink is so rare that this splits the grain of the paper, the upper part is split again.
InkLevels measure_ink(const cv::Mat& amount);

}  // namespace inkling
