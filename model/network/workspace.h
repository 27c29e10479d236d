#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "model/lanes/lanes.h"
#include "model/network/network.h"

namespace inkling {

/// The memory for the forward and backward pass of one gang of sixteen images.
///
/// The constructor allocates all of it. Each thread has its own workspace and uses it for one gang
/// after another.
class Workspace {
 public:
  /// With `with_gradients` false there is no memory for the backward pass, and an activation is
  /// lost when the layer after the last one that reads it writes its output.
  explicit Workspace(const Network& network, bool with_gradients = true);

  /// The gang's input, normalised pixels, to be written before `Network::forward`.
  std::span<Lanes> input() { return activation(0); }
  /// The network's output, after `Network::forward`.
  std::span<const Lanes> logits() const { return activations_.back(); }
  /// The derivative of the loss with respect to the logits, to be written before
  /// `Network::backward`.
  std::span<Lanes> logits_gradient() { return gradient(activations_.size() - 1); }

  /// The output of layer `index` - 1; that of 0 is the network's input. A layer that works in place
  /// overwrites its input with its output, unless other layers read it.
  std::span<Lanes> activation(std::size_t index) { return activations_[index]; }
  /// The derivative of the loss with respect to `activation(index)`. It is only valid from the
  /// first layer that writes it to the one that reads it, because all layers share a few buffers.
  std::span<Lanes> gradient(std::size_t index) { return gradients_[index]; }
  /// Where layer `index` writes the gradient of its input: for the last layer that reads an
  /// activation, its `gradient`; for others, memory whose content is then added to that.
  std::span<Lanes> input_gradient(std::size_t index) { return input_gradients_[index]; }
  std::span<Lanes> scratch() { return scratch_; }

 private:
  std::unique_ptr<Lanes[]> memory_;  // not initialised
  std::vector<std::span<Lanes>> activations_;
  std::vector<std::span<Lanes>> gradients_;
  std::vector<std::span<Lanes>> input_gradients_;
  std::span<Lanes> scratch_;
};

}  // namespace inkling
