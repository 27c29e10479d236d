#include "model/network/workspace.h"

#include <algorithm>
#include <array>

namespace inkling {
namespace {

/// Whether `activation(index)` uses the memory of the activation before it. A second layer in place
/// would overwrite the output that the first one reads in its backward pass.
bool shares_memory(const Network& network, std::size_t index) {
  return index > 0 && network.layer(index - 1).in_place() &&
         !(index > 1 && network.layer(index - 2).in_place());
}

}  // namespace

Workspace::Workspace(const Network& network, bool with_gradients) {
  // Each activation has its own memory, because the backward pass reads it; only a layer that works
  // in place shares that of its input. A gradient is read once, by the next layer of the backward
  // pass, so two buffers are enough.
  const std::size_t layers = network.layer_count();
  const auto shape_size = [&](std::size_t index) {
    return index == 0 ? network.input_shape().size()
                      : network.layer(index - 1).output_shape().size();
  };
  std::size_t activations = 0;
  std::size_t largest = 0;
  std::size_t scratch = 0;
  for (std::size_t index = 0; index <= layers; ++index) {
    if (!shares_memory(network, index)) activations += shape_size(index);
    largest = std::max(largest, shape_size(index));
    if (index < layers) scratch = std::max(scratch, network.layer(index).scratch_size());
  }
  memory_.resize(activations + (with_gradients ? 2 * largest + scratch : 0));

  std::span<Lanes> rest = memory_;
  const auto take = [&rest](std::size_t size) {
    const std::span<Lanes> taken = rest.first(size);
    rest = rest.subspan(size);
    return taken;
  };
  for (std::size_t index = 0; index <= layers; ++index) {
    activations_.push_back(shares_memory(network, index) ? activations_.back()
                                                         : take(shape_size(index)));
  }
  if (!with_gradients) return;
  const std::array<std::span<Lanes>, 2> buffers{take(largest), take(largest)};
  std::size_t buffer = 0;
  for (std::size_t index = 0; index <= layers; ++index) {
    if (index > 0 && !network.layer(index - 1).in_place()) buffer = 1 - buffer;
    gradients_.push_back(buffers[buffer].first(shape_size(index)));
  }
  scratch_ = take(scratch);
}

}  // namespace inkling
