#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "model/network/network.h"

namespace inkling {

/// Where a network looked in an image, for the template of an explanation: the contribution of each
/// pixel to the logits of two classes and, if there is a convolution, their class activation maps.
/// If both classes are the same, there is one picture of each.
nlohmann::ordered_json looks_view(const Network& network, std::span<const std::uint8_t> image,
                                  const std::vector<std::string>& class_names,
                                  std::array<std::size_t, 2> classes);

}  // namespace inkling
