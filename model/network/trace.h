#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/network/network.h"

namespace inkling {

/// What one image becomes on its way through a network.
struct Trace {
  /// The values before layer 0, which are the normalised pixels, then those behind each layer, in
  /// channel, row, column order; the last ones are the logits.
  std::vector<std::vector<float>> values;
  std::vector<float> probabilities;  ///< The softmax of the logits, B&J (4.11).
};

/// Passes one image through `network` and keeps what `Network::forward` computes on the way.
/// `image` has a byte for each value of the network's input.
/// Throws std::invalid_argument where it has another size.
Trace trace(const Network& network, std::span<const std::uint8_t> image);

}  // namespace inkling
