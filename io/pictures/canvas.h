#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>
#include <string>

#include "model/shape.h"

namespace inkling {

struct Color {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
};

/// The colour at the fraction `share` of the way from `from` to `to`.
Color mix(Color from, Color to, double share);

/// A picture to draw tables and images on. Positions and sizes are in pixels from the upper left
/// corner. What is outside the canvas is cut off.
class Canvas {
 public:
  /// Throws std::length_error if the picture would have more than 100 million pixels.
  Canvas(int width, int height, Color paper);

  void fill(int left, int top, int width, int height, Color color);

  /// Draws an image of one channel, whose pixel (0 is black) becomes a square of `zoom` pixels.
  void image(std::span<const std::uint8_t> pixels, Shape shape, int left, int top, int zoom);

  /// Whether a position is the start, the middle or the end of a text.
  enum class Anchor { kLeft, kCenter, kRight };

  /// Draws a line of text whose capitals are `height` pixels high, with their middle at y. The font
  /// has ASCII; an ellipsis becomes full stops, other characters question marks.
  void text(const std::string& line, int x, int y, int height, Color color,
            Anchor anchor = Anchor::kLeft);

  /// The same rotated to the left, to be read upwards: the middle of the capitals is at x, and
  /// `anchor` says which part of the text is at y.
  void upward_text(const std::string& line, int x, int y, int height, Color color,
                   Anchor anchor = Anchor::kLeft);

  /// The width of a line of text.
  static int text_width(const std::string& line, int height);

  /// Writes a PNG file: see `write_png`. Throws FileError.
  void write(const std::filesystem::path& path) const;

 private:
  void blend(const cv::Mat& coverage, int left, int top, Color color);

  cv::Mat pixels_;  // CV_8UC3: red, green, blue
};

}  // namespace inkling
