#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/shape.h"

namespace inkling {

/// Images of one shape in the rows and columns of one picture, of which a page shows one image at a
/// time. A hundred digits take half the bytes of a hundred PNG files.
class SpriteSheet {
 public:
  /// Has a place for each of `count` images, at least one, with `blank` in all pixels. The images
  /// have one channel.
  SpriteSheet(Shape image, std::size_t count, std::size_t columns, std::uint8_t blank = 0);

  /// Puts an image in the place `index`, counted along the rows.
  void put(std::size_t index, std::span<const std::uint8_t> image);

  std::span<const std::uint8_t> pixels() const { return pixels_; }
  std::size_t rows() const { return rows_; }
  int height() const { return static_cast<int>(rows_) * image_.height; }
  int width() const { return static_cast<int>(columns_) * image_.width; }

 private:
  Shape image_;
  std::size_t columns_;
  std::size_t rows_;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace inkling
