#pragma once

#include "model/layers/layer.h"

namespace inkling {

/// The activation functions, with their derivatives: ReLU as in B&J (4.2); leaky ReLU (its slope is
/// the alpha of the notes on the perceptron), sigmoid and tanh as in these notes; the square as in
/// the talk on analytical solutions.
enum class ActivationFunction {
  kRelu,       ///< x for x > 0, else 0; 1 or 0.
  kLeakyRelu,  ///< x for x > 0, else slope * x; 1 or slope.
  kSigmoid,    ///< s = 1 / (1 + exp(-x)); s (1 - s).
  kTanh,       ///< The hyperbolic tangent; 1 - tanh(x)^2.
  kSquare,     ///< x * x; 2 x.
};

/// An activation function on each value by itself (the a of B&J's a(Wx + b), (4.6)).
///
///     output(c, i, j) = a(input(c, i, j))
///
///   input       any shape
///   output      the same shape
///   parameters  none
///
/// All but the square know their derivative from their output alone and work in place. The
/// derivative of ReLU and leaky ReLU at 0 is that of the left side.
class Activation : public Layer {
 public:
  /// `slope` is the leaky ReLU's, in [0, 1); the other functions ignore it.
  /// Throws std::invalid_argument where it lies outside.
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
