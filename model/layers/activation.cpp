#include "model/layers/activation.h"

#include <cassert>
#include <stdexcept>

#include "model/lanes/elementary_functions.h"
#include "model/text.h"

namespace inkling {
namespace {

/// Calls `use` with the function as (value) -> a(value).
template <typename Use>
void with_function(ActivationFunction function, float slope, Use use) {
  switch (function) {
    case ActivationFunction::kRelu:
      return use([zero = Lanes(0.0f)](const Lanes& x) { return max(zero, x); });
    case ActivationFunction::kLeakyRelu:
      // With a slope below 1, the right branch is always the larger of x and slope * x.
      return use([slope = Lanes(slope)](const Lanes& x) { return max(slope * x, x); });
    case ActivationFunction::kSigmoid:
      return use([](const Lanes& x) { return 1.0f / (1.0f + exp(-x)); });
    case ActivationFunction::kTanh:
      return use([](const Lanes& x) { return tanh(x); });
    case ActivationFunction::kSquare:
      return use([](const Lanes& x) { return x * x; });
  }
}

/// Calls `use` with the derivative, as (input, output) -> a'(input). Only the square reads the
/// input: the others work in place, so the input is overwritten.
template <typename Use>
void with_derivative(ActivationFunction function, float slope, Use use) {
  const auto step = [zero = Lanes(0.0f), one = Lanes(1.0f)](const Lanes& y, const Lanes& below) {
    return select(y > zero, one, below);
  };
  switch (function) {
    case ActivationFunction::kRelu:
      return use(
          [step, zero = Lanes(0.0f)](const Lanes&, const Lanes& y) { return step(y, zero); });
    case ActivationFunction::kLeakyRelu:
      return use(
          [step, slope = Lanes(slope)](const Lanes&, const Lanes& y) { return step(y, slope); });
    case ActivationFunction::kSigmoid:
      return use([](const Lanes&, const Lanes& y) { return y * (1.0f - y); });
    case ActivationFunction::kTanh:
      return use([](const Lanes&, const Lanes& y) { return 1.0f - y * y; });
    case ActivationFunction::kSquare:
      return use([](const Lanes& x, const Lanes&) { return 2.0f * x; });
  }
}

}  // namespace

Activation::Activation(Shape input, ActivationFunction function, float slope)
    : Layer(input, input), function_(function), slope_(slope) {
  if (function == ActivationFunction::kLeakyRelu && !(slope >= 0.0f && slope < 1.0f)) {
    throw std::invalid_argument("leaky-relu " + shortest_text(slope) +
                                ": the slope must be at least 0 and less than 1");
  }
}

std::string Activation::text() const {
  switch (function_) {
    case ActivationFunction::kRelu:
      return "relu";
    case ActivationFunction::kLeakyRelu:
      return "leaky-relu " + shortest_text(slope_);
    case ActivationFunction::kSigmoid:
      return "sigmoid";
    case ActivationFunction::kTanh:
      return "tanh";
    case ActivationFunction::kSquare:
      return "square";
  }
  return {};
}

void Activation::forward(std::span<const float> /*parameters*/, std::span<const Lanes> input,
                         std::span<Lanes> output) const {
  assert(input.size() == input_shape().size() && output.size() == input.size());
  with_function(function_, slope_, [&](auto function) {
    for (std::size_t n = 0; n < input.size(); ++n) output[n] = function(input[n]);
  });
}

void Activation::backward(const Backward& pass) const {
  if (pass.input_gradient.empty()) return;
  assert(pass.input_gradient.size() == input_shape().size());
  with_derivative(function_, slope_, [&](auto derivative) {
    for (std::size_t n = 0; n < pass.input_gradient.size(); ++n) {
      pass.input_gradient[n] = pass.output_gradient[n] * derivative(pass.input[n], pass.output[n]);
    }
  });
}

}  // namespace inkling
