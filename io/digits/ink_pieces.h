#pragma once

#include <opencv2/core/mat.hpp>

namespace inkling {

// Which pieces of the ink are the digit. Masks are CV_8UC1: 255 is ink, 0 is paper.

/// The pieces of the digit, without specks, frames and ink that comes in from the edge of the
/// picture (unless the digit itself touches the edge).
struct DigitPieces {
  cv::Mat mask;
  int digit_count = 0;  ///< How many digits seem to be side by side; 0 if there is none.
};
DigitPieces find_digit(const cv::Mat& mask);

/// The inside of a filled rectangle, perhaps rotated, that is a large part of the picture and has
/// writing on it in the colour of the paper. Then the rectangle is the paper, and what seemed to be
/// paper is the table or the page around it. The holes of a bold digit are too wide to be writing.
/// Empty if there is no such rectangle.
cv::Rect find_sheet(const cv::Mat& mask);

}  // namespace inkling
