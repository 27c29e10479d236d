#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/pictures/png_writer.h"
#include "model/evaluation/attribution.h"

namespace inkling {

/// The heat maps of an image for two classes, to be laid over the image. Each has the size of the
/// image and one byte for each pixel: `heat_palette` makes values above 0 blue, values below 0
/// orange, and those near 0 transparent. The maps of both classes have the same scale.
struct HeatMaps {
  std::array<std::vector<std::uint8_t>, 2> contributions;
  std::array<std::vector<std::uint8_t>, 2> class_maps;  ///< Empty without a convolution.
};

/// Draws the attributions of two classes in the same image.
HeatMaps draw_heat_maps(const Attribution& first, const Attribution& second, Shape image);

/// The byte whose colour is transparent.
inline constexpr std::uint8_t kNoHeat = 16;
std::span<const PaletteColour> heat_palette();

/// The identity in numbers: "12.31 − 3.20 = 9.11" is contributions + biases = logit. With
/// `has_rest`, there is the rest before the equals sign.
std::string sum_text(const Attribution& attribution, bool has_rest);

}  // namespace inkling
