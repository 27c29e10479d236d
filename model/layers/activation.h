#pragma once

#include "model/layers/layer.h"

namespace inkling {

/// The activation functions, with their derivatives: ReLU is B&J (4.2). Leaky ReLU, sigmoid and
/// tanh are those of the notes on the perceptron (their alpha is our slope), the square is that of
/// the talk on analytical solutions.
enum class ActivationFunction {
  kRelu,       ///< x if x > 0, else 0. Derivative: 1 or 0.
  kLeakyRelu,  ///< x if x > 0, else slope * x. Derivative: 1 or slope.
  kSigmoid,    ///< s = 1 / (1 + exp(-x)). Derivative: s (1 - s).
  kTanh,       ///< The hyperbolic tangent. Derivative: 1 - tanh(x)^2.
  kSquare,     ///< x * x. Derivative: 2 x.
};

/// An activation function of each value (the a of B&J's a(Wx + b), (4.6)).
///
///     output(c, i, j) = a(input(c, i, j))
///
///   input       any shape
///   output      the same shape
///   parameters  none
///
/// All but the square compute their derivative from their output and work in place. At 0, the
/// derivative of ReLU and leaky ReLU is the one from the left.
class Activation : public Layer {
 public:
  /// `slope` is that of the leaky ReLU, in [0, 1); the other functions ignore it. Throws
  /// std::invalid_argument if it is outside.
  Activation(Shape input, ActivationFunction function, float slope = 0.01f);

  ActivationFunction function() const { return function_; }
  float slope() const { return slope_; }

  std::string text() const override;
  bool in_place() const override { return function_ != ActivationFunction::kSquare; }
  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void backward(const Backward& pass) const override;

 private:
  ActivationFunction function_;
  float slope_;
};

}  // namespace inkling
