#include "model/network/folding.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "model/network/architecture.h"
#include "model/network/workspace.h"
#include "tests/model/expect_refusal.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

constexpr Shape kImage{.channels = 2, .height = 6, .width = 5};

/// A network whose parameters are all random, variances between 0.5 and 1.5.
Network random_network(const std::string& architecture) {
  Network network = build_network(architecture, kImage, 3);
  RandomStream random(9, Purpose::kInitialization);
  std::ranges::copy(random_numbers(network.parameters().size(), random),
                    network.parameters().begin());
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const std::size_t variances = network.layer(index).statistic_count() / 2;
    for (float& value :
         network.parameters().first(network.parameter_offset(index + 1)).last(variances)) {
      value = 1.0f + 0.5f * value;
    }
  }
  return network;
}

LaneVector logits_of(const Network& network) {
  Workspace workspace(network, false);
  RandomStream random(10, Purpose::kAugmentation);
  std::ranges::copy(random_gang(kImage.size(), random), workspace.input().begin());
  network.forward(workspace);
  return {workspace.logits().begin(), workspace.logits().end()};
}

class Folding : public testing::TestWithParam<const char*> {};

TEST_P(Folding, GivesTheSameLogits) {
  const Network network = random_network(GetParam());
  const LaneVector expected = logits_of(network);
  float largest = 0.0f;
  for (const Lanes& logit : expected) {
    largest = std::max(largest, std::experimental::hmax(max(logit, -logit)));
  }
  // Up to the rounding of some hundred sums.
  expect_near(logits_of(folded(network)), expected, 1e-5f * largest);
}

TEST_P(Folding, LeavesNoLayerThatActsInTrainingOnly) {
  const std::string text = folded(random_network(GetParam())).architecture();
  EXPECT_EQ(text.find("batchnorm"), std::string::npos) << text;
  EXPECT_EQ(text.find("dropout"), std::string::npos) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Networks, Folding,
    testing::Values("pad 1, conv 4x3x2, batchnorm, relu, pool 2, fc 3",
                    "pad 1, conv 4x3x2 no-bias, batchnorm, relu, conv 3x2x2 no-bias, pool all",
                    "conv 4x3x2 stride 2x1 groups 2 no-bias, batchnorm, relu, fc 3",
                    "conv 4x2x2 groups 2, batchnorm, conv 8x2x2 stride 2 groups 4, batchnorm, fc 3",
                    "scale, conv 4x3x2, batchnorm, prelu, conv 3x2x2, scale, fc 3, scale",
                    "fc 9, batchnorm, tanh, fc 3", "fc 3, batchnorm",
                    "dropout 0.1, fc 9, relu, dropout 0.5, fc 3, dropout 0.5",
                    "conv 4x3x2, batchnorm, dropout 0.2, conv 5x2x2, batchnorm, leaky-relu 0.3, "
                    "fc 8, batchnorm, sigmoid, dropout 0.5, fc 3",
                    "conv 4x3x3 no-bias, batchnorm, relu, residual(dropout 0.1, pad 1, conv 4x3x3, "
                    "batchnorm, relu, pad 1, conv 4x3x3 no-bias, batchnorm), relu, residual(conv "
                    "5x1x1, batchnorm, dropout 0.2; dropout 0.1, conv 5x1x1, batchnorm), fc 3"));

TEST(FoldedNetwork, IsTheSameLayersWithoutThem) {
  EXPECT_EQ(folded(random_network("pad 1, conv 4x3x3, batchnorm, leaky-relu 0.1, pool 2, "
                                  "dropout 0.25, fc 3, batchnorm"))
                .architecture(),
            "pad 1, conv 4x3x3, leaky-relu 0.1, pool 2, fc 3");
}

TEST(FoldedNetwork, KeepsItsResidualBlocks) {
  EXPECT_EQ(folded(random_network("residual(dropout 0.1, conv 2x1x1, batchnorm; dropout 0.2), "
                                  "residual(conv 4x1x1 no-bias, batchnorm; conv 4x1x1, batchnorm), "
                                  "dropout 0.1, fc 3"))
                .architecture(),
            "residual(conv 2x1x1), residual(conv 4x1x1; conv 4x1x1), fc 3");
}

TEST(FoldedNetwork, HasTheSameBitsWhereThereIsNothingToFold) {
  const Network network = random_network("conv 4x3x3, relu, pool 2, fc 3");
  const Network found = folded(network);
  EXPECT_EQ(found.architecture(), network.architecture());
  EXPECT_TRUE(std::ranges::equal(found.parameters(), network.parameters()));
}

TEST(FoldedNetwork, KeepsNormalizationAndTemperature) {
  Network network = random_network("fc 3, batchnorm");
  network.normalization = {.mean = 0.25f, .deviation = 0.5f};
  EXPECT_EQ(folded(network).normalization, network.normalization);
  network.inverse_temperature = 1.5f;
  EXPECT_EQ(folded(network).inverse_temperature, 1.5f);
}

TEST(FoldedNetwork, HasTheFactorInTheWeightsAndTheLineInTheBias) {
  // y = 3 x + 5 and then 2 (y - 1) / sqrt(4) + 7 is 3 x + 11.
  Network network =
      build_network("conv 1x1x1, batchnorm", {.channels = 1, .height = 1, .width = 1}, 1);
  std::ranges::copy(std::vector<float>{3, 5, 2, 7, 1, 4}, network.parameters().begin());
  const Network found = folded(network);
  ASSERT_EQ(found.parameters().size(), 2u);
  EXPECT_NEAR(found.parameters()[0], 3.0f, 1e-5f);
  EXPECT_NEAR(found.parameters()[1], 11.0f, 1e-5f);
}

TEST(FoldedNetwork, HasABiasWhereAConvolutionWithoutOneWasNormalised) {
  // y = 3 x and then 2 (y - 1) / sqrt(4) + 7 is 3 x + 6.
  Network network = build_network("conv 1x1x1 no-bias, batchnorm, conv 1x1x1 no-bias",
                                  {.channels = 1, .height = 1, .width = 1}, 1);
  std::ranges::copy(std::vector<float>{3, 2, 7, 1, 4, 8}, network.parameters().begin());
  const Network found = folded(network);
  EXPECT_EQ(found.architecture(), "conv 1x1x1, conv 1x1x1 no-bias");
  ASSERT_EQ(found.parameters().size(), 3u);
  EXPECT_NEAR(found.parameters()[0], 3.0f, 1e-5f);
  EXPECT_NEAR(found.parameters()[1], 6.0f, 1e-5f);
  EXPECT_EQ(found.parameters()[2], 8.0f);
}

void expect_refused(const char* architecture, const std::string& message) {
  expect_refusal([&] { build_network(architecture, kImage, 3); }, message);
}

TEST(BatchNormInANetwork, FollowsALayerIntoWhichItCanBeFolded) {
  expect_refused("batchnorm, fc 3",
                 "layer 1 (batchnorm): must follow conv or fc, but follows the images");
  expect_refused("conv 4x3x3, relu, batchnorm, fc 3",
                 "layer 3 (batchnorm): must follow conv or fc, but follows layer 2 (relu)");
  expect_refused("fc 4, batchnorm, batchnorm, fc 3",
                 "layer 3 (batchnorm): must follow conv or fc, but follows layer 2 (batchnorm)");
  expect_refused("fc 4, dropout 0.5, batchnorm, fc 3",
                 "layer 3 (batchnorm): must follow conv or fc, but follows layer 2 (dropout 0.5)");
}

TEST(BatchNormInANetwork, IsTheOnlyOneThatReadsThatLayer) {
  const std::string message =
      "(batchnorm): must follow conv or fc, but begins a branch of a residual block";
  expect_refused("conv 4x3x3, residual(batchnorm, relu), fc 3", "layer 2 " + message);
  expect_refused("conv 4x3x3, residual(relu; batchnorm), fc 3", "layer 3 " + message);
  expect_refused("residual(conv 2x1x1), batchnorm, fc 3",
                 "layer 3 (batchnorm): must follow conv or fc, but follows layer 2 (addition)");
}

TEST(DropoutInANetwork, IsNotAllOfAResidualBlock) {
  expect_refused("relu, residual(dropout 0.5, dropout 0.1; relu), fc 3",
                 "layer 2 (dropout 0.5): a residual block expects other layers than dropout before "
                 "its shortcut");
}

TEST(BatchNormInANetwork, TakesNoArgument) {
  expect_refused(
      "fc 4, batchnorm 2, fc 3",
      "layer 2 \"batchnorm 2\": expects batchnorm: normalises channels, right after conv "
      "or fc");
}

TEST(DropoutInANetwork, TakesAShare) {
  expect_refused(
      "dropout, fc 3",
      "layer 1 \"dropout\": expects dropout P: in training, drops the share P of values");
  expect_refused("fc 3, dropout 1",
                 "layer 2: dropout 1: the rate must be at least 0 and less than 1; its input comes "
                 "from layer 1 (fc 3)");
}

}  // namespace
}  // namespace inkling
