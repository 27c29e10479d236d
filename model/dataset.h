#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/shape.h"

namespace inkling {

/// Images of one shape, a byte for each pixel: 0 is paper, 255 is ink.
struct ImageSet {
  Shape shape;
  std::vector<std::uint8_t> pixels;  ///< Image after image, each channel, row, column.

  std::size_t count() const { return shape.size() == 0 ? 0 : pixels.size() / shape.size(); }
  std::span<const std::uint8_t> image(std::size_t index) const {
    return std::span(pixels).subspan(index * shape.size(), shape.size());
  }
};

/// Exchanges rows and columns of every channel, and height and width of the shape.
void transpose(ImageSet& images);

/// Images with the class that each of them shows.
struct Dataset {
  ImageSet images;
  std::vector<std::uint16_t> labels;     ///< One for each image, below `class_names.size()`.
  std::vector<std::string> class_names;  ///< "0" to "9" for digits.
  /// The path of each image's file; empty if the images share a file.
  std::vector<std::string> files = {};
  /// The images are pictures as they were found, not scaled and centred as MNIST's digits are.
  bool as_found = false;
  /// Of pictures as they were found: whether all of them were inverted. Nothing where it was done
  /// to those on light paper, because that was all of them or none.
  std::optional<bool> inverted = {};

  std::size_t count() const { return labels.size(); }
  std::size_t class_count() const { return class_names.size(); }
};

/// The names "0", "1", ... of `count` classes that are numbers.
std::vector<std::string> numbered_classes(std::size_t count);

/// How pixels become the network's numbers: (pixel / 255 - mean) / deviation.
struct Normalization {
  float mean = 0.0f;
  float deviation = 1.0f;
  constexpr bool operator==(const Normalization&) const = default;
};

/// Mean and standard deviation of the pixels (as numbers in [0, 1]) of the images at `indices`.
/// The deviation of images that are all alike counts as 1, so that dividing by it is safe.
Normalization measure_normalization(const ImageSet& images, std::span<const std::uint32_t> indices);

}  // namespace inkling
