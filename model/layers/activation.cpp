#include "model/layers/activation.h"

#include <cassert>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "model/lanes/elementary_functions.h"
#include "model/text.h"

namespace inkling {
namespace {

Lanes sigmoid(const Lanes& x) { return 1.0f / (1.0f + exp(-x)); }

/// log(1 + x) for 0 <= x <= 1. What rounding takes from 1 + x is put back.
Lanes log_of_one_plus(const Lanes& x) {
  const Lanes sum = 1.0f + x;
  return log(sum) + (x - (sum - 1.0f)) / sum;
}

/// log(1 + exp(x)), without exp of a large number.
Lanes softplus(const Lanes& x) {
  const Lanes zero = 0.0f;
  return max(zero, x) + log_of_one_plus(exp(min(x, -x)));
}

/// x, but at least `low` and at most `high`; not a number if x is none. (Not min(high, max(low,
/// x)): g++ 12 with AVX-512 exchanges the arguments of the outer one, which hides a NaN.)
Lanes between(const Lanes& x, float low, float high) {
  return select(x < low, Lanes(low), select(x > high, Lanes(high), x));
}

/// a x + b, but at least 0 and at most 1.
Lanes hard_sigmoid(const Lanes& x, float a, float b) {
  return between(multiply_add(Lanes(a), x, Lanes(b)), 0.0f, 1.0f);
}

constexpr float kHardSwishFactor = 1.0f / 6.0f;
constexpr float kHardSwishSummand = 0.5f;

/// Calls `use` with the function, as (input) -> output.
template <typename Use>
void with_function(ActivationFunction function, float a, float b, Use use) {
  switch (function) {
    case ActivationFunction::kRelu:
      return use([zero = Lanes(0.0f)](const Lanes& x) { return max(zero, x); });
    case ActivationFunction::kLeakyRelu:
      // With a slope below 1, the right branch is always the larger of x and slope * x.
      return use([slope = Lanes(a)](const Lanes& x) { return max(slope * x, x); });
    case ActivationFunction::kSigmoid:
      return use([](const Lanes& x) { return sigmoid(x); });
    case ActivationFunction::kTanh:
      return use([](const Lanes& x) { return tanh(x); });
    case ActivationFunction::kSquare:
      return use([](const Lanes& x) { return x * x; });
    case ActivationFunction::kClip:
      return use([a, b](const Lanes& x) { return between(x, a, b); });
    case ActivationFunction::kElu:
      return use([a = Lanes(a), zero = Lanes(0.0f)](const Lanes& x) {
        return select(x > zero, x, a * (exp(x) - 1.0f));
      });
    case ActivationFunction::kSoftplus:
      return use([](const Lanes& x) { return softplus(x); });
    case ActivationFunction::kHardSigmoid:
      return use([a, b](const Lanes& x) { return hard_sigmoid(x, a, b); });
    case ActivationFunction::kHardSwish:
      return use(
          [](const Lanes& x) { return x * hard_sigmoid(x, kHardSwishFactor, kHardSwishSummand); });
    case ActivationFunction::kLogSigmoid:
      return use([](const Lanes& x) { return -softplus(-x); });
    case ActivationFunction::kSwish:
      return use([](const Lanes& x) { return x * sigmoid(x); });
  }
}

/// Calls `use` with the derivative, as (input, output) -> derivative. It reads the output only if
/// the function works in place, so that the input is overwritten; otherwise the input only.
template <typename Use>
void with_derivative(ActivationFunction function, float a, float b, Use use) {
  const auto step = [zero = Lanes(0.0f), one = Lanes(1.0f)](const Lanes& y, const Lanes& below) {
    return select(y > zero, one, below);
  };
  const auto slope_between = [](const Lanes& y, float low, float high, float slope) {
    return select(y > low && y < high, Lanes(slope), Lanes(0.0f));
  };
  switch (function) {
    case ActivationFunction::kRelu:
      return use(
          [step, zero = Lanes(0.0f)](const Lanes&, const Lanes& y) { return step(y, zero); });
    case ActivationFunction::kLeakyRelu:
      return use([step, slope = Lanes(a)](const Lanes&, const Lanes& y) { return step(y, slope); });
    case ActivationFunction::kSigmoid:
      return use([](const Lanes&, const Lanes& y) { return y * (1.0f - y); });
    case ActivationFunction::kTanh:
      return use([](const Lanes&, const Lanes& y) { return 1.0f - y * y; });
    case ActivationFunction::kSquare:
      return use([](const Lanes& x, const Lanes&) { return 2.0f * x; });
    case ActivationFunction::kClip:
      return use([slope_between, a, b](const Lanes&, const Lanes& y) {
        return slope_between(y, a, b, 1.0f);
      });
    case ActivationFunction::kElu:
      return use([step, a = Lanes(a)](const Lanes&, const Lanes& y) { return step(y, y + a); });
    case ActivationFunction::kSoftplus:
      return use([](const Lanes& x, const Lanes&) { return sigmoid(x); });
    case ActivationFunction::kHardSigmoid:
      return use([slope_between, a](const Lanes&, const Lanes& y) {
        return slope_between(y, 0.0f, 1.0f, a);
      });
    case ActivationFunction::kHardSwish:
      return use([](const Lanes& x, const Lanes&) {
        const Lanes h = hard_sigmoid(x, kHardSwishFactor, kHardSwishSummand);
        return select(h > 0.0f && h < 1.0f, 2.0f * h - 0.5f, h);
      });
    case ActivationFunction::kLogSigmoid:
      return use([](const Lanes& x, const Lanes&) { return sigmoid(-x); });
    case ActivationFunction::kSwish:
      return use([](const Lanes& x, const Lanes&) {
        const Lanes s = sigmoid(x);
        return s * (1.0f + x * (1.0f - s));
      });
  }
}

/// The usual a and b.
std::pair<float, float> usual_arguments(ActivationFunction function) {
  switch (function) {
    case ActivationFunction::kLeakyRelu:
      return {0.01f, 0.0f};
    case ActivationFunction::kClip:
      return {0.0f, 6.0f};
    case ActivationFunction::kElu:
      return {1.0f, 0.0f};
    case ActivationFunction::kHardSigmoid:
      return {0.2f, 0.5f};
    default:
      return {};
  }
}

}  // namespace

Activation::Activation(Shape input, ActivationFunction function)
    : Activation(input, function, usual_arguments(function).first,
                 usual_arguments(function).second) {}

Activation::Activation(Shape input, ActivationFunction function, float a, float b)
    : Layer(input, input), function_(function), a_(a), b_(b) {
  const auto require = [&](bool is_met, const char* requirement) {
    if (!is_met) throw std::invalid_argument(text() + ": " + requirement);
  };
  switch (function) {
    case ActivationFunction::kLeakyRelu:
      require(a >= 0.0f && a < 1.0f, "the slope must be at least 0 and less than 1");
      break;
    case ActivationFunction::kClip:
      require(std::isfinite(a) && std::isfinite(b) && a < b,
              "the lower bound must be finite and below the upper one");
      break;
    case ActivationFunction::kElu:
      require(std::isfinite(a) && a >= 0.0f, "the factor must be finite and at least 0");
      break;
    case ActivationFunction::kHardSigmoid:
      require(std::isfinite(a) && std::isfinite(b) && a > 0.0f,
              "factor and summand must be finite, and the factor above 0");
      break;
    default:
      break;
  }
}

std::string Activation::text() const {
  switch (function_) {
    case ActivationFunction::kRelu:
      return "relu";
    case ActivationFunction::kLeakyRelu:
      return "leaky-relu " + shortest_text(a_);
    case ActivationFunction::kSigmoid:
      return "sigmoid";
    case ActivationFunction::kTanh:
      return "tanh";
    case ActivationFunction::kSquare:
      return "square";
    case ActivationFunction::kClip:
      return "clip " + shortest_text(a_) + " " + shortest_text(b_);
    case ActivationFunction::kElu:
      return "elu " + shortest_text(a_);
    case ActivationFunction::kSoftplus:
      return "softplus";
    case ActivationFunction::kHardSigmoid:
      return "hard-sigmoid " + shortest_text(a_) + " " + shortest_text(b_);
    case ActivationFunction::kHardSwish:
      return "hard-swish";
    case ActivationFunction::kLogSigmoid:
      return "log-sigmoid";
    case ActivationFunction::kSwish:
      return "swish";
  }
  return {};
}

bool Activation::in_place() const {
  switch (function_) {
    case ActivationFunction::kRelu:
    case ActivationFunction::kLeakyRelu:
    case ActivationFunction::kSigmoid:
    case ActivationFunction::kTanh:
    case ActivationFunction::kClip:
    case ActivationFunction::kElu:
    case ActivationFunction::kHardSigmoid:
      return true;
    // Different inputs give the same output, or outputs too near to each other.
    case ActivationFunction::kSquare:
    case ActivationFunction::kSoftplus:
    case ActivationFunction::kHardSwish:
    case ActivationFunction::kLogSigmoid:
    case ActivationFunction::kSwish:
      return false;
  }
  return false;
}

void Activation::forward(std::span<const float> /*parameters*/, std::span<const Lanes> input,
                         std::span<Lanes> output) const {
  assert(input.size() == input_shape().size() && output.size() == input.size());
  with_function(function_, a_, b_, [&](auto function) {
    for (std::size_t n = 0; n < input.size(); ++n) output[n] = function(input[n]);
  });
}

void Activation::backward(const Backward& pass) const {
  if (pass.input_gradient.empty()) return;
  assert(pass.input_gradient.size() == input_shape().size());
  with_derivative(function_, a_, b_, [&](auto derivative) {
    for (std::size_t n = 0; n < pass.input_gradient.size(); ++n) {
      pass.input_gradient[n] = pass.output_gradient[n] * derivative(pass.input[n], pass.output[n]);
    }
  });
}

}  // namespace inkling
