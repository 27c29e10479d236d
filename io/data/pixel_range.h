#pragma once

#include <cmath>
#include <cstdint>

namespace inkling {

/// The range of the numbers that stand for pixels in a table or an array, 0 being paper.
enum class PixelRange {
  kUnit,  ///< From 0 to 1: no number in the file is larger.
  kByte,  ///< From 0 to 255.
};

/// Whether `number` is a pixel in this range; NaN is not.
constexpr bool is_pixel(float number, PixelRange range) {
  return number >= 0.0f && number <= (range == PixelRange::kUnit ? 1.0f : 255.0f);
}

/// The byte for such a number.
inline std::uint8_t pixel_byte(float number, PixelRange range) {
  const float scaled = range == PixelRange::kUnit ? 255.0f * number : number;
  return static_cast<std::uint8_t>(std::lrint(scaled));
}

}  // namespace inkling
