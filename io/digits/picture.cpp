#include "io/digits/picture.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

#include "io/digits/digit_placement.h"
#include "io/digits/ink.h"
#include "io/digits/ink_pieces.h"
#include "io/digits/ruled_lines.h"
#include "io/files/error.h"
#include "io/pictures/picture_file.h"

// MNIST's digits were written black on white, scanned, scaled into a box of 20x20 and placed with
// their centre of mass in the middle of 28x28. A network that was trained on such digits must be
// given such digits, whatever they were written with and however they were photographed or scanned:
//
// - `ink.h`: the colour of the paper, the amount of ink, removal of shadows, Otsu's threshold
// - `ruled_lines.h`: removal of the lines of the paper
// - `ink_pieces.h`: removal of frames, specks and what comes in from the edge
// - `digit_placement.h`: stroke width, scaling into the box, contrast, centre of mass

namespace inkling {
namespace {

constexpr int kLargestSide = 400;   // of the picture to work on; a larger one is reduced first
constexpr int kSmallestSide = 112;  // a smaller picture is enlarged, so that outlines are smooth
constexpr int kLeastDigit = 80;  // pixels of that picture; a smaller digit is cut out and enlarged
constexpr int kRim = 2;          // the width of the faint pixels around certain ink
constexpr double kBoxShare = 20.0 / 28.0;
constexpr int kFineness = 5;  // strokes are corrected in a box so many times finer
constexpr double kThinnest =
    1.8;  // of 20 pixels: nine in ten of MNIST's digits have strokes between
constexpr double kThickest = 3.5;

int share_of(int side) { return std::max(1, static_cast<int>(std::lround(kBoxShare * side))); }

cv::Mat resized(const cv::Mat& picture, cv::Size size) {
  cv::Mat result;
  const bool shrinks = size.width < picture.cols || size.height < picture.rows;
  cv::resize(picture, result, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_CUBIC);
  return result;
}

cv::Mat scaled(const cv::Mat& picture, double scale) {
  return resized(picture, {std::max(1, static_cast<int>(std::lround(scale * picture.cols))),
                           std::max(1, static_cast<int>(std::lround(scale * picture.rows)))});
}

/// The whole pixels that `box` touches, inside a picture of `size`.
cv::Rect whole_pixels(const cv::Rect2d& box, cv::Size size) {
  const cv::Point from(cvFloor(box.x), cvFloor(box.y));
  const cv::Point to(cvCeil(box.br().x), cvCeil(box.br().y));
  return cv::Rect(from, to) & cv::Rect({}, size);
}

/// A digit cut out of its picture.
struct FoundDigit {
  cv::Mat coverage;  ///< The fraction of each pixel that is ink, CV_32FC1.
  cv::Rect2d box;    ///< In pixels of the picture.
  bool dark_ink = false;
  int digit_count = 0;  ///< 0 if there is no digit.
};

/// The fraction of ink of each pixel in and around the pieces in `mask`.
cv::Mat coverage_of(const cv::Mat& amount, const InkLevels& levels, const cv::Mat& mask) {
  const double contrast = levels.ink - levels.paper;
  const double bare = levels.paper + std::max(0.1 * contrast, 2.5 * levels.grain);
  const double full = levels.paper + 1.1 * contrast;  // the mean includes the faint rims of ink
  cv::Mat around;
  cv::dilate(mask, around, {}, {-1, -1}, kRim);
  cv::Mat coverage = (amount - bare) / (full - bare);
  coverage.setTo(0, ~around);
  return cv::min(cv::max(coverage, 0), 1);
}

FoundDigit find_in_part(const cv::Mat& picture, const cv::Rect2d& part);

FoundDigit find_in(const cv::Mat& picture, bool may_be_a_table) {
  constexpr double kLeastCoverage = 0.2;  // at the box's edge
  const int side = std::max(picture.cols, picture.rows);
  const double scale = static_cast<double>(std::clamp(side, kSmallestSide, kLargestSide)) / side;
  const auto unscaled = [&](const cv::Rect& box) {
    return cv::Rect2d(box.x / scale, box.y / scale, box.width / scale, box.height / scale);
  };
  const cv::Mat work = scaled(picture, scale);
  const Ink ink = find_ink(work);
  if (may_be_a_table) {
    const cv::Rect sheet = find_sheet(ink.amount > measure_ink(ink.amount).threshold);
    if (!sheet.empty()) {
      FoundDigit found = find_in_part(picture, unscaled(sheet));
      if (found.digit_count > 0) return found;
    }
  }
  cv::Mat amount = remove_slow_background(ink.amount);
  if (side > kLargestSide / 2) cv::GaussianBlur(amount, amount, {}, 1);
  const InkLevels levels = measure_ink(amount);
  if (!levels.differ()) return {};
  const DigitPieces pieces = find_digit(remove_ruled_lines(amount > levels.threshold));
  if (pieces.digit_count == 0) return {};
  const cv::Rect ink_box = cv::boundingRect(pieces.mask);
  const cv::Rect around = cv::Rect(ink_box.tl() - cv::Point(kRim, kRim),
                                   ink_box.size() + cv::Size(2 * kRim, 2 * kRim)) &
                          cv::Rect({}, work.size());
  const cv::Mat coverage = coverage_of(amount(around), levels, pieces.mask(around));
  const cv::Rect box = cv::boundingRect(coverage > kLeastCoverage);
  if (box.empty()) return {};
  return {.coverage = coverage(box),
          .box = unscaled(box + around.tl()),
          .dark_ink = ink.dark,
          .digit_count = pieces.digit_count};
}

FoundDigit find_in_part(const cv::Mat& picture, const cv::Rect2d& part) {
  const cv::Rect pixels = whole_pixels(part, picture.size());
  FoundDigit found = find_in(picture(pixels), false);
  found.box += cv::Point2d(pixels.tl());
  return found;
}

/// Finds the digit; if it is a small part of a large picture, searches again in that part.
FoundDigit look_for_digit(const cv::Mat& picture) {
  FoundDigit found = find_in(picture, true);
  const int side = std::max(picture.cols, picture.rows);
  const double longest = std::max(found.box.width, found.box.height);
  if (found.digit_count != 1 || side <= kLargestSide) return found;
  if (longest * kLargestSide / side >= kLeastDigit) return found;
  const cv::Point2d margin(longest / 2, longest / 2);
  FoundDigit closer = find_in_part(picture, {found.box.tl() - margin, found.box.br() + margin});
  return closer.digit_count == 0 ? found : closer;
}

constexpr int kBlack = 32;  // of 255; paper up to here counts as black

cv::Rect light_box(const cv::Mat& image) { return cv::boundingRect(image > kBlack); }

/// Whether light ink on black fills its image, as in Fashion-MNIST and KMNIST.
bool fills_image(const cv::Mat& image) {
  if (paper_level(image) > kBlack) return false;
  const cv::Rect box = light_box(image);
  return box.width == image.cols || box.height == image.rows;
}

/// Whether a digit in light ink on black is placed like those of MNIST and EMNIST: its longest side
/// is that of the box, and its centre of mass is in the middle.
bool is_placed(const cv::Mat& image) {
  constexpr double kTolerance = 1.5 / 28;
  if (paper_level(image) > kBlack) return false;
  const cv::Rect box = light_box(image);
  const double longest = std::max(static_cast<double>(box.width) / image.cols,
                                  static_cast<double>(box.height) / image.rows);
  const cv::Moments moments = cv::moments(image);
  const auto is_middle = [](double center, int side) {
    return std::abs(center / side - 0.5) <= kTolerance;
  };
  return std::abs(longest - kBoxShare) <= kTolerance &&
         is_middle(moments.m10 / moments.m00, image.cols) &&
         is_middle(moments.m01 / moments.m00, image.rows);
}

/// Corrects strokes that are thinner or thicker than nearly all of MNIST's. `width` is their width
/// when the digit is scaled into a box of `side`.
cv::Mat even_strokes(const cv::Mat& digit, double width, int side) {
  const double target = std::clamp(width, kThinnest * side / 20, kThickest * side / 20);
  if (width == target) return digit;
  // Thicker strokes make the digit larger, so it is scaled back into its box.
  const double longest = std::max(digit.cols, digit.rows);
  const cv::Mat even = change_stroke_width(digit, longest * (target - width) / (side - target));
  const cv::Rect rest = cv::boundingRect(even > 0.1);
  return rest.empty() ? digit : even(rest);  // in a box of one or two pixels, nothing may be left
}

/// The digit scaled into `box`. Strokes that would be thinner than 1.5 pixels in it, and could get
/// lost, are first made that wide.
cv::Mat scale_finely(const cv::Mat& digit, cv::Size box) {
  constexpr double kLeastWidth = 1.5;
  const double shrinking = std::max(static_cast<double>(digit.cols) / box.width,
                                    static_cast<double>(digit.rows) / box.height);
  const double missing = kLeastWidth * shrinking - stroke_width(digit);
  const bool is_whole = shrinking <= 1 || missing <= 0;
  return scale_into_box(is_whole ? digit : change_stroke_width(digit, missing), box);
}

void check_contrast(const cv::Mat& grey, const std::filesystem::path& path) {
  double darkest = 0;
  double lightest = 0;
  cv::minMaxLoc(grey, &darkest, &lightest);
  if (lightest - darkest >= InkLevels::kLeastContrast) return;
  throw FileError({.path = path.string(),
                   .problem = "shows nothing: all pixels are nearly the same",
                   .expected = "ink and paper that differ by at least " +
                               std::to_string(InkLevels::kLeastContrast) + " of 255 levels of grey",
                   .found = "grey from " + std::to_string(std::lround(darkest)) + " to " +
                            std::to_string(std::lround(lightest)),
                   .next = "check the picture; draw with more contrast"});
}

FileError shows_no_writing(const std::filesystem::path& path) {
  return FileError({.path = path.string(),
                    .problem = "shows no writing",
                    .expected = "strokes that differ from the paper",
                    .found = "only grain, shadows, specks, or lines across the picture",
                    .next = "check the picture; draw larger or with more contrast"});
}

PreparedPicture scale_only(const cv::Mat& grey, cv::Size size, Preprocessing how) {
  constexpr std::uint8_t kLightPaper = 128;
  PreparedPicture prepared;
  prepared.image = resized(grey, size);
  prepared.dark_ink = how == Preprocessing::kScaleAndInvert ||
                      (how == Preprocessing::kNone && paper_level(grey) >= kLightPaper);
  if (prepared.dark_ink) cv::bitwise_not(prepared.image, prepared.image);
  prepared.box = {{}, grey.size()};
  return prepared;
}

PreparedPicture pass_unchanged(const cv::Mat& grey) {
  PreparedPicture prepared;
  prepared.image = grey;
  prepared.unchanged = true;
  prepared.box = light_box(grey);
  return prepared;
}

}  // namespace

PreparedPicture prepare_picture(const cv::Mat& picture, cv::Size size, Preprocessing how,
                                const std::filesystem::path& path) {
  const cv::Mat grey = brightness(picture);
  if (!centres(how)) {
    check_contrast(grey, path);
    return scale_only(grey, size, how);
  }
  const bool may_pass = how == Preprocessing::kAuto && picture.size() == size;
  if (may_pass && fills_image(grey)) return pass_unchanged(grey);

  const FoundDigit found = look_for_digit(picture);
  if (found.digit_count == 0) {
    check_contrast(grey, path);
    throw shows_no_writing(path);
  }
  const cv::Size box(share_of(size.width), share_of(size.height));
  const cv::Mat fine = scale_finely(found.coverage, box * kFineness);
  PreparedPicture prepared;
  prepared.stroke_width = stroke_width(fine) / kFineness;
  prepared.digit_count = found.digit_count;
  prepared.dark_ink = found.dark_ink;
  prepared.box = whole_pixels(found.box, picture.size());
  prepared.unchanged = may_pass && is_placed(grey);
  if (prepared.unchanged) {
    prepared.image = grey;
    prepared.digit_count = 1;  // a broken stroke can look like several digits
    return prepared;
  }
  const cv::Mat even = even_strokes(fine, prepared.stroke_width, std::max(box.width, box.height));
  prepared.image = center_by_mass(stretch_contrast(scale_into_box(even, box)), size);
  return prepared;
}

void append_pixels(const cv::Mat& image, std::vector<std::uint8_t>& pixels) {
  for (int row = 0; row < image.rows; ++row) {
    pixels.insert(pixels.end(), image.ptr(row), image.ptr(row) + image.cols);
  }
}

}  // namespace inkling
