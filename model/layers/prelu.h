#pragma once

#include "model/layers/layer.h"

namespace inkling {

/// The leaky ReLU with a learned slope for each channel (He et al., 2015, "PReLU").
///
///     output(c, i, j) = input(c, i, j) if it is above 0, else slope(c) * input(c, i, j)
///
///   input, output  channels x height x width
///   biases         the slope of each channel, initially 0.25; no weights, so that weight decay
///                  does not make it a ReLU
class PRelu : public Layer {
 public:
  explicit PRelu(Shape input) : Layer(input, input) {}

  std::string text() const override { return "prelu"; }
  std::size_t bias_count() const override {
    return static_cast<std::size_t>(input_shape().channels);
  }
  std::int64_t multiplications() const override;
  void initialize(std::span<float> parameters, RandomStream& random) const override;
  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void backward(const Backward& pass) const override;
};

}  // namespace inkling
