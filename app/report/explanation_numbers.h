#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>

#include "model/layers/layer.h"

namespace inkling {

/// Numbers for the script of an explanation: {unit, numbers}. `numbers` is the base64 encoding of
/// 16-bit multiples of `unit`. The rounding error is at most 1/65,000 of the largest number.
nlohmann::ordered_json packed_numbers(std::span<const float> values);

/// What the script needs to know about a layer, besides its input and output values, to explain how
/// each output is computed. `input` are the input values.
nlohmann::ordered_json rule_of(const Layer& layer, std::span<const float> parameters,
                               std::span<const float> input);

/// How many numbers `rule_of` returns for this layer.
std::size_t rule_size(const Layer& layer);

}  // namespace inkling
