#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/network/network.h"

namespace inkling {

/// All intermediate values of one image in a network.
struct Trace {
  /// The values before layer 0, which are the normalised pixels, then the output of each layer, in
  /// the order channel, row, column. The last ones are the logits.
  std::vector<std::vector<float>> values;
  /// The softmax of the logits, B&J (4.11), divided by the network's temperature.
  std::vector<float> probabilities;
};

/// Passes one image through `network` and keeps all values that `Network::forward` computes.
/// `image` has one byte for each value of the network's input. Throws std::invalid_argument if it
/// has another size.
Trace trace(const Network& network, std::span<const std::uint8_t> image);

}  // namespace inkling
