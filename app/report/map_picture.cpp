#include "app/report/map_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "io/pictures/png_writer.h"

namespace inkling {
namespace {

constexpr int kWidth = 640;   // of a picture, in pixels, without gaps
constexpr int kHeight = 224;  // of a map
constexpr int kLargestScale = 18;

// Indices of the palette: 0 is the gap, 1 to 255 are values from -1 to 1.
constexpr int kZero = 128;
constexpr int kSteps = 127;

using Colour = std::array<double, 3>;

/// The colour at the fraction `share` of `ramp`.
std::array<std::uint8_t, 4> colour_at(std::span<const Colour> ramp, double share) {
  const double place = share * static_cast<double>(ramp.size() - 1);
  const auto before = std::min(static_cast<std::size_t>(place), ramp.size() - 2);
  const double rest = place - static_cast<double>(before);
  std::array<std::uint8_t, 4> colour{0, 0, 0, 255};
  for (std::size_t part = 0; part < 3; ++part) {
    colour[part] = static_cast<std::uint8_t>(
        std::lround((1 - rest) * ramp[before][part] + rest * ramp[before + 1][part]));
  }
  return colour;
}

Palette make_palette() {
  constexpr std::array<Colour, 4> kPositive{
      {{8, 11, 14}, {24, 100, 146}, {95, 180, 220}, {248, 253, 255}}};
  constexpr std::array<Colour, 4> kNegative{
      {{8, 11, 14}, {150, 55, 10}, {241, 140, 84}, {255, 236, 222}}};
  Palette palette{};
  for (int step = 0; step <= kSteps; ++step) {
    const double share = static_cast<double>(step) / kSteps;
    palette[static_cast<std::size_t>(kZero + step)] = colour_at(kPositive, share);
    if (step > 0) palette[static_cast<std::size_t>(kZero - step)] = colour_at(kNegative, share);
  }
  return palette;
}

int columns_for(int maps, Shape shape) {
  if (shape.height == 1 && shape.width == 1) return std::min(maps, 32);
  return std::min(maps, maps > 32 ? 16 : 8);
}

}  // namespace

MapPicture draw_maps(std::span<const float> values, Shape shape, int most) {
  static const Palette palette = make_palette();
  MapPicture picture;
  picture.shown = std::min(shape.channels, most);
  picture.columns = columns_for(picture.shown, shape);
  picture.scale = std::clamp(
      std::min(kWidth / (picture.columns * shape.width), kHeight / shape.height), 1, kLargestScale);
  for (const float value : values) picture.largest = std::max(picture.largest, std::abs(value));

  const int rows = (picture.shown + picture.columns - 1) / picture.columns;
  const int map_width = picture.scale * shape.width + MapPicture::kGap;
  const int map_height = picture.scale * shape.height + MapPicture::kGap;
  picture.width = picture.columns * map_width - MapPicture::kGap;
  picture.height = rows * map_height - MapPicture::kGap;
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(picture.width) *
                                   static_cast<std::size_t>(picture.height));
  const float unit = picture.largest > 0 ? static_cast<float>(kSteps) / picture.largest : 0.0f;
  for (int k = 0; k < picture.shown; ++k) {
    for (int y = 0; y < picture.scale * shape.height; ++y) {
      const int row = k / picture.columns * map_height + y;
      std::uint8_t* pixel = pixels.data() + row * picture.width + k % picture.columns * map_width;
      const float* value = values.data() + (k * shape.height + y / picture.scale) * shape.width;
      for (int j = 0; j < shape.width; ++j) {
        const long step = std::lround(unit * value[j]);
        pixel = std::fill_n(pixel, picture.scale, static_cast<std::uint8_t>(kZero + step));
      }
    }
  }
  picture.png = encode_png(pixels, picture.height, picture.width, palette, "feature maps");
  return picture;
}

}  // namespace inkling
