#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>

#include "model/network/model.h"

namespace inkling {

/// How much of a network an explanation shows.
struct ExplanationLimits {
  int maps = 0;     ///< Feature maps or kernels of a layer.
  int neurons = 0;  ///< Values of a layer whose maps have a single value each.
  /// Values and weights embedded in the page so that it can explain each value. A network with more
  /// gets pictures only.
  std::size_t numbers = 0;
};
inline constexpr ExplanationLimits kLimitsOfPage{.maps = 128, .neurons = 1024, .numbers = 400'000};
inline constexpr ExplanationLimits kLimitsInReport{.maps = 16, .neurons = 128, .numbers = 24'000};

/// Adds the values for `assets/explanation.html` to the view of a page: how the network processes
/// one image, from its pixels to the probabilities, with a step for each layer.
///
/// Layers that act only in training are folded into the others, as in `write_model`. `image` has
/// one byte for each value of the network's input, which has one channel. `caption` describes the
/// image. Heat maps compare the most probable class with `truth`, or with the second most probable
/// one if they are the same or the truth is not known.
void add_explanation(nlohmann::ordered_json& view, const Model& model,
                     std::span<const std::uint8_t> image, const std::string& caption,
                     const ExplanationLimits& limits, std::optional<std::size_t> truth = {});

}  // namespace inkling
