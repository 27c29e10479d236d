#pragma once

#include "model/network/network.h"

namespace inkling {

/// `network` for use after training, without the layers that only matter in training: each
/// BatchNorm is folded into the weights and biases of the layer before it, and each Dropout is left
/// out. The logits are the same up to rounding.
Network folded(const Network& network);

}  // namespace inkling
