#include "model/training/sgd.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace inkling {
namespace {

/// A parameter after steps with the given gradients. It begins at 1, its velocity at 0.
float descend(const SgdStep& step, std::initializer_list<float> gradients) {
  float parameter = 1.0f;
  float velocity = 0.0f;
  for (const float gradient : gradients) {
    step.apply({&parameter, 1}, {&velocity, 1}, {&gradient, 1});
  }
  return parameter;
}

TEST(SgdStep, GoesDownTheGradient) { EXPECT_EQ(descend({.learning_rate = 0.5f}, {0.25f}), 0.875f); }

TEST(SgdStep, WithMomentumKeepsAShareOfItsVelocity) {
  // velocities 1, 0.5 + 1, 0.75 + 0
  EXPECT_EQ(descend({.learning_rate = 0.25f, .momentum = 0.5f}, {1, 1, 0}),
            1.0f - 0.25f * (1.0f + 1.5f + 0.75f));
}

TEST(SgdStep, WithNesterovLooksAheadAlongItsVelocity) {
  // gradient + momentum * velocity: 1 + 0.5, 1 + 0.75, 0 + 0.375
  EXPECT_EQ(descend({.learning_rate = 0.25f, .momentum = 0.5f, .nesterov = true}, {1, 1, 0}),
            1.0f - 0.25f * (1.5f + 1.75f + 0.375f));
}

TEST(SgdStep, WithDecayPullsTheParameterTowardsZero) {
  // 1 - 0.5 * (0.25 + 0.5 * 1) = 0.625
  EXPECT_EQ(descend({.learning_rate = 0.5f, .weight_decay = 0.5f}, {0.25f}), 0.625f);
}

TEST(SgdStep, CarriesTheDecayIntoItsVelocity) {
  // velocity 0.5, parameter 0.5; velocity 0.5 * 0.5 + 0.5 * 0.5 = 0.5, parameter 0
  EXPECT_EQ(descend({.learning_rate = 1.0f, .momentum = 0.5f, .weight_decay = 0.5f}, {0, 0}), 0.0f);
}

TEST(SgdStep, WithNesterovDecaysToo) {
  // descent 0.5 + 0.5 * 1 = 1, velocity 1, step 0.25 * (1 + 0.5 * 1)
  EXPECT_EQ(
      descend({.learning_rate = 0.25f, .momentum = 0.5f, .weight_decay = 0.5f, .nesterov = true},
              {0.5f}),
      0.625f);
}

TEST(SgdStep, ScalesTheGradientButNotTheDecay) {
  // 1 - 0.5 * (0.25 * 2 + 0.5 * 1)
  EXPECT_EQ(descend({.learning_rate = 0.5f, .weight_decay = 0.5f, .gradient_scale = 0.25f}, {2}),
            0.5f);
}

TEST(SgdStep, TreatsEachParameterByItself) {
  std::vector<float> parameters(37, 1.0f);
  std::vector<float> velocity(37, 0.0f);
  std::vector<float> gradient(37);
  for (std::size_t n = 0; n < gradient.size(); ++n) gradient[n] = static_cast<float>(n);
  SgdStep{.learning_rate = 0.5f}.apply(parameters, velocity, gradient);
  for (std::size_t n = 0; n < gradient.size(); ++n) {
    EXPECT_EQ(parameters[n], 1.0f - 0.5f * static_cast<float>(n));
    EXPECT_EQ(velocity[n], static_cast<float>(n));
  }
}

std::vector<double> rates(Schedule schedule, std::int64_t steps) {
  std::vector<double> result;
  for (std::int64_t step = 0; step < steps; ++step) {
    result.push_back(
        scheduled_learning_rate({.learning_rate = 0.8, .schedule = schedule}, step, steps));
  }
  return result;
}

TEST(Schedule, ConstantStaysAtTheLearningRate) {
  EXPECT_EQ(rates(Schedule::kConstant, 3), (std::vector{0.8, 0.8, 0.8}));
}

TEST(Schedule, CosineFallsAlongHalfAWave) {
  const std::vector<double> found = rates(Schedule::kCosine, 4);
  const double eighth = std::numbers::sqrt2 / 2.0;
  EXPECT_DOUBLE_EQ(found[0], 0.8);
  EXPECT_DOUBLE_EQ(found[1], 0.4 * (1.0 + eighth));
  EXPECT_DOUBLE_EQ(found[2], 0.4);
  EXPECT_DOUBLE_EQ(found[3], 0.4 * (1.0 - eighth));
}

TEST(Schedule, OneCycleClimbsForAFifthAndFallsForTheRest) {
  const std::vector<double> found = rates(Schedule::kOneCycle, 10);
  const std::vector<double> expected{0.4, 0.8, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1};
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t n = 0; n < found.size(); ++n) EXPECT_DOUBLE_EQ(found[n], expected[n]);
}

TEST(Schedule, NeverStandsStillHoweverFewTheSteps) {
  using enum Schedule;
  for (const Schedule schedule : {kConstant, kCosine, kOneCycle}) {
    for (std::int64_t steps = 1; steps <= 12; ++steps) {
      for (const double rate : rates(schedule, steps))
        EXPECT_TRUE(rate > 0.0 && rate < 0.8 + 1e-12);
    }
  }
}

}  // namespace
}  // namespace inkling
