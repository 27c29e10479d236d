#pragma once

#include <cstddef>
#include <vector>

#include "model/network/network.h"

namespace inkling {

/// How the values of a pass through a network share a few buffers, if each is kept only as long as
/// it is read. A chain of layers needs two buffers in turn; each residual block needs one or two
/// more for what waits for its addition.
struct BufferPlan {
  std::vector<std::size_t> buffers;  ///< The buffer of each activation, or of its gradient.
  std::vector<std::size_t> sizes;    ///< The number of values in each buffer.
};

/// For the activations of a forward pass. With `in_place`, layers that can do so overwrite their
/// input if no layer reads it later.
BufferPlan plan_activations(const Network& network, bool in_place);

/// For the gradients with respect to the activations in a backward pass.
struct GradientPlan : BufferPlan {
  /// The buffer to which each layer writes the gradient of its input. For the last layer that reads
  /// an activation it is that of the activation's gradient, to which those of the others are added.
  std::vector<std::size_t> written;
};

GradientPlan plan_gradients(const Network& network);

}  // namespace inkling
