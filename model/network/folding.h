#pragma once

#include "model/network/network.h"

namespace inkling {

/// The network that `network` is after training, without the layers that act in training only: each
/// BatchNorm is folded into the weights and biases of the layer before it, each Dropout is left
/// out. It gives the same logits up to rounding.
Network folded(const Network& network);

}  // namespace inkling
