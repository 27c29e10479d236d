#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "model/network/architecture.h"
#include "model/network/workspace.h"
#include "model/training/sgd.h"
#include "tests/model/lanes/gangs.h"

// B&J, Example 8.1.1 and Table 8.1: gradient descent on x^2 from x = 1. Here x is the weight of a
// network that squares it: one neuron with the input 1 and the square as its activation.

namespace inkling {
namespace {

/// The first step after which |x| < 0.001; none where 10,000 steps do not reach it.
std::optional<int> steps_to_the_minimum(float learning_rate) {
  Network network = build_network("fc 1, square", {}, 1);
  network.parameters()[0] = 1.0f;
  Workspace workspace(network);
  std::vector<float> gradient(2);
  float velocity = 0.0f;
  for (int step = 1; step <= 10000; ++step) {
    workspace.input()[0] = 1.0f;
    network.forward(workspace);
    // The loss is the network's result in one of the sixteen lanes.
    workspace.logits_gradient()[0] = Lanes([](int lane) { return lane == 0 ? 1.0f : 0.0f; });
    network.backward(workspace, gradient);
    SgdStep{.learning_rate = learning_rate}.apply(network.parameters().first(1), {&velocity, 1},
                                                  std::span(gradient).first(1));
    if (std::abs(network.parameters()[0]) < 0.001f) return step;
  }
  return std::nullopt;
}

TEST(Example_8_1_1, ReachesTheMinimumInTheStepsOfTable_8_1) {
  EXPECT_EQ(steps_to_the_minimum(0.001f), 3451);
  EXPECT_EQ(steps_to_the_minimum(0.01f), 342);
  EXPECT_EQ(steps_to_the_minimum(0.1f), 31);
  EXPECT_EQ(steps_to_the_minimum(0.5f), 1);
}

TEST(Example_8_1_1, NeverReachesTheMinimumWithALearningRateOfOne) {
  EXPECT_EQ(steps_to_the_minimum(1.0f), std::nullopt);
}

}  // namespace
}  // namespace inkling
