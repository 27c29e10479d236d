#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/lanes/lanes.h"
#include "model/network/network.h"

namespace inkling {

/// The memory in which one gang of sixteen images passes through a network and back.
///
/// All of it is allocated by the constructor. A thread has one workspace and uses it for one gang
/// after the other; two threads never share one.
class Workspace {
 public:
  /// `with_gradients` false saves the memory for the way back.
  explicit Workspace(const Network& network, bool with_gradients = true);

  /// The gang's input: normalised pixels, written by whoever loads images.
  std::span<Lanes> input() { return activation(0); }
  /// The network's output, after `Network::forward`.
  std::span<const Lanes> logits() const { return activations_.back(); }
  /// The derivative of the loss by the logits, written by the loss.
  std::span<Lanes> logits_gradient() { return gradient(activations_.size() - 1); }

  /// The input of layer `index`, which is the output of layer `index` - 1; a layer that works in
  /// place leaves its output where its input was.
  std::span<Lanes> activation(std::size_t index) { return activations_[index]; }
  /// The derivative of the loss by `activation(index)`. Only neighbours are valid at a time: two
  /// buffers serve all layers in turn.
  std::span<Lanes> gradient(std::size_t index) { return gradients_[index]; }
  std::span<Lanes> scratch() { return scratch_; }

 private:
  LaneVector memory_;
  std::vector<std::span<Lanes>> activations_;
  std::vector<std::span<Lanes>> gradients_;
  std::span<Lanes> scratch_;
};

}  // namespace inkling
