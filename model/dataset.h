#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/shape.h"

namespace inkling {

/// Images of one shape, one byte for each pixel: 0 is paper, 255 is ink.
struct ImageSet {
  Shape shape;
  std::vector<std::uint8_t> pixels;  ///< In the order image, channel, row, column.

  std::size_t count() const { return shape.size() == 0 ? 0 : pixels.size() / shape.size(); }
  std::span<const std::uint8_t> image(std::size_t index) const {
    return std::span(pixels).subspan(index * shape.size(), shape.size());
  }
};

/// Transposes every channel, and exchanges height and width of the shape.
void transpose(ImageSet& images);

/// Images with their labels.
struct Dataset {
  ImageSet images;
  std::vector<std::uint16_t> labels;     ///< One for each image, below `class_names.size()`.
  std::vector<std::string> class_names;  ///< "0" to "9" for digits.
  /// The path of each image's file; empty if the images share a file.
  std::vector<std::string> files = {};
  /// The images are the pictures as they are in their files, not scaled and centred like MNIST's
  /// digits.
  bool as_found = false;
  /// For such pictures: whether all of them were inverted. Empty if those on light paper were, and
  /// that was all of them or none.
  std::optional<bool> inverted = {};
  /// How often each image comes in an epoch of training; empty: once.
  std::vector<std::uint32_t> repeats = {};

  std::size_t count() const { return labels.size(); }
  std::size_t class_count() const { return class_names.size(); }
};

/// The class names "0", "1", ... for `count` classes.
std::vector<std::string> numbered_classes(std::size_t count);

/// How pixels become the network's input: (pixel / 255 - mean) / deviation.
struct Normalization {
  float mean = 0.0f;
  float deviation = 1.0f;
  constexpr bool operator==(const Normalization&) const = default;
};

/// Mean and standard deviation of the pixels (as numbers in [0, 1]) of the images at `indices`. If
/// all pixels are equal, the deviation is 1, so that dividing by it is safe.
Normalization measure_normalization(const ImageSet& images, std::span<const std::uint32_t> indices);

}  // namespace inkling
