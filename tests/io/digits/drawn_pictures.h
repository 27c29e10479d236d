#pragma once

#include <cstdint>
#include <functional>
#include <opencv2/core.hpp>
#include <span>
#include <string>
#include <vector>

namespace inkling {

/// A way in which people's pictures of digits differ from MNIST's images.
struct PictureKind {
  std::string name;
  /// Draws `digit` (28x28, ink light on black) so, as `read_picture_file` would give the picture.
  std::function<cv::Mat(const cv::Mat& digit, cv::RNG& random)> draw;
};

/// What people draw, scan, photograph and save.
const std::vector<PictureKind>& picture_kinds();

/// Pictures of nothing: their `draw` leaves out the digit.
const std::vector<PictureKind>& blank_kinds();

/// Several digits side by side, with `gap` of their height between their boxes.
cv::Mat draw_number(std::span<const cv::Mat> digits, double gap);

}  // namespace inkling
