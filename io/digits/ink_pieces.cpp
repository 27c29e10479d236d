#include "io/digits/ink_pieces.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

// A piece is a connected component. The main one is the largest that is inside the picture. Pieces
// near it that are not too small also belong to the digit: the loose bar of a 5, the second stroke
// of a 4, the parts of a broken thin stroke.

namespace inkling {
namespace {

constexpr double kLeastPicturePart =
    0.025;  // of the picture's longest side: a smaller piece is not a digit
constexpr double kLeastPart = 0.02;  // of the main piece's area: less is a speck
constexpr double kNearby = 0.35;     // of the main piece's longest side

/// A piece of ink.
struct Piece {
  int label = 0;
  int area = 0;
  cv::Rect box;
  bool touches_edge = false;

  int longest_side() const { return std::max(box.width, box.height); }
};

std::vector<Piece> list_pieces(const cv::Mat& mask, cv::Mat& labels) {
  cv::Mat stats;
  cv::Mat centers;
  const int count = cv::connectedComponentsWithStats(mask, labels, stats, centers, 8, CV_32S);
  std::vector<Piece> pieces;
  for (int label = 1; label < count; ++label) {
    const int* row = stats.ptr<int>(label);
    const cv::Rect box(row[cv::CC_STAT_LEFT], row[cv::CC_STAT_TOP], row[cv::CC_STAT_WIDTH],
                       row[cv::CC_STAT_HEIGHT]);
    const bool touches =
        box.x == 0 || box.y == 0 || box.br().x == mask.cols || box.br().y == mask.rows;
    pieces.push_back({label, row[cv::CC_STAT_AREA], box, touches});
  }
  return pieces;
}

/// The distance between two boxes; 0 if they overlap.
int gap(const cv::Rect& a, const cv::Rect& b) {
  const int across = std::max({0, a.x - b.br().x, b.x - a.br().x});
  const int down = std::max({0, a.y - b.br().y, b.y - a.br().y});
  return std::max(across, down);
}

/// Whether a piece is a rectangle of lines around another piece of some size.
bool is_frame(const Piece& piece, const std::vector<Piece>& pieces, const cv::Mat& labels) {
  constexpr double kLines = 0.08;  // the fraction of each side in which the lines are
  constexpr double kInside = 0.1;  // the largest fraction of the piece that is elsewhere
  constexpr double kHeld = 0.25;   // the least longest side of the other piece, in the frame's
  const cv::Rect& box = piece.box;
  const cv::Size lines(1 + cvRound(kLines * box.width), 1 + cvRound(kLines * box.height));
  const cv::Rect inside(box.tl() + cv::Point(lines), box.size() - lines - lines);
  if (inside.width <= 0 || inside.height <= 0) return false;
  const bool holds_another = std::ranges::any_of(pieces, [&](const Piece& other) {
    return other.label != piece.label && (other.box & box) == other.box &&
           other.longest_side() > kHeld * piece.longest_side();
  });
  return holds_another && cv::countNonZero(labels(inside) == piece.label) < kInside * piece.area;
}

/// Whether a piece fills a corner of the picture, as the dark corners of a photo do.
bool fills_corner(const Piece& piece, const cv::Mat& mask) {
  constexpr double kLeastContact = 0.4;
  const cv::Rect& box = piece.box;
  const cv::Rect all({}, mask.size());
  const bool at_corner =
      (box.x == 0 || box.br().x == all.width) && (box.y == 0 || box.br().y == all.height);
  if (!at_corner) return false;
  if (2 * box.width > all.width && 2 * box.height > all.height) return false;
  int contact = 0;
  if (box.x == 0) contact += cv::countNonZero(mask.col(0).rowRange(box.y, box.br().y));
  if (box.y == 0) contact += cv::countNonZero(mask.row(0).colRange(box.x, box.br().x));
  if (box.br().x == all.width)
    contact += cv::countNonZero(mask.col(all.width - 1).rowRange(box.y, box.br().y));
  if (box.br().y == all.height)
    contact += cv::countNonZero(mask.row(all.height - 1).colRange(box.x, box.br().x));
  return contact > kLeastContact * (box.width + box.height);
}

/// The main piece: the largest inside the picture, unless only pieces at the edge are large enough.
const Piece* find_main(const std::vector<Piece>& pieces, cv::Size size) {
  const double least = kLeastPicturePart * std::max(size.width, size.height);
  const Piece* inside = nullptr;
  const Piece* at_edge = nullptr;
  for (const Piece& piece : pieces) {
    if (piece.longest_side() < least) continue;
    const Piece*& best = piece.touches_edge ? at_edge : inside;
    if (best == nullptr || piece.area > best->area) best = &piece;
  }
  // If a digit touches the edge, the other pieces are small.
  if (inside != nullptr && at_edge != nullptr && inside->area < 0.1 * at_edge->area &&
      inside->longest_side() < 0.4 * at_edge->longest_side()) {
    return at_edge;
  }
  return inside != nullptr ? inside : at_edge;
}

/// How many columns of pieces have a piece that is nearly as high as the highest. Columns are
/// separated by gaps, which must be wide if all columns together are no wider than one digit, like
/// the two strokes of a 4.
int count_digits(std::vector<cv::Rect> boxes) {
  constexpr double kLeastHeight = 0.6;
  constexpr double kLeastGap = 0.04;  // of the height
  constexpr double kLeastGapInNarrow = 0.12;
  std::ranges::sort(boxes, {}, &cv::Rect::x);
  cv::Rect all;
  for (const cv::Rect& box : boxes) all |= box;
  const double least_gap = (all.width > all.height ? kLeastGap : kLeastGapInNarrow) * all.height;
  std::vector<int> heights;  // of each column's highest piece
  int end = 0;
  for (const cv::Rect& box : boxes) {
    if (heights.empty() || box.x - end >= least_gap) heights.push_back(0);
    heights.back() = std::max(heights.back(), box.height);
    end = std::max(end, box.br().x);
  }
  const int highest = std::ranges::max(heights);
  return static_cast<int>(
      std::ranges::count_if(heights, [&](int height) { return height >= kLeastHeight * highest; }));
}

/// The pieces of the digit to which `main` belongs.
std::vector<Piece> grow_digit(const Piece& main, std::vector<Piece> others) {
  std::vector<Piece> digit = {main};
  cv::Rect box = main.box;
  for (bool grows = true; grows;) {
    const auto near = [&](const Piece& piece) {
      return gap(piece.box, box) <= kNearby * std::max(box.width, box.height);
    };
    // Not std::ranges::partition, whose result clang 14 cannot compile.
    const auto joining = std::partition(others.begin(), others.end(), std::not_fn(near));
    grows = joining != others.end();
    for (auto piece = joining; piece != others.end(); ++piece) {
      digit.push_back(*piece);
      box |= piece->box;
    }
    others.erase(joining, others.end());
  }
  return digit;
}

/// The width of the widest stroke.
double widest_stroke(const cv::Mat& mask) {
  cv::Mat distance;
  cv::distanceTransform(mask, distance, cv::DIST_L2, cv::DIST_MASK_5);
  double half = 0;
  cv::minMaxLoc(distance, nullptr, &half);
  return 2 * half;
}

}  // namespace

DigitPieces find_digit(const cv::Mat& mask) {
  cv::Mat labels;
  const std::vector<Piece> pieces = list_pieces(mask, labels);
  std::vector<Piece> others;
  std::ranges::copy_if(pieces, std::back_inserter(others), [&](const Piece& piece) {
    return !is_frame(piece, pieces, labels) && !fills_corner(piece, mask);
  });
  const Piece* found = find_main(others, mask.size());
  if (found == nullptr) return {};
  const Piece main = *found;
  std::erase_if(others, [&](const Piece& piece) {
    return piece.label == main.label || piece.area < kLeastPart * main.area ||
           (piece.touches_edge && !main.touches_edge);
  });
  std::vector<cv::Rect> boxes = {main.box};
  for (const Piece& piece : others) boxes.push_back(piece.box);
  DigitPieces digit{.mask = cv::Mat(mask.size(), CV_8U), .digit_count = count_digits(boxes)};
  std::vector<std::uint8_t> colours(pieces.size() + 1, 0);
  for (const Piece& piece : grow_digit(main, others)) {
    colours[static_cast<std::size_t>(piece.label)] = 255;
  }
  for (int i = 0; i < mask.rows; ++i) {
    const int* label = labels.ptr<int>(i);
    std::uint8_t* row = digit.mask.ptr(i);
    for (int j = 0; j < mask.cols; ++j) row[j] = colours[static_cast<std::size_t>(label[j])];
  }
  return digit;
}

cv::Rect find_sheet(const cv::Mat& mask) {
  constexpr double kLeastSide = 0.5;     // of the picture's
  constexpr double kLeastFilled = 0.88;  // of the rotated rectangle around it; an ellipse: 0.79
  constexpr double kMostWriting = 0.2;   // of the sheet
  // The holes of bold digits are wider than strokes, compared with the sheet and with their length.
  constexpr double kWide = 0.15;
  constexpr double kBroad = 0.27;
  std::vector<std::vector<cv::Point>> outlines;
  cv::findContours(mask, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
  for (const std::vector<cv::Point>& outline : outlines) {
    const cv::Rect box = cv::boundingRect(outline);
    if (box.width < kLeastSide * mask.cols || box.height < kLeastSide * mask.rows) continue;
    const double area = cv::contourArea(outline);
    const cv::RotatedRect turned = cv::minAreaRect(outline);
    if (area < kLeastFilled * turned.size.area()) continue;
    cv::Mat inside = cv::Mat::zeros(mask.size(), CV_8U);
    cv::fillPoly(inside, std::vector<std::vector<cv::Point>>{outline}, 255);
    cv::erode(inside, inside, {}, {-1, -1}, 1 + std::max(mask.cols, mask.rows) / 50);
    const cv::Mat writing = inside & ~mask;
    const int ink = cv::countNonZero(writing);
    if (ink == 0 || ink > kMostWriting * area) continue;
    const cv::Size written = cv::boundingRect(writing).size();
    const double width = widest_stroke(writing);
    const bool is_hole = width > kWide * std::min(box.width, box.height) &&
                         width > kBroad * std::max(written.width, written.height);
    if (is_hole) continue;
    return cv::boundingRect(inside);
  }
  return {};
}

}  // namespace inkling
