#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>

#include "model/layers/layer.h"

namespace inkling {

/// Numbers for the script of an explanation: {unit, numbers}, where the latter is base64 of 16 bit
/// multiples of the unit. They are exact to 1/65,000 of the largest one.
nlohmann::ordered_json packed_numbers(std::span<const float> values);

/// What the script must know of a layer, besides the values before and behind it, to tell how each
/// value of its output came about. `input` are the values before it.
nlohmann::ordered_json rule_of(const Layer& layer, std::span<const float> parameters,
                               std::span<const float> input);

/// How many numbers that takes.
std::size_t rule_size(const Layer& layer);

}  // namespace inkling
