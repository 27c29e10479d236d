#pragma once

#include <cstddef>
#include <string>

namespace inkling {

/// The shape of a set of feature maps, whose values are in the order channel, row, column.
struct Shape {
  int channels = 1;
  int height = 1;
  int width = 1;

  /// The number of values: channels * height * width.
  constexpr std::size_t size() const {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
           static_cast<std::size_t>(width);
  }
  constexpr bool operator==(const Shape&) const = default;
};

/// "8x5x5", channels first.
inline std::string to_string(const Shape& shape) {
  return std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" +
         std::to_string(shape.width);
}

}  // namespace inkling
