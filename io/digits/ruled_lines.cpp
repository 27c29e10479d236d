#include "io/digits/ruled_lines.h"

#include <algorithm>
#include <iterator>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "io/digits/ink_pieces.h"

// A straight thin line from edge to edge is either a line of the paper or a stroke of a digit that
// was cropped tightly: the bar of a 7 or a 4, the base of a 2, the stem of a 9. A stroke is joined
// to the rest of the digit at one of its ends, that is, near the edge of the picture; a line of the
// paper has only paper around it there. A single vertical line is a stroke wherever it touches the
// digit, because paper has several or a margin, and people write on horizontal lines. So all lines
// are removed, the digit is located in the rest, and its strokes are restored.

namespace inkling {
namespace {

/// A line from the left edge of the picture to the right one.
struct Line {
  cv::Mat pixels;  ///< A mask of the picture's size, without the strokes that cross the line.
  int thickness = 0;
};

/// A vertical run of ink.
struct Run {
  cv::Point begin;
  int length = 0;
};

/// The runs in `mask` through the pixels of `line`.
std::vector<Run> runs_through(const cv::Mat& line, const cv::Mat& mask) {
  std::vector<Run> runs;
  for (int j = 0; j < mask.cols; ++j) {
    for (int i = 0; i < mask.rows; ++i) {
      if (mask.at<std::uint8_t>(i, j) == 0) continue;
      Run run{{j, i}};
      bool on_line = false;
      for (; i < mask.rows && mask.at<std::uint8_t>(i, j) != 0; ++i, ++run.length) {
        on_line = on_line || line.at<std::uint8_t>(i, j) != 0;
      }
      if (on_line) runs.push_back(run);
    }
  }
  return runs;
}

/// The line that consists of `runs`. Longer ones than most are strokes that cross it.
Line line_of(std::vector<Run> runs, cv::Size size) {
  std::ranges::nth_element(runs, runs.begin() + std::ssize(runs) / 2, {}, &Run::length);
  Line line{cv::Mat::zeros(size, CV_8U), runs[runs.size() / 2].length};
  for (const Run& run : runs) {
    if (run.length > 2 * line.thickness + 1) continue;
    line.pixels(cv::Rect(run.begin, cv::Size(1, run.length))) = 255;
  }
  return line;
}

/// Removes the lines from the left to the right edge of the picture from `mask`.
std::vector<Line> take_lines_across(cv::Mat& mask) {
  const int length = std::max(9, mask.cols / 12);
  const int thickest = 1 + std::max(mask.cols, mask.rows) / 50;
  cv::Mat straight;
  cv::morphologyEx(mask, straight, cv::MORPH_OPEN,
                   cv::getStructuringElement(cv::MORPH_RECT, {length, 1}));
  const double least_width = 0.95 * mask.cols;
  std::vector<Line> lines;
  if (cv::boundingRect(straight).width < least_width) return lines;
  // Connects the steps of a line that is not quite level.
  cv::dilate(straight, straight, cv::getStructuringElement(cv::MORPH_RECT, {length, 3}));
  cv::Mat labels;
  cv::Mat stats;
  cv::Mat centers;
  const int count = cv::connectedComponentsWithStats(straight, labels, stats, centers, 8, CV_32S);
  for (int label = 1; label < count; ++label) {
    if (stats.at<int>(label, cv::CC_STAT_WIDTH) < least_width) continue;
    std::vector<Run> runs = runs_through(labels == label, mask);
    if (runs.empty()) continue;
    Line line = line_of(std::move(runs), mask.size());
    if (line.thickness > thickest) continue;
    mask.setTo(0, line.pixels);
    lines.push_back(std::move(line));
  }
  return lines;
}

/// Whether the line touches the writing.
bool touches(const Line& line, const cv::Mat& written) {
  cv::Mat around;
  cv::dilate(line.pixels, around, {});
  return cv::countNonZero(around & written) > 0;
}

/// Whether the writing is near an end of the line.
bool is_joined(const Line& line, const cv::Mat& written) {
  const cv::Rect picture({}, written.size());
  const cv::Rect box = cv::boundingRect(line.pixels);
  const int reach = std::max(4 * line.thickness, box.width / 16);
  for (const int end : {box.x, box.br().x}) {
    const cv::Rect columns = cv::Rect(end - reach, 0, 2 * reach, written.rows) & picture;
    const cv::Rect part = cv::boundingRect(line.pixels(columns));
    const cv::Rect around = cv::Rect(columns.x, part.y - line.thickness, columns.width,
                                     part.height + 2 * line.thickness);
    if (cv::countNonZero(written(around & picture)) > 0) return true;
  }
  return false;
}

/// The horizontal lines that are strokes: those joined to the writing, unless most are not, as on
/// ruled paper that was cropped tightly.
std::vector<Line> strokes_of(const std::vector<Line>& lines, const cv::Mat& written) {
  std::vector<Line> strokes;
  std::ranges::copy_if(lines, std::back_inserter(strokes),
                       [&](const Line& line) { return is_joined(line, written); });
  if (2 * strokes.size() < lines.size()) strokes.clear();
  return strokes;
}

/// The same for vertical lines, which are transposed like `written`.
std::vector<Line> strokes_of_lines_down(const std::vector<Line>& lines, const cv::Mat& written) {
  const bool is_only_one = lines.size() == 1 && touches(lines.front(), written);
  return is_only_one ? lines : strokes_of(lines, written);
}

/// Whether vertical lines (transposed) on an otherwise empty page are a 1.
bool is_one(const std::vector<Line>& lines) {
  if (lines.size() != 1) return false;
  const cv::Rect box = cv::boundingRect(lines.front().pixels);
  return box.y > 0 && box.br().y < lines.front().pixels.rows;
}

}  // namespace

cv::Mat remove_ruled_lines(const cv::Mat& mask) {
  cv::Mat rest = mask.clone();
  const std::vector<Line> across = take_lines_across(rest);
  cv::Mat turned = rest.t();
  const std::vector<Line> down = take_lines_across(turned);
  if (across.empty() && down.empty()) return mask;
  rest = turned.t();
  cv::Mat written = find_digit(rest).mask;
  if (written.empty()) return across.empty() && is_one(down) ? mask : rest;
  for (const Line& stroke : strokes_of(across, written)) {
    rest |= stroke.pixels;
    written |= stroke.pixels;
  }
  for (const Line& stroke : strokes_of_lines_down(down, written.t())) rest |= stroke.pixels.t();
  return rest;
}

}  // namespace inkling
