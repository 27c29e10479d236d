#include "model/network/workspace.h"

#include <algorithm>

#include "model/layers/addition.h"
#include "model/network/buffer_plan.h"

namespace inkling {
namespace {

/// Whether the backward pass of `layer` reads its output.
bool reads_output(const Layer& layer) {
  return layer.in_place() && dynamic_cast<const Addition*>(&layer) == nullptr;
}

/// Whether layer `index` overwrites its input, with gradients. Other layers must not read it, and a
/// second layer in place would overwrite the output that the first one reads in its backward pass.
bool overwrites_input(const Network& network, std::size_t index) {
  const std::size_t input = network.connections().input_of(index);
  return network.layer(index).in_place() && network.connections().readers_of(input) == 1 &&
         !(input > 0 && reads_output(network.layer(input - 1)));
}

}  // namespace

Workspace::Workspace(const Network& network, bool with_gradients) {
  const std::size_t layers = network.layer_count();
  const auto size_of = [&network](std::size_t activation) {
    return network.activation_shape(activation).size();
  };
  // What is read soon shares a few buffers: a gradient in the backward pass and, without gradients,
  // an activation.
  GradientPlan plan;
  if (with_gradients) {
    plan = plan_gradients(network);
  } else {
    static_cast<BufferPlan&>(plan) = plan_activations(network, true);
  }
  std::size_t size = 0;
  for (const std::size_t buffer : plan.sizes) size += buffer;
  std::size_t scratch = 0;
  if (with_gradients) {
    size += size_of(0);
    for (std::size_t index = 0; index < layers; ++index) {
      if (!overwrites_input(network, index)) size += size_of(index + 1);
      scratch = std::max(scratch, network.layer(index).scratch_size());
    }
    size += scratch;
  }
  memory_ = std::make_unique_for_overwrite<Lanes[]>(size);

  std::span<Lanes> rest(memory_.get(), size);
  const auto take = [&rest](std::size_t count) {
    const std::span<Lanes> taken = rest.first(count);
    rest = rest.subspan(count);
    return taken;
  };
  std::vector<std::span<Lanes>> buffers;
  for (const std::size_t buffer : plan.sizes) buffers.push_back(take(buffer));
  std::vector<std::span<Lanes>>& planned = with_gradients ? gradients_ : activations_;
  for (std::size_t activation = 0; activation <= layers; ++activation) {
    planned.push_back(buffers[plan.buffers[activation]].first(size_of(activation)));
  }
  if (!with_gradients) return;
  // The backward pass reads the activations, so each has its own memory; only a layer that works in
  // place shares that of its input.
  activations_.push_back(take(size_of(0)));
  for (std::size_t index = 0; index < layers; ++index) {
    const std::size_t input = network.connections().input_of(index);
    activations_.push_back(overwrites_input(network, index) ? activations_[input]
                                                            : take(size_of(index + 1)));
    input_gradients_.push_back(buffers[plan.written[index]].first(size_of(input)));
  }
  scratch_ = take(scratch);
}

}  // namespace inkling
