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
  check_layer(Activation(kShape, ActivationFunction::kClip, -0.5f, 0.7f));
  check_layer(Activation(kShape, ActivationFunction::kElu));
  check_layer(Activation(kShape, ActivationFunction::kElu, 0.3f));
  check_layer(Activation(kShape, ActivationFunction::kSoftplus));
  check_layer(Activation(kShape, ActivationFunction::kHardSigmoid));
  check_layer(Activation(kShape, ActivationFunction::kHardSigmoid, 0.5f, 0.4f));
  check_layer(Activation(kShape, ActivationFunction::kHardSwish));
  check_layer(Activation(kShape, ActivationFunction::kLogSigmoid));
  check_layer(Activation(kShape, ActivationFunction::kSwish));
}

TEST(Activation, WorksInPlaceIfItsOutputTellsTheDerivative) {
  using enum ActivationFunction;
  for (const ActivationFunction function :
       {kRelu, kLeakyRelu, kSigmoid, kTanh, kClip, kElu, kHardSigmoid}) {
    EXPECT_TRUE(Activation(kPixel, function).in_place());
  }
  for (const ActivationFunction function : {kSquare, kSoftplus, kHardSwish, kLogSigmoid, kSwish}) {
    EXPECT_FALSE(Activation(kPixel, function).in_place());
  }
}

TEST(Activation, ClipStaysBetweenItsBounds) {
  const Activation clip(kPixel, ActivationFunction::kClip, -1.0f, 6.0f);
  EXPECT_EQ(value_at(clip, -2.0f), -1.0f);
  EXPECT_EQ(value_at(clip, 0.5f), 0.5f);
  EXPECT_EQ(value_at(clip, 7.0f), 6.0f);
  EXPECT_EQ(derivative_at(clip, -2.0f), 0.0f);
  EXPECT_EQ(derivative_at(clip, 0.5f), 1.0f);
  EXPECT_EQ(derivative_at(clip, 7.0f), 0.0f);
  EXPECT_TRUE(std::isnan(value_at(clip, NAN)));
}

TEST(Activation, EluFallsToMinusItsFactor) {
  const Activation elu(kPixel, ActivationFunction::kElu, 2.0f);
  EXPECT_EQ(value_at(elu, 3.0f), 3.0f);
  EXPECT_NEAR(value_at(elu, -std::log(2.0f)), -1.0f, 1e-6f);
  EXPECT_EQ(value_at(elu, -200.0f), -2.0f);
  EXPECT_EQ(derivative_at(elu, 3.0f), 1.0f);
  EXPECT_NEAR(derivative_at(elu, -std::log(2.0f)), 1.0f, 1e-6f);
}

TEST(Activation, SoftplusAndLogSigmoidAreExactFarFromZero) {
  const Activation softplus(kPixel, ActivationFunction::kSoftplus);
  const Activation log_sigmoid(kPixel, ActivationFunction::kLogSigmoid);
  EXPECT_NEAR(value_at(softplus, 0.0f), std::log(2.0f), 1e-7f);
  EXPECT_EQ(value_at(softplus, 1000.0f), 1000.0f);
  EXPECT_EQ(value_at(softplus, -1000.0f), 0.0f);
  EXPECT_NEAR(value_at(softplus, -20.0f) / std::exp(-20.0f), 1.0f, 1e-6f);
  EXPECT_NEAR(value_at(log_sigmoid, 20.0f) / -std::exp(-20.0f), 1.0f, 1e-6f);
  EXPECT_EQ(value_at(log_sigmoid, -1000.0f), -1000.0f);
  EXPECT_NEAR(derivative_at(softplus, -20.0f) / std::exp(-20.0f), 1.0f, 1e-6f);
  EXPECT_NEAR(derivative_at(log_sigmoid, 20.0f) / std::exp(-20.0f), 1.0f, 1e-6f);
  EXPECT_EQ(derivative_at(softplus, 1000.0f), 1.0f);
  EXPECT_EQ(derivative_at(log_sigmoid, 1000.0f), 0.0f);
}

TEST(Activation, HardSigmoidIsALineBetweenZeroAndOne) {
  const Activation hard(kPixel, ActivationFunction::kHardSigmoid);
  EXPECT_EQ(value_at(hard, -2.5f), 0.0f);
  EXPECT_NEAR(value_at(hard, 1.0f), 0.7f, 1e-7f);
  EXPECT_EQ(value_at(hard, 3.0f), 1.0f);
  EXPECT_EQ(derivative_at(hard, 1.0f), 0.2f);
  EXPECT_EQ(derivative_at(hard, 3.0f), 0.0f);
  EXPECT_TRUE(std::isnan(value_at(hard, NAN)));
}

TEST(Activation, SwishAndHardSwishMultiplyTheInputWithTheirSigmoid) {
  const Activation swish(kPixel, ActivationFunction::kSwish);
  const Activation hard(kPixel, ActivationFunction::kHardSwish);
  EXPECT_NEAR(value_at(swish, std::log(3.0f)), 0.75f * std::log(3.0f), 1e-6f);
  EXPECT_EQ(value_at(swish, -1000.0f), 0.0f);
  EXPECT_EQ(derivative_at(swish, 0.0f), 0.5f);
  EXPECT_EQ(value_at(hard, -4.0f), 0.0f);
  EXPECT_NEAR(value_at(hard, 1.5f), 1.5f * 0.75f, 1e-6f);
  EXPECT_EQ(value_at(hard, 4.0f), 4.0f);
  EXPECT_EQ(derivative_at(hard, -4.0f), 0.0f);
  EXPECT_NEAR(derivative_at(hard, 1.5f), 1.0f, 1e-6f);
  EXPECT_EQ(derivative_at(hard, 4.0f), 1.0f);
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
  EXPECT_EQ(Activation(kPixel, kClip, -1.0f, 6.0f).text(), "clip -1 6");
  EXPECT_EQ(Activation(kPixel, kElu).text(), "elu 1");
  EXPECT_EQ(Activation(kPixel, kSoftplus).text(), "softplus");
  EXPECT_EQ(Activation(kPixel, kHardSigmoid).text(), "hard-sigmoid 0.2 0.5");
  EXPECT_EQ(Activation(kPixel, kHardSwish).text(), "hard-swish");
  EXPECT_EQ(Activation(kPixel, kLogSigmoid).text(), "log-sigmoid");
  EXPECT_EQ(Activation(kPixel, kSwish).text(), "swish");
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

TEST(Activation, RefusesBoundsOfClipThatLeaveNothing) {
  const std::string requirement = ": the lower bound must be finite and below the upper one";
  using enum ActivationFunction;
  expect_refusal([] { Activation(kPixel, kClip, 1.0f, 1.0f); }, "clip 1 1" + requirement);
  expect_refusal([] { Activation(kPixel, kClip, 2.0f, 1.0f); }, "clip 2 1" + requirement);
  expect_refusal([] { Activation(kPixel, kClip, 2.0f, INFINITY); }, "clip 2 inf" + requirement);
}

TEST(Activation, RefusesFactorsThatItCannotUse) {
  using enum ActivationFunction;
  expect_refusal([] { Activation(kPixel, kElu, -1.0f); },
                 "elu -1: the factor must be finite and at least 0");
  expect_refusal([] { Activation(kPixel, kHardSigmoid, 0.0f, 0.5f); },
                 "hard-sigmoid 0 0.5: factor and summand must be finite, and the factor above 0");
  expect_refusal([] { Activation(kPixel, kHardSigmoid, 1.0f, NAN); },
                 "hard-sigmoid 1 nan: factor and summand must be finite, and the factor above 0");
}

}  // namespace
}  // namespace inkling
