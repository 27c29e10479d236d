#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "model/network/model.h"

namespace inkling {

/// How much of a network an explanation shows.
struct ExplanationLimits {
  int maps = 0;     ///< Feature maps of a layer, and kernels; neurons are small and may be more.
  int neurons = 0;  ///< Values of a layer whose maps are one value each.
  /// Values and weights that the page has, so that each pixel of a map can tell how it came about.
  /// Where there are more, it has pictures only.
  std::size_t numbers = 0;
};
inline constexpr ExplanationLimits kLimitsOfPage{.maps = 128, .neurons = 1024, .numbers = 400'000};
inline constexpr ExplanationLimits kLimitsInReport{.maps = 16, .neurons = 128, .numbers = 24'000};

/// Adds to the view of a page what `assets/explanation.html` shows: the way of one image through
/// the network, from its pixels to the probabilities, with a step for each layer.
///
/// Layers that act in training only are folded into the others, as `write_model` does. `image` has
/// a byte for each value of the network's input, which has one channel; `caption` says what it is.
void add_explanation(nlohmann::ordered_json& view, const Model& model,
                     std::span<const std::uint8_t> image, const std::string& caption,
                     const ExplanationLimits& limits);

}  // namespace inkling
