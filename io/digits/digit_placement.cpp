#include "io/digits/digit_placement.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace inkling {
namespace {

/// The offset that brings the `center` of a piece of `length` closest to the middle of `room`.
int centered_offset(double center, int length, int room) {
  const int middle = room / 2;
  return std::clamp(static_cast<int>(std::lround(middle - center)), 0, room - length);
}

/// How far each pixel is inside the ink; negative: how far outside.
cv::Mat depth(const cv::Mat& digit) {
  cv::Mat inside;
  cv::Mat outside;
  cv::distanceTransform(digit >= 0.5, inside, cv::DIST_L2, cv::DIST_MASK_5);
  cv::distanceTransform(digit < 0.5, outside, cv::DIST_L2, cv::DIST_MASK_5);
  // The outline is halfway between two pixels.
  return cv::max(inside - 0.5, 0) - cv::max(outside - 0.5, 0);
}

}  // namespace

cv::Mat scale_into_box(const cv::Mat& digit, cv::Size box) {
  const double scale = std::min(static_cast<double>(box.width) / digit.cols,
                                static_cast<double>(box.height) / digit.rows);
  const cv::Size size(std::clamp(static_cast<int>(std::lround(scale * digit.cols)), 1, box.width),
                      std::clamp(static_cast<int>(std::lround(scale * digit.rows)), 1, box.height));
  cv::Mat scaled;
  cv::resize(digit, scaled, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  return scaled;
}

double stroke_width(const cv::Mat& digit) {
  cv::Mat room;
  cv::copyMakeBorder(digit, room, 1, 1, 1, 1, cv::BORDER_CONSTANT);
  const cv::Mat mask = room >= 0.5;
  cv::Mat distances;
  cv::distanceTransform(mask, distances, cv::DIST_L2, cv::DIST_MASK_5);
  return std::max(0.0, 4 * cv::mean(distances, mask)[0] - 2);
}

cv::Mat change_stroke_width(const cv::Mat& digit, double by) {
  const int margin = 1 + std::max(0, static_cast<int>(std::ceil(by / 2)));
  cv::Mat room;
  cv::copyMakeBorder(digit, room, margin, margin, margin, margin, cv::BORDER_CONSTANT);
  cv::Mat changed = depth(room) + by / 2 + 0.5;
  cv::min(cv::max(changed, 0), 1, changed);
  return changed;
}

cv::Mat stretch_contrast(const cv::Mat& digit) {
  double most = 0;
  cv::minMaxLoc(digit, nullptr, &most);
  cv::Mat stretched;
  digit.convertTo(stretched, CV_8U, 255 / most);
  return stretched;
}

cv::Mat center_by_mass(const cv::Mat& ink, cv::Size size) {
  const cv::Moments moments = cv::moments(ink);
  const cv::Rect place(centered_offset(moments.m10 / moments.m00, ink.cols, size.width),
                       centered_offset(moments.m01 / moments.m00, ink.rows, size.height), ink.cols,
                       ink.rows);
  cv::Mat centered = cv::Mat::zeros(size, CV_8U);
  ink.copyTo(centered(place));
  return centered;
}

}  // namespace inkling
