#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/layers/activation.h"
#include "model/layers/fully_connected.h"
#include "model/layers/loss.h"
#include "model/network/architecture.h"
#include "model/network/workspace.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_runner.h"

// B&J, chapters 4 and 6: the neuron (4.1), ReLU (4.2), the layer (4.6), the network (4.8), the
// softmax (4.11), and logistic regression as the network that has nothing but these.

namespace inkling {
namespace {

/// What a network with these parameters makes of `image`.
std::vector<float> result_of(Network network, const std::vector<float>& parameters,
                             const std::vector<float>& image) {
  EXPECT_EQ(parameters.size(), network.parameters().size());
  std::ranges::copy(parameters, network.parameters().begin());
  Workspace workspace(network);
  std::ranges::copy(uniform_gang(image), workspace.input().begin());
  network.forward(workspace);
  return lane_of(workspace.logits(), 0);
}

std::vector<float> softmax_of(const std::vector<float>& logits) {
  LaneVector probabilities(logits.size());
  softmax(uniform_gang(logits), probabilities);
  return lane_of(probabilities, 0);
}

TEST(Equation_4_1, ANeuronIsTheActivationOfItsWeightedInputsAndBias) {
  const std::vector<float> weights_and_bias{2, -1, 3, 0.5f};
  const auto neuron = [&](const std::vector<float>& x) {
    return result_of(build_network("fc 1, relu", {.channels = 3}, 1), weights_and_bias, x);
  };
  EXPECT_EQ(neuron({1, 4, 2}), std::vector<float>{4.5f});
  EXPECT_EQ(neuron({1, 4, 0}), std::vector<float>{0.0f});
}

TEST(Equation_4_2, ReluIsTheIdentityAboveZeroAndZeroElsewhere) {
  const Activation relu({.channels = 5}, ActivationFunction::kRelu);
  expect_equal(run_forward(relu, {}, uniform_gang({-3, -0.25f, 0, 0.25f, 3})),
               uniform_gang({0, 0, 0, 0.25f, 3}));
}

TEST(Equation_4_6, ALayerIsTheActivationOfEachComponentOfWxPlusB) {
  const std::vector<float> parameters{1, 2,   //
                                      3, 4,   //  W
                                      5, -6,  //
                                      1, 0,  -1};
  // Wx + b = (1 - 4 + 1, 3 - 8 + 0, 5 + 12 - 1)
  EXPECT_EQ(result_of(build_network("fc 3, square", {.channels = 2}, 3), parameters, {1, -2}),
            (std::vector<float>{4, 25, 256}));
}

TEST(Equation_4_8, ANetworkIsTheCompositionOfItsLayers) {
  const std::vector<float> first{1, -2, 3, 1, 0.5f, -1};
  const std::vector<float> second{2, 1, -3};
  std::vector<float> both = first;
  both.insert(both.end(), second.begin(), second.end());
  const std::vector<float> x{0.5f, -0.25f};

  const std::vector<float> inner =
      result_of(build_network("fc 2, tanh", {.channels = 2}, 2), first, x);
  EXPECT_EQ(result_of(build_network("fc 2, tanh, fc 1, relu", {.channels = 2}, 1), both, x),
            result_of(build_network("fc 1, relu", {.channels = 2}, 1), second, inner));
}

TEST(Equation_4_11, SoftmaxDividesExponentialsByTheirSum) {
  const std::vector<float> found = softmax_of({1, 3, 2});
  const double sum = std::exp(1.0) + std::exp(3.0) + std::exp(2.0);
  EXPECT_NEAR(found[0], std::exp(1.0) / sum, 1e-6);
  EXPECT_NEAR(found[1], std::exp(3.0) / sum, 1e-6);
  EXPECT_NEAR(found[2], std::exp(2.0) / sum, 1e-6);
}

TEST(Equation_4_11, SoftmaxSumsToOne) {
  const std::vector<float> found = softmax_of({-5, 0.5f, 3, 3, 70, 69});
  EXPECT_NEAR(std::accumulate(found.begin(), found.end(), 0.0), 1.0, 1e-6);
}

TEST(Equation_4_11, SoftmaxPreservesTheOrder) {
  const std::vector<float> found = softmax_of({2, -1, 0.5f, 4, 0.25f});
  EXPECT_GT(found[3], found[0]);
  EXPECT_GT(found[0], found[2]);
  EXPECT_GT(found[2], found[4]);
  EXPECT_GT(found[4], found[1]);
}

TEST(Section_6_3, TheNetworkSoftmaxWithTwoClassesIsLogisticRegression) {
  // p(1) = 1 / (1 + exp(-(w . x + b))) with w and b the differences between the two outputs.
  const std::vector<float> logits = result_of(build_network("softmax", {.channels = 2}, 2),
                                              {1, 2, 3, -1, 0.5f, 0.25f}, {0.75f, 0.5f});
  const double difference = (3.0 - 1.0) * 0.75 + (-1.0 - 2.0) * 0.5 + (0.25 - 0.5);
  EXPECT_NEAR(softmax_of(logits)[1], 1.0 / (1.0 + std::exp(-difference)), 1e-6);
}

}  // namespace
}  // namespace inkling
