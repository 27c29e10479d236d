#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "model/shape.h"

namespace inkling {

/// A grid of feature maps as one picture. 0 is black. Positive values range from black through blue
/// to white, negative values from black through orange to a pale orange; the largest absolute value
/// is the brightest.
///
/// Each value is a square with sides of `scale` pixels. Maps are `kGap` transparent pixels apart.
struct MapPicture {
  static constexpr int kGap = 2;

  int shown = 0;    ///< Number of maps drawn; the others are left out.
  int columns = 1;  ///< Number of maps in a row.
  int scale = 1;
  int width = 0;  ///< In pixels, like `height`.
  int height = 0;
  float largest = 0.0f;  ///< The largest absolute value.
  std::string png;       ///< The bytes of a PNG file.
};

/// Draws the maps in `values`, at most the first `most`.
MapPicture draw_maps(std::span<const float> values, Shape shape, int most);

}  // namespace inkling
