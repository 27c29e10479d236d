#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "model/shape.h"

namespace inkling {

/// Feature maps beside and below each other as one picture: 0 is black, positive values go over
/// blue to white and negative ones over orange, the more the larger, up to the largest absolute
/// value.
///
/// Each value is a square of `scale` pixels, and `kGap` transparent ones are between maps.
struct MapPicture {
  static constexpr int kGap = 2;

  int shown = 0;    ///< How many maps; the others are left out.
  int columns = 1;  ///< How many of them are beside each other.
  int scale = 1;
  int width = 0;  ///< In pixels, as `height`.
  int height = 0;
  float largest = 0.0f;  ///< The absolute value of the brightest pixel.
  std::string png;       ///< The bytes of a PNG file.
};

/// Draws the first `most` of the maps that are in `values`.
MapPicture draw_maps(std::span<const float> values, Shape shape, int most);

}  // namespace inkling
