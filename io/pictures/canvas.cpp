#include "io/pictures/canvas.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <stdexcept>
#include <string_view>

#include "io/pictures/png_writer.h"

// OpenCV's font consists of strokes, which look good only if they are several pixels wide. So a
// text is first drawn as a mask of four times the size. The reduced mask says how much of each
// pixel gets the colour of the text.

namespace inkling {
namespace {

constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
constexpr double kCapitals = 21.0;  // the height of the font's capitals at scale 1
constexpr int kOversampling = 4;
constexpr int kMargin = 2;  // pixels around a text for its strokes
constexpr std::int64_t kMostPixels = 100'000'000;

double font_scale(int height) { return height * kOversampling / kCapitals; }

int stroke(int height) { return std::max(1, height * kOversampling / 8); }

/// The text in ASCII: an ellipsis becomes full stops, other characters that are not ASCII become
/// question marks, control bytes are removed.
std::string in_ascii(const std::string& line) {
  constexpr std::string_view kEllipsis = "…";
  std::string result;
  for (std::size_t n = 0; n < line.size(); ++n) {
    const auto byte = static_cast<unsigned char>(line[n]);
    const bool continues = (byte & 0xC0) == 0x80;
    if (byte >= 0x20 && byte < 0x7f) result += line[n];
    if (byte >= 0x80 && !continues) {
      result += std::string_view(line).substr(n).starts_with(kEllipsis) ? "..." : "?";
    }
  }
  return result;
}

/// How much of each pixel a text covers, 0 to 255; the middle of the capitals is the middle row.
cv::Mat text_mask(const std::string& line, int height) {
  const int width = Canvas::text_width(line, height) + 2 * kMargin;
  const int rows = 2 * height + 1;  // room for descenders, and as much above
  cv::Mat large(rows * kOversampling, width * kOversampling, CV_8UC1, cv::Scalar(0));
  const int baseline = (rows * kOversampling + height * kOversampling) / 2;
  cv::putText(large, in_ascii(line), {kMargin * kOversampling, baseline}, kFont, font_scale(height),
              cv::Scalar(255), stroke(height));
  cv::Mat mask;
  cv::resize(large, mask, {width, rows}, 0, 0, cv::INTER_AREA);
  return mask;
}

/// The distance from the start of something of `length` to its anchor.
int offset(Canvas::Anchor anchor, int length) {
  switch (anchor) {
    case Canvas::Anchor::kLeft:
      return kMargin;
    case Canvas::Anchor::kCenter:
      return length / 2;
    case Canvas::Anchor::kRight:
      return length - kMargin;
  }
  return 0;
}

}  // namespace

Color mix(Color from, Color to, double share) {
  const auto between = [share](std::uint8_t a, std::uint8_t b) {
    return static_cast<std::uint8_t>(std::lround(a + share * (b - a)));
  };
  return {between(from.red, to.red), between(from.green, to.green), between(from.blue, to.blue)};
}

Canvas::Canvas(int width, int height, Color paper) {
  if (std::int64_t{width} * height > kMostPixels) {
    throw std::length_error("a picture of " + std::to_string(width) + "x" + std::to_string(height) +
                            " pixels is too large to draw");
  }
  pixels_ = cv::Mat(height, width, CV_8UC3, cv::Scalar(paper.red, paper.green, paper.blue));
}

void Canvas::fill(int left, int top, int width, int height, Color color) {
  const cv::Rect box = cv::Rect(left, top, width, height) & cv::Rect({0, 0}, pixels_.size());
  pixels_(box).setTo(cv::Scalar(color.red, color.green, color.blue));
}

void Canvas::image(std::span<const std::uint8_t> pixels, Shape shape, int left, int top, int zoom) {
  for (int i = 0; i < shape.height; ++i) {
    for (int j = 0; j < shape.width; ++j) {
      const std::uint8_t level = pixels[static_cast<std::size_t>(i * shape.width + j)];
      fill(left + j * zoom, top + i * zoom, zoom, zoom, {level, level, level});
    }
  }
}

void Canvas::text(const std::string& line, int x, int y, int height, Color color, Anchor anchor) {
  const cv::Mat mask = text_mask(line, height);
  blend(mask, x - offset(anchor, mask.cols), y - mask.rows / 2, color);
}

void Canvas::upward_text(const std::string& line, int x, int y, int height, Color color,
                         Anchor anchor) {
  cv::Mat mask;
  cv::rotate(text_mask(line, height), mask, cv::ROTATE_90_COUNTERCLOCKWISE);
  blend(mask, x - mask.cols / 2, y + offset(anchor, mask.rows) - mask.rows, color);
}

int Canvas::text_width(const std::string& line, int height) {
  const cv::Size size =
      cv::getTextSize(in_ascii(line), kFont, font_scale(height), stroke(height), nullptr);
  return (size.width + kOversampling - 1) / kOversampling;
}

void Canvas::blend(const cv::Mat& coverage, int left, int top, Color color) {
  for (int i = std::max(0, -top); i < coverage.rows && top + i < pixels_.rows; ++i) {
    for (int j = std::max(0, -left); j < coverage.cols && left + j < pixels_.cols; ++j) {
      auto& pixel = pixels_.at<cv::Vec3b>(top + i, left + j);
      const Color mixed =
          mix({pixel[0], pixel[1], pixel[2]}, color, coverage.at<std::uint8_t>(i, j) / 255.0);
      pixel = {mixed.red, mixed.green, mixed.blue};
    }
  }
}

void Canvas::write(const std::filesystem::path& path) const {
  write_png(path, {pixels_.data, pixels_.total() * pixels_.elemSize()}, pixels_.rows, pixels_.cols,
            pixels_.channels());
}

}  // namespace inkling
