#include "app/terminal/seen_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "app/terminal/table.h"
#include "app/terminal/terminal.h"
#include "io/files/error.h"

namespace inkling {
namespace {

constexpr int kLargestSide = 32;  // of the drawing; a character cell is one pixel wide and two high
constexpr std::size_t kMostBars = 10;
constexpr std::size_t kLongestName = 12;
constexpr int kBarWidth = 20;
constexpr const char* kIndent = "  ";
constexpr const char* kGap = "   ";
constexpr std::string_view kRamp = " .:-=+*#%@";

/// The colour of the 256 that terminals know: black, 24 levels of grey, white.
int grey_code(std::uint8_t level) {
  if (level == 0) return 16;
  if (level == 255) return 231;
  return 232 + level * 23 / 254;
}

/// The image, reduced to the size of the drawing if necessary, with an even number of rows.
cv::Mat fitted(const cv::Mat& image) {
  const double scale =
      std::min(1.0, static_cast<double>(kLargestSide) / std::max(image.cols, image.rows));
  cv::Mat small = image;
  if (scale < 1) cv::resize(image, small, {}, scale, scale, cv::INTER_AREA);
  cv::Mat even;
  cv::copyMakeBorder(small, even, 0, small.rows % 2, 0, 0, cv::BORDER_CONSTANT);
  return even;
}

/// The image as lines of half blocks: two rows of pixels in a line.
std::vector<std::string> colored_lines(const cv::Mat& image) {
  std::vector<std::string> lines;
  for (int row = 0; row < image.rows; row += 2) {
    std::string line;
    std::string last;
    for (int column = 0; column < image.cols; ++column) {
      const std::string colors =
          fmt::format("\x1b[38;5;{};48;5;{}m", grey_code(image.at<std::uint8_t>(row, column)),
                      grey_code(image.at<std::uint8_t>(row + 1, column)));
      line += (colors == last ? "" : colors) + "▀";
      last = colors;
    }
    lines.push_back(line + "\x1b[0m");
  }
  return lines;
}

/// The image as characters, in a frame, because paper is blank.
std::vector<std::string> plain_lines(const cv::Mat& image) {
  const std::string edge = fmt::format("+{:-<{}}+", "", image.cols);
  std::vector<std::string> lines = {edge};
  for (int row = 0; row < image.rows; row += 2) {
    std::string line = "|";
    for (int column = 0; column < image.cols; ++column) {
      const int sum = image.at<std::uint8_t>(row, column) + image.at<std::uint8_t>(row + 1, column);
      line += kRamp[static_cast<std::size_t>(sum) * (kRamp.size() - 1) / (2 * 255)];
    }
    lines.push_back(line + "|");
  }
  lines.push_back(edge);
  return lines;
}

std::string bar(float share, bool color) {
  static constexpr std::array kEighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const int eighths = static_cast<int>(std::lround(share * kBarWidth * 8));
  std::string text;
  for (int n = 0; n < (color ? eighths / 8 : (eighths + 4) / 8); ++n) text += color ? "█" : "#";
  return color ? text + kEighths[static_cast<std::size_t>(eighths % 8)] : text;
}

std::vector<std::string> bar_lines(std::span<const float> probabilities,
                                   std::span<const std::string> names, bool color) {
  std::vector<Prediction> shown = best_predictions(probabilities, kMostBars);
  const std::size_t best = shown.front().label;
  if (names.size() <= kMostBars) std::ranges::sort(shown, {}, &Prediction::label);
  std::vector<std::string> labels;
  std::size_t widest = 0;
  for (const Prediction& prediction : shown) {
    labels.push_back(shorten(printable(names[prediction.label]), kLongestName));
    widest = std::max(widest, width_of(labels.back()));
  }
  std::vector<std::string> lines;
  for (std::size_t n = 0; n < shown.size(); ++n) {
    const std::string text = fmt::format("{} {} {:5.1f} %", padded_left(labels[n], widest),
                                         padded_right(bar(shown[n].probability, color), kBarWidth),
                                         100 * shown[n].probability);
    lines.push_back(
        styled(color && shown[n].label == best, fmt::fg(fmt::terminal_color::green), text));
  }
  return lines;
}

std::string caption(const Answer& answer) {
  if (answer.unchanged) return "used unchanged";
  const cv::Rect& box = answer.box;
  std::string text =
      fmt::format("{} ink, {}x{} pixels at ({}, {})", answer.dark_ink ? "dark" : "light", box.width,
                  box.height, box.x, box.y);
  if (answer.stroke_width > 0)
    text += fmt::format(", stroke width {:.1f} after scaling", answer.stroke_width);
  return text;
}

}  // namespace

std::string seen_picture(const Answer& answer, std::span<const std::string> names, bool color) {
  const cv::Mat image = fitted(answer.image);
  const std::vector<std::string> rows = color ? colored_lines(image) : plain_lines(image);
  const std::vector<std::string> bars = bar_lines(answer.probabilities, names, color);
  const std::string no_row(static_cast<std::size_t>(image.cols) + (color ? 0 : 2), ' ');
  const std::size_t height = std::max(rows.size(), bars.size());
  // Both are centred. Rows above them wrap around to a number that is too large.
  const std::size_t above_rows = (height - rows.size()) / 2;
  const std::size_t above_bars = (height - bars.size()) / 2;
  std::string text;
  for (std::size_t n = 0; n < height; ++n) {
    text += kIndent + (n - above_rows < rows.size() ? rows[n - above_rows] : no_row);
    if (n - above_bars < bars.size()) text += kGap + bars[n - above_bars];
    text += "\n";
  }
  return text + kIndent + caption(answer) + "\n\n";
}

}  // namespace inkling
