#pragma once

#include <opencv2/core/mat.hpp>

namespace inkling {

/// Removes lines that cross the whole picture, along rows or columns: those of ruled or squared
/// paper and of a frame. Strokes that cross a line stay whole, and so do strokes from edge to edge
/// of a digit that was cropped tightly. Masks are CV_8UC1: 255 is ink, 0 is not.
cv::Mat remove_ruled_lines(const cv::Mat& mask);

}  // namespace inkling
