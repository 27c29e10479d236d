#pragma once

#include "model/layers/layer.h"

namespace inkling {

/// A learned factor and summand for each channel: what a batch normalisation is after training.
///
///     output(c, i, j) = factor(c) * input(c, i, j) + summand(c)
///
///   input, output  channels x height x width
///   biases         the factors of all channels, initially 1, then the summands, initially 0
class Scale : public Layer {
 public:
  explicit Scale(Shape input) : Layer(input, input) {}

  std::string text() const override { return "scale"; }
  std::size_t bias_count() const override { return 2 * channels(); }
  std::int64_t multiplications() const override;
  void initialize(std::span<float> parameters, RandomStream& random) const override;
  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void backward(const Backward& pass) const override;

 private:
  std::size_t channels() const { return static_cast<std::size_t>(input_shape().channels); }
};

}  // namespace inkling
