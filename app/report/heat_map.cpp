#include "app/report/heat_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace inkling {
namespace {

// Steps of colour on each side of 0. Few, so that the picture is small.
constexpr int kSteps = kNoHeat - 1;

constexpr std::array<double, 3> kRaises{22, 132, 200};  // blue
constexpr std::array<double, 3> kLowers{232, 98, 24};   // orange

using HeatPalette = std::array<PaletteColour, kNoHeat + kSteps + 1>;

HeatPalette make_palette() {
  HeatPalette palette{};
  for (int step = -kSteps; step <= kSteps; ++step) {
    PaletteColour& colour = palette[static_cast<std::size_t>(kNoHeat + step)];
    const auto& full = step < 0 ? kLowers : kRaises;
    for (std::size_t part = 0; part < 3; ++part) {
      colour[part] = static_cast<std::uint8_t>(full[part]);
    }
    colour[3] = static_cast<std::uint8_t>(235 * std::abs(step) / kSteps);
  }
  return palette;
}

float largest_of(std::span<const float> values) {
  float largest = 0.0f;
  for (const float value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

std::vector<std::uint8_t> heat_of(std::span<const float> values, float largest) {
  const float unit = largest > 0 ? static_cast<float>(kSteps) / largest : 0.0f;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(values.size());
  for (const float value : values) {
    const float step = unit * value;
    bytes.push_back(
        static_cast<std::uint8_t>(kNoHeat + (std::isfinite(step) ? std::lround(step) : 0)));
  }
  return bytes;
}

std::array<std::vector<std::uint8_t>, 2> heat_of_both(std::span<const float> first,
                                                      std::span<const float> second) {
  const float largest = std::max(largest_of(first), largest_of(second));
  return {heat_of(first, largest), heat_of(second, largest)};
}

/// With a minus sign of the width of a digit, and a space after it.
std::string summand_text(double number) {
  return fmt::format(" {} {:.2f}", number < 0 ? "−" : "+", std::abs(number));
}

std::string number_text(double number) {
  return fmt::format("{}{:.2f}", number < 0 ? "−" : "", std::abs(number));
}

}  // namespace

std::span<const PaletteColour> heat_palette() {
  static const HeatPalette palette = make_palette();
  return palette;
}

HeatMaps draw_heat_maps(const Attribution& first, const Attribution& second, Shape image) {
  HeatMaps maps{.contributions = heat_of_both(first.contributions, second.contributions),
                .class_maps = {}};
  if (!first.class_map.empty()) {
    maps.class_maps = heat_of_both(enlarged(first.class_map, first.class_map_shape, image),
                                   enlarged(second.class_map, second.class_map_shape, image));
  }
  return maps;
}

std::string sum_text(const Attribution& attribution, bool has_rest) {
  return number_text(attribution.sum) + summand_text(attribution.biases) +
         (has_rest ? summand_text(attribution.rest()) : "") + " = " +
         number_text(attribution.logit);
}

}  // namespace inkling
