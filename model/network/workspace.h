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
  /// With `with_gradients` false there is no memory for the backward pass, and `activation(index)`
  /// is lost when layer `index` + 1 writes its output.
  explicit Workspace(const Network& network, bool with_gradients = true);

  /// The gang's input, normalised pixels, to be written before `Network::forward`.
  std::span<Lanes> input() { return activation(0); }
  /// The network's output, after `Network::forward`.
  std::span<const Lanes> logits() const { return activations_.back(); }
  /// The derivative of the loss with respect to the logits, to be written before
  /// `Network::backward`.
  std::span<Lanes> logits_gradient() { return gradient(activations_.size() - 1); }

  /// The input of layer `index`, which is the output of layer `index` - 1. A layer that works in
  /// place overwrites its input with its output.
  std::span<Lanes> activation(std::size_t index) { return activations_[index]; }
  /// The derivative of the loss with respect to `activation(index)`. Only those of two neighbouring
  /// layers are valid at a time, because all layers share two buffers.
  std::span<Lanes> gradient(std::size_t index) { return gradients_[index]; }
  std::span<Lanes> scratch() { return scratch_; }

 private:
  std::unique_ptr<Lanes[]> memory_;  // not initialised
  std::vector<std::span<Lanes>> activations_;
  std::vector<std::span<Lanes>> gradients_;
  std::span<Lanes> scratch_;
};

}  // namespace inkling
