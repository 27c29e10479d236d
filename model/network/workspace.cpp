#include "model/network/workspace.h"

#include <algorithm>
#include <array>
#include <utility>

namespace inkling {
namespace {

/// Whether `activation(index)` uses the memory of the activation before it, with gradients. A
/// second layer in place would overwrite the output that the first one reads in its backward pass.
bool shares_memory(const Network& network, std::size_t index) {
  return index > 0 && network.layer(index - 1).in_place() &&
         !(index > 1 && network.layer(index - 2).in_place());
}

/// How many values `activation(index)` has.
std::size_t size_of(const Network& network, std::size_t index) {
  return index == 0 ? network.input_shape().size() : network.layer(index - 1).output_shape().size();
}

}  // namespace

Workspace::Workspace(const Network& network, bool with_gradients) {
  const std::size_t layers = network.layer_count();
  std::size_t all = 0;
  std::size_t largest = 0;
  std::size_t scratch = 0;
  for (std::size_t index = 0; index <= layers; ++index) {
    if (!shares_memory(network, index)) all += size_of(network, index);
    largest = std::max(largest, size_of(network, index));
    if (index < layers) scratch = std::max(scratch, network.layer(index).scratch_size());
  }
  const std::size_t size = 2 * largest + (with_gradients ? all + scratch : 0);
  memory_ = std::make_unique_for_overwrite<Lanes[]>(size);

  std::span<Lanes> rest(memory_.get(), size);
  const auto take = [&rest](std::size_t count) {
    const std::span<Lanes> taken = rest.first(count);
    rest = rest.subspan(count);
    return taken;
  };
  // What is read once, by the next layer, needs two buffers in turn: a gradient in the backward
  // pass and, without gradients, an activation.
  const std::array<std::span<Lanes>, 2> buffers{take(largest), take(largest)};
  std::vector<std::span<Lanes>> in_turn;
  std::size_t buffer = 0;
  for (std::size_t index = 0; index <= layers; ++index) {
    if (index > 0 && !network.layer(index - 1).in_place()) buffer = 1 - buffer;
    in_turn.push_back(buffers[buffer].first(size_of(network, index)));
  }
  if (!with_gradients) {
    activations_ = std::move(in_turn);
    return;
  }
  gradients_ = std::move(in_turn);
  // The backward pass reads the activations, so each has its own memory; only a layer that works in
  // place shares that of its input.
  for (std::size_t index = 0; index <= layers; ++index) {
    activations_.push_back(shares_memory(network, index) ? activations_.back()
                                                         : take(size_of(network, index)));
  }
  scratch_ = take(scratch);
}

}  // namespace inkling
