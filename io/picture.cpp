#include "io/picture.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "io/error.h"
#include "io/picture_file.h"

// MNIST's digits were scaled into a box of 20x20 and put with their centre of mass into the middle
// of 28x28. A network that has seen only such digits wants to be shown such digits: the same
// preparation takes an off-centre picture from a third right to nearly all.

namespace inkling {
namespace {

constexpr double kLeastContrast = 24;  // of 255; grain and compression of a blank page stay below
constexpr int kBlack = 32;             // of 255; paper up to here counts as black
constexpr double kBoxOfInkThreshold = 0.25;
constexpr double kBoxShare = 20.0 / 28.0;

int share_of(int side) { return std::max(1, static_cast<int>(std::lround(kBoxShare * side))); }

/// The offset at which a piece of `length` has its `center` nearest to the middle of `room`.
int centered_offset(double center, int length, int room) {
  const int middle = room / 2;
  return std::clamp(static_cast<int>(std::lround(middle - center)), 0, room - length);
}

cv::Mat resized(const cv::Mat& picture, cv::Size size) {
  cv::Mat result;
  const bool shrinks = size.width < picture.cols || size.height < picture.rows;
  cv::resize(picture, result, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return result;
}

cv::Mat inverted(const cv::Mat& picture) {
  cv::Mat result;
  cv::bitwise_not(picture, result);
  return result;
}

double most_of(const cv::Mat& ink) {
  double most = 0;
  cv::minMaxLoc(ink, nullptr, &most);
  return most;
}

/// Four times the mean distance of ink from the nearest pixel without, which is the width of a long
/// stroke.
double stroke_width_of(const cv::Mat& digit) {
  constexpr int kFineness = 4;
  cv::Mat fine;
  cv::copyMakeBorder(digit, fine, 1, 1, 1, 1, cv::BORDER_CONSTANT);
  cv::resize(fine, fine, {}, kFineness, kFineness, cv::INTER_LINEAR);
  const cv::Mat mask = fine >= most_of(fine) / 2;
  cv::Mat distances;
  cv::distanceTransform(mask, distances, cv::DIST_L2, cv::DIST_MASK_5);
  return 4 * cv::mean(distances, mask)[0] / kFineness;
}

void check_contrast(const cv::Mat& grey, const cv::Mat& ink, const std::filesystem::path& path) {
  if (most_of(ink) >= kLeastContrast) return;
  double darkest = 0;
  double lightest = 0;
  cv::minMaxLoc(grey, &darkest, &lightest);
  throw FileError({.path = path.string(),
                   .problem = "shows nothing: all pixels are nearly alike",
                   .expected = "ink and paper that differ by at least 24 of 255 levels of grey",
                   .found = "grey from " + std::to_string(std::lround(darkest)) + " to " +
                            std::to_string(std::lround(lightest)),
                   .next = "look at the picture; draw with more contrast"});
}

}  // namespace

std::uint8_t paper_level(const cv::Mat& grey) {
  std::vector<std::uint8_t> border;
  for (const cv::Mat& line :
       {grey.row(0), grey.row(grey.rows - 1), grey.col(0), grey.col(grey.cols - 1)}) {
    border.insert(border.end(), line.begin<std::uint8_t>(), line.end<std::uint8_t>());
  }
  const auto middle = border.begin() + static_cast<std::ptrdiff_t>(border.size() / 2);
  std::nth_element(border.begin(), middle, border.end());
  return *middle;
}

cv::Mat ink_amount(const cv::Mat& grey, std::uint8_t paper) {
  double darkest = 0;
  double lightest = 0;
  cv::minMaxLoc(grey, &darkest, &lightest);
  cv::Mat ink;
  // The differences saturate: what lies on the paper's other side becomes 0.
  if (paper - darkest >= lightest - paper) {
    cv::subtract(cv::Scalar(paper), grey, ink);
  } else {
    cv::subtract(grey, cv::Scalar(paper), ink);
  }
  return ink;
}

cv::Rect ink_box(const cv::Mat& ink) {
  return cv::boundingRect(ink >= kBoxOfInkThreshold * most_of(ink));
}

cv::Mat scale_into_box(const cv::Mat& ink, cv::Size box) {
  const double scale = std::min(static_cast<double>(box.width) / ink.cols,
                                static_cast<double>(box.height) / ink.rows);
  const cv::Size size(std::clamp(static_cast<int>(std::lround(scale * ink.cols)), 1, box.width),
                      std::clamp(static_cast<int>(std::lround(scale * ink.rows)), 1, box.height));
  // As floats, since the mean of a large area with a thin stroke is far below one byte step.
  cv::Mat scaled;
  ink.convertTo(scaled, CV_32F);
  cv::resize(scaled, scaled, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  return scaled;
}

cv::Mat stretch_contrast(const cv::Mat& ink) {
  cv::Mat stretched;
  ink.convertTo(stretched, CV_8U, 255 / most_of(ink));
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

PreparedPicture prepare_picture(const cv::Mat& picture, cv::Size size, Preprocessing how,
                                const std::filesystem::path& path) {
  const cv::Mat grey = brightness(picture);
  const std::uint8_t paper = paper_level(grey);
  const cv::Mat ink = ink_amount(grey, paper);
  check_contrast(grey, ink, path);
  PreparedPicture prepared;
  prepared.dark_ink = cv::mean(grey)[0] < paper;
  prepared.box = {{}, grey.size()};
  if (how == Preprocessing::kNone) {
    prepared.image = resized(prepared.dark_ink ? inverted(grey) : grey, size);
    return prepared;
  }
  // Not so for white paper: people's own small pictures are seldom centred as MNIST's digits are.
  if (how == Preprocessing::kAuto && grey.size() == size && paper <= kBlack) {
    prepared.image = grey;
    prepared.unchanged = true;
    return prepared;
  }
  const cv::Size box(share_of(size.width), share_of(size.height));
  prepared.box = ink_box(ink);
  const cv::Mat digit = stretch_contrast(scale_into_box(ink(prepared.box), box));
  prepared.stroke_width = stroke_width_of(digit);
  prepared.image = center_by_mass(digit, size);
  return prepared;
}

}  // namespace inkling
