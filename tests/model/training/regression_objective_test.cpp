#include "model/training/regression_objective.h"

#include <gtest/gtest.h>

#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

/// Twenty samples of two numbers with targets of three.
RegressionData some_data() {
  RegressionData data{.inputs = 2, .outputs = 3, .samples = {}, .targets = {}};
  for (int n = 0; n < 20; ++n) {
    for (int i = 0; i < 2; ++i) data.samples.push_back(static_cast<float>(10 * n + i));
    for (int k = 0; k < 3; ++k) data.targets.push_back(static_cast<float>(n + 100 * k));
  }
  return data;
}

TEST(RegressionObjective, LoadsASampleIntoEachLane) {
  const RegressionData data = some_data();
  LaneVector input(2, Lanes(kPoison));
  RegressionObjective(data).load(std::vector<std::uint32_t>{19, 4}, 1, input, {});
  EXPECT_EQ(lane_of(input, 0), (std::vector{190.0f, 191.0f}));
  EXPECT_EQ(lane_of(input, 1), (std::vector{40.0f, 41.0f}));
  EXPECT_EQ(lane_of(input, 2), (std::vector{0.0f, 0.0f}));
}

TEST(RegressionObjective, AddsUpTheSquaredErrorsOfSamplesAndOutputs) {
  const RegressionData data = some_data();
  // The targets of sample 2 are (2, 102, 202), of sample 3 (3, 103, 203).
  const LaneVector outputs = uniform_gang({2, 100, 203});
  LaneVector gradient(3, Lanes(kPoison));
  const ScoreSum score =
      RegressionObjective(data).loss(std::vector<std::uint32_t>{2, 3}, outputs, 0.5f, gradient);
  EXPECT_EQ(score.loss, 0 + 4 + 1 + 1 + 9 + 0);
  EXPECT_EQ(score.correct, 0);
  EXPECT_EQ(lane_of(gradient, 0), (std::vector{0.0f, -2.0f, 1.0f}));
  EXPECT_EQ(lane_of(gradient, 1), (std::vector{-1.0f, -3.0f, 0.0f}));
  EXPECT_EQ(lane_of(gradient, 2), (std::vector{0.0f, 0.0f, 0.0f}));
}

TEST(RegressionData, CountsItsSamples) { EXPECT_EQ(some_data().count(), 20u); }

}  // namespace
}  // namespace inkling
