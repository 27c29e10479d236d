#pragma once

#include <opencv2/core/mat.hpp>

namespace inkling {

/// Removes horizontal and vertical lines across the whole picture: those of ruled or squared paper,
/// and frames. Keeps strokes that cross a line, and strokes from edge to edge of a digit that was
/// cropped tightly. Masks are CV_8UC1: 255 is ink, 0 is paper.
cv::Mat remove_ruled_lines(const cv::Mat& mask);

}  // namespace inkling
