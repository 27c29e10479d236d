#pragma once

#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "model/lanes/random.h"
#include "model/layers/activation.h"
#include "model/layers/fully_connected.h"
#include "model/layers/loss.h"
#include "model/network/network.h"
#include "model/network/workspace.h"

namespace inkling::book {

/// The network of Exercise 9.8: layers of one neuron each, with leaky ReLU of slope 0.5, whose
/// weights are around 1 with either sign, and the loss y^2 of its answer to the input 1.
class Chain {
 public:
  explicit Chain(int depth) : network_(build(depth)), workspace_(network_) {
    RandomStream random(0, Purpose::kInitialization);
    for (float& parameter : network_.parameters()) {
      parameter = 0.9f + 0.2f * random.uniform();
      if (random.below(4) == 0) parameter = -parameter;
    }
    gradient_.resize(network_.parameters().size());
  }

  /// Weight and bias of one layer after the other.
  std::span<float> parameters() { return network_.parameters(); }

  /// y^2 by the network.
  double loss_in_float() {
    workspace_.input()[0] = 1.0f;
    network_.forward(workspace_);
    const auto y = static_cast<double>(float{workspace_.logits()[0][0]});
    return y * y;
  }

  /// The derivatives of y^2 by backpropagation (9.5).
  const std::vector<float>& backpropagate() {
    workspace_.input()[0] = 1.0f;
    network_.forward_in_training(workspace_, {});
    const Lanes in_one_lane([](int lane) { return lane == 0 ? 1.0f : 0.0f; });
    squared_error(workspace_.logits()[0], 0.0f, in_one_lane, workspace_.logits_gradient()[0]);
    network_.backward(workspace_, gradient_);
    return gradient_;
  }

  /// y^2 by the formula.
  static double loss(std::span<const double> parameters) {
    double y = 1.0;
    for (std::size_t n = 0; n < parameters.size(); n += 2) {
      y = parameters[n] * y + parameters[n + 1];
      if (y < 0.0) y *= 0.5;
    }
    return y * y;
  }

 private:
  static Network build(int depth) {
    std::vector<std::unique_ptr<Layer>> layers;
    for (int n = 0; n < depth; ++n) {
      layers.push_back(std::make_unique<FullyConnected>(Shape{}, 1));
      layers.push_back(std::make_unique<Activation>(Shape{}, ActivationFunction::kLeakyRelu, 0.5f));
    }
    return {Shape{}, std::move(layers)};
  }

  Network network_;
  Workspace workspace_;
  std::vector<float> gradient_;
};

}  // namespace inkling::book
