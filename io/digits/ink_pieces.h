#pragma once

#include <opencv2/core/mat.hpp>

namespace inkling {

// Which pieces of the ink are the digit. Masks are CV_8UC1: 255 is ink, 0 is not.

/// The pieces that make up the digit, without specks, frames and what comes in over the edge of the
/// picture; but a digit that itself touches the edge stays.
struct DigitPieces {
  cv::Mat mask;
  int digit_count = 0;  ///< How many digits seem to stand beside each other; 0 where there is none.
};
DigitPieces find_digit(const cv::Mat& mask);

/// The inside of a filled rectangle, turned or not, that is a good part of the picture and has
/// something written on it in the paper's colour: then it is the paper, and what was taken for
/// paper is the table or the page around it. The holes of a bold digit are too wide for writing.
/// Empty where there is none.
cv::Rect find_sheet(const cv::Mat& mask);

}  // namespace inkling
