#include "model/layers/activation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/model/expect_refusal.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_checker.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

constexpr Shape kPixel{.channels = 1, .height = 1, .width = 1};

/// The function's value at `x`, which lane 3 alone holds.
float value_at(const Activation& activation, float x) {
  const Lanes input([x](int lane) { return lane == 3 ? x : 0.25f * static_cast<float>(lane); });
  return run_forward(activation, {}, LaneVector{input})[0][3];
}

/// The derivative at `x`, likewise.
float derivative_at(const Activation& activation, float x) {
  const Lanes input([x](int lane) { return lane == 3 ? x : 0.25f * static_cast<float>(lane); });
  return run_backward(activation, {}, LaneVector{input}, uniform_gang({1})).input[0][3];
}

// The vectorised exponential function is exact to a few units in the last place.
constexpr float kRounding = 1e-6f;

TEST(Activation, ReluKeepsThePositiveAndDropsTheNegative) {
  const Activation relu({.channels = 1, .height = 1, .width = 4}, ActivationFunction::kRelu);
  LaneVector input = gang({-7.5f, -20, 0, 3});
  LaneVector expected = input;
  for (Lanes& value : expected) {
    value = Lanes([&](std::size_t lane) { return value[lane] > 0 ? float{value[lane]} : 0.0f; });
  }
  expect_equal(run_forward(relu, {}, input), expected);
}

TEST(Activation, ReluHasSlopeOneAboveZeroAndNoneBelow) {
  const Activation relu(kPixel, ActivationFunction::kRelu);
  EXPECT_EQ(derivative_at(relu, 2.0f), 1.0f);
  EXPECT_EQ(derivative_at(relu, -2.0f), 0.0f);
}

TEST(Activation, LeakyReluMultipliesTheNegativeWithItsSlope) {
  const Activation leaky(kPixel, ActivationFunction::kLeakyRelu, 0.5f);
  EXPECT_EQ(value_at(leaky, 3.0f), 3.0f);
  EXPECT_EQ(value_at(leaky, -3.0f), -1.5f);
}

TEST(Activation, LeakyReluHasItsSlopeBelowZero) {
  const Activation leaky(kPixel, ActivationFunction::kLeakyRelu, 0.5f);
  EXPECT_EQ(derivative_at(leaky, 3.0f), 1.0f);
  EXPECT_EQ(derivative_at(leaky, -3.0f), 0.5f);
}

TEST(Activation, ReluAndLeakyReluKeepWhatIsNotANumber) {
  EXPECT_TRUE(std::isnan(value_at(Activation(kPixel, ActivationFunction::kRelu), NAN)));
  EXPECT_TRUE(std::isnan(value_at(Activation(kPixel, ActivationFunction::kLeakyRelu, 0.5f), NAN)));
}

TEST(Activation, SigmoidIsThreeQuartersAtTheLogarithmOfThree) {
  const Activation sigmoid(kPixel, ActivationFunction::kSigmoid);
  EXPECT_NEAR(value_at(sigmoid, std::log(3.0f)), 0.75f, kRounding);
  EXPECT_NEAR(derivative_at(sigmoid, std::log(3.0f)), 0.75f * 0.25f, kRounding);
}

TEST(Activation, TanhIsThreeFifthsAtTheLogarithmOfTwo) {
  const Activation tanh(kPixel, ActivationFunction::kTanh);
  EXPECT_NEAR(value_at(tanh, std::log(2.0f)), 0.6f, kRounding);
  EXPECT_NEAR(derivative_at(tanh, std::log(2.0f)), 1.0f - 0.36f, kRounding);
}

TEST(Activation, SquareMultipliesWithItself) {
  const Activation square(kPixel, ActivationFunction::kSquare);
  EXPECT_EQ(value_at(square, -3.0f), 9.0f);
  EXPECT_EQ(derivative_at(square, -3.0f), -6.0f);
}

TEST(Activation, PassesTheCheckerForEachFunction) {
  constexpr Shape kShape{.channels = 3, .height = 5, .width = 13};
  check_layer(Activation(kShape, ActivationFunction::kRelu));
  check_layer(Activation(kShape, ActivationFunction::kLeakyRelu, 0.0f));
  check_layer(Activation(kShape, ActivationFunction::kLeakyRelu, 0.01f));
  check_layer(Activation(kShape, ActivationFunction::kLeakyRelu, 0.5f));
  check_layer(Activation(kShape, ActivationFunction::kSigmoid));
  check_layer(Activation(kShape, ActivationFunction::kTanh));
  check_layer(Activation(kShape, ActivationFunction::kSquare));
}

TEST(Activation, AllButTheSquareWorkInPlace) {
  using enum ActivationFunction;
  for (const ActivationFunction function : {kRelu, kLeakyRelu, kSigmoid, kTanh}) {
    EXPECT_TRUE(Activation(kPixel, function).in_place());
  }
  EXPECT_FALSE(Activation(kPixel, kSquare).in_place());
}

TEST(Activation, HasTheDerivativeOfTheLeftSideAtZero) {
  EXPECT_EQ(derivative_at(Activation(kPixel, ActivationFunction::kRelu), 0.0f), 0.0f);
  EXPECT_EQ(derivative_at(Activation(kPixel, ActivationFunction::kLeakyRelu, 0.5f), 0.0f), 0.5f);
}

TEST(Activation, SigmoidAndTanhSurviveHugeNumbers) {
  const Activation sigmoid(kPixel, ActivationFunction::kSigmoid);
  EXPECT_EQ(value_at(sigmoid, 1000.0f), 1.0f);
  EXPECT_EQ(value_at(sigmoid, -1000.0f), 0.0f);
  const Activation tanh(kPixel, ActivationFunction::kTanh);
  EXPECT_EQ(value_at(tanh, 1000.0f), 1.0f);
  EXPECT_EQ(value_at(tanh, -1000.0f), -1.0f);
}

TEST(Activation, WritesItselfAsTheArchitectureDoes) {
  using enum ActivationFunction;
  EXPECT_EQ(Activation(kPixel, kRelu).text(), "relu");
  EXPECT_EQ(Activation(kPixel, kLeakyRelu, 0.25f).text(), "leaky-relu 0.25");
  EXPECT_EQ(Activation(kPixel, kSigmoid).text(), "sigmoid");
  EXPECT_EQ(Activation(kPixel, kTanh).text(), "tanh");
  EXPECT_EQ(Activation(kPixel, kSquare).text(), "square");
}

TEST(Activation, RefusesASlopeOfOne) {
  expect_refusal([] { Activation(kPixel, ActivationFunction::kLeakyRelu, 1.0f); },
                 "leaky-relu 1: the slope must be at least 0 and less than 1");
}

TEST(Activation, RefusesANegativeSlope) {
  expect_refusal([] { Activation(kPixel, ActivationFunction::kLeakyRelu, -0.5f); },
                 "leaky-relu -0.5: the slope must be at least 0 and less than 1");
}

TEST(Activation, RefusesASlopeThatIsNotANumber) {
  expect_refusal(
      [] {
        Activation(kPixel, ActivationFunction::kLeakyRelu, std::numeric_limits<float>::quiet_NaN());
      },
      "leaky-relu nan: the slope must be at least 0 and less than 1");
}

}  // namespace
}  // namespace inkling
