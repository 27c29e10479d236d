#pragma once

#include "model/layers/layer.h"

namespace inkling {

/// The activation functions, with their derivatives: ReLU is B&J (4.2). Leaky ReLU, sigmoid and
/// tanh are those of the notes on the perceptron (their alpha is our a), the square is that of the
/// talk on analytical solutions. The others are those of networks from elsewhere, as ONNX defines
/// them.
enum class ActivationFunction {
  kRelu,         ///< x if x > 0, else 0. Derivative: 1 or 0.
  kLeakyRelu,    ///< x if x > 0, else a x. Derivative: 1 or a.
  kSigmoid,      ///< s = 1 / (1 + exp(-x)). Derivative: s (1 - s).
  kTanh,         ///< The hyperbolic tangent. Derivative: 1 - tanh(x)^2.
  kSquare,       ///< x * x. Derivative: 2 x.
  kClip,         ///< x, but at least a and at most b. Derivative: 1 between a and b, else 0.
  kElu,          ///< x if x > 0, else a (exp(x) - 1). Derivative: 1 or a exp(x).
  kSoftplus,     ///< log(1 + exp(x)). Derivative: s.
  kHardSigmoid,  ///< a x + b, but at least 0 and at most 1. Derivative: a between, else 0.
  kHardSwish,  ///< x h, where h is the hard sigmoid of a = 1/6 and b = 1/2. Derivative: 0 if h = 0,
               ///< 1 if h = 1, else x / 3 + 1/2.
  kLogSigmoid,  ///< log(s) = -log(1 + exp(-x)). Derivative: 1 - s.
  kSwish,       ///< x s. Derivative: s (1 + x (1 - s)).
};

/// An activation function of each value (the a of B&J's a(Wx + b), (4.6)).
///
///     output(c, i, j) = function(input(c, i, j))
///
///   input       any shape
///   output      the same shape
///   parameters  none
///
/// Most compute their derivative from their output and work in place. At a corner, such as 0 of
/// ReLU, the derivative is the one from the left; at the upper corner of clip and hard sigmoid, the
/// one from the right.
class Activation : public Layer {
 public:
  /// With the usual a and b: 0.01 of leaky ReLU, 1 of ELU, 0.2 and 0.5 of the hard sigmoid, 0 and 6
  /// of clip.
  Activation(Shape input, ActivationFunction function);
  /// The other functions ignore `a`, or `b`. Throws std::invalid_argument unless 0 <= a < 1 for
  /// leaky ReLU, a < b for clip, 0 <= a for ELU, 0 < a for the hard sigmoid, and both are finite.
  Activation(Shape input, ActivationFunction function, float a, float b = 0.0f);

  ActivationFunction function() const { return function_; }
  float a() const { return a_; }
  float b() const { return b_; }

  std::string text() const override;
  bool in_place() const override;
  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void backward(const Backward& pass) const override;

 private:
  ActivationFunction function_;
  float a_;
  float b_;
};

}  // namespace inkling
