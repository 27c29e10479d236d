#include "model/network/network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "model/lanes/random.h"
#include "model/layers/convolution.h"
#include "model/layers/fully_connected.h"
#include "model/layers/loss.h"
#include "model/layers/max_pool.h"
#include "model/network/architecture.h"
#include "model/network/workspace.h"
#include "tests/model/expect_refusal.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

constexpr Shape kImage{.channels = 1, .height = 4, .width = 4};
constexpr std::size_t kClasses = 3;

/// Lane l shows class l modulo 3.
constexpr std::array<std::uint16_t, kLanes> kLabels{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0};

/// A shuffled grid of values 0.1 apart in each lane: no two pixels are alike.
LaneVector grid_input() {
  RandomStream random(4, Purpose::kAugmentation);
  LaneVector input(kImage.size());
  std::array<std::uint32_t, kImage.size()> order;
  for (std::uint32_t n = 0; n < order.size(); ++n) order[n] = n;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    random.shuffle(order);
    for (std::size_t n = 0; n < input.size(); ++n) {
      input[n][lane] = 0.1f * (static_cast<float>(order[n]) - 7.5f);
    }
  }
  return input;
}

/// Passes the grid through `network`. Returns the summed loss; the workspace is ready for backward.
float run_forward(const Network& network, Workspace& workspace) {
  std::ranges::copy(grid_input(), workspace.input().begin());
  network.forward(workspace);
  return sum(classification_loss(LossFunction::kCrossEntropy, workspace.logits(),
                                 {.labels = kLabels}, 1.0f, workspace.logits_gradient()));
}

/// Compares the gradient of all parameters with central differences of the loss. The networks are
/// without kinks nearby: smooth activations, and pooling only after 1x1 kernels, which keep the
/// order of the grid's pixels.
void expect_gradient_of_central_differences(const char* architecture) {
  SCOPED_TRACE(architecture);
  constexpr float kStep = 0.01f;
  // The differences are of the third order in the step and a sum of sixteen losses is rounded to
  // about 1e-6, which the steps make 1e-4. A wrong gradient is off by its own size.
  constexpr float kTolerance = 3e-3f;
  Network network = build_network(architecture, kImage, kClasses);
  network.initialize(3);
  Workspace workspace(network);
  run_forward(network, workspace);
  std::vector<float> gradient(network.parameters().size(), kPoison);
  network.backward(workspace, gradient);

  for (std::size_t n = 0; n < gradient.size(); ++n) {
    float& parameter = network.parameters()[n];
    const float original = parameter;
    parameter = original + kStep;
    const float above = run_forward(network, workspace);
    parameter = original - kStep;
    const float below = run_forward(network, workspace);
    parameter = original;
    const float difference = (above - below) / (2.0f * kStep);
    EXPECT_NEAR(gradient[n], difference, kTolerance * std::max(1.0f, std::abs(difference)))
        << "parameter " << n;
  }
}

TEST(Network, PassesItsInputThroughAllLayers) {
  Network network = build_network("conv 1x2x2, square, pool 3, fc 3", kImage, kClasses);
  std::ranges::copy(std::array{1.0f, 0.0f, 0.0f, -1.0f, 0.0f,  // the kernel and its bias
                               1.0f, 2.0f, 3.0f, 0.0f, 0.5f, 0.0f},
                    network.parameters().begin());
  Workspace workspace(network);
  const LaneVector image = uniform_gang({0, 0, 0, 0,  //
                                         0, 0, 0, 0,  //
                                         0, 0, 4, 0,  //
                                         0, 0, 0, 0});
  std::ranges::copy(image, workspace.input().begin());

  network.forward(workspace);

  expect_equal(workspace.logits(), uniform_gang({16, 32.5f, 48}));
}

TEST(Network, HasTheGradientOfItsCentralDifferences) {
  expect_gradient_of_central_differences("fc 3");
  expect_gradient_of_central_differences("fc 5, tanh, fc 3");
  expect_gradient_of_central_differences("pad 1, conv 3x2x2, sigmoid, conv 2x2x3, square, fc 3");
}

TEST(Network, BackpropagatesThroughPoolingThatAnActivationInPlaceFollows) {
  expect_gradient_of_central_differences("conv 2x1x1, pool 2, tanh, fc 5, sigmoid, fc 3");
}

TEST(Network, BackpropagatesThroughConvolutionsWithoutBias) {
  expect_gradient_of_central_differences("pad 1, conv 3x2x2 no-bias, sigmoid, conv 2x2x3, fc 3");
  expect_gradient_of_central_differences("conv 3x1x1 no-bias, pool all, tanh, fc 3");
}

TEST(Network, SubtractsTheMeanOfTheImages) {
  const ImageSet images{.shape = kImage, .pixels = std::vector<std::uint8_t>(16, 51)};
  Network network = build_network("conv 3x2x2 no-bias, batchnorm, pool all", kImage, kClasses);
  network.measure_normalization(images, std::array<std::uint32_t, 1>{0});
  EXPECT_FLOAT_EQ(network.normalization.mean, 0.2f);
}

TEST(Network, KeepsTheMeanOfTheImagesWhereNoLayerHasABias) {
  ImageSet images{.shape = kImage, .pixels = std::vector<std::uint8_t>(16, 255)};
  std::fill_n(images.pixels.begin(), 8, std::uint8_t{0});
  Network network = build_network("pad 2, conv 3x2x2 no-bias, pool all", kImage, kClasses);
  network.measure_normalization(images, std::array<std::uint32_t, 1>{0});
  EXPECT_EQ(network.normalization, (Normalization{.mean = 0.0f, .deviation = 0.5f}));
}

TEST(Network, BackpropagatesThroughOneActivationAfterTheOther) {
  expect_gradient_of_central_differences("fc 4, tanh, sigmoid, fc 3");
}

TEST(Network, BackpropagatesThroughAnActivationAtItsEnd) {
  expect_gradient_of_central_differences("fc 3, tanh");
}

TEST(Network, BeginsWithALayerWithoutParametersAsWellAsWithOneThatHasThem) {
  expect_gradient_of_central_differences("pool 2, tanh, fc 3");
}

TEST(Network, BackpropagatesThroughResidualBlocks) {
  expect_gradient_of_central_differences("residual(conv 1x1x1, tanh), fc 3");
  expect_gradient_of_central_differences("residual(tanh, fc 16; fc 16, square), tanh, fc 3");
  expect_gradient_of_central_differences("residual(tanh; conv 1x1x1), sigmoid, fc 3");
  expect_gradient_of_central_differences(
      "conv 2x2x2, residual(tanh, residual(sigmoid, conv 2x1x1), tanh; residual(conv 2x1x1; "
      "tanh)), "
      "tanh, fc 3");
}

TEST(Network, GivesTheSameGradientWhateverTheWorkspaceWasUsedForBefore) {
  Network network = build_network("conv 2x2x2, relu, pool 3, fc 3", kImage, kClasses);
  network.initialize(3);
  Workspace workspace(network);
  std::vector<float> first(network.parameters().size());
  std::vector<float> second(first.size(), kPoison);

  run_forward(network, workspace);
  network.backward(workspace, first);
  std::ranges::fill(workspace.scratch(), Lanes(kPoison));
  run_forward(network, workspace);
  network.backward(workspace, second);

  EXPECT_EQ(second, first);
}

TEST(Network, KeepsTheParametersLayerAfterLayerWeightsFirst) {
  Network network = build_network("conv 2x3x3, relu, fc 3", kImage, kClasses);
  ASSERT_EQ(network.parameters().size(), 2u * 9 + 2 + 3 * 8 + 3);
  EXPECT_EQ(network.parameter_offset(0), 0u);
  EXPECT_EQ(network.parameter_offset(1), 20u);
  EXPECT_EQ(network.parameter_offset(2), 20u);
  EXPECT_EQ(network.layer_parameters(0).size(), 20u);
  EXPECT_TRUE(network.layer_parameters(1).empty());
  EXPECT_EQ(network.layer_parameters(2).data(), network.parameters().data() + 20);
}

TEST(Network, BeginsWithAllParametersZero) {
  const Network network = build_network("conv 2x3x3, relu, fc 3", kImage, kClasses);
  EXPECT_EQ(std::ranges::count(network.parameters(), 0.0f), 47);
}

TEST(Network, KnowsItsFirstTrainedLayer) {
  EXPECT_EQ(build_network("pad 1, conv 1x3x3, fc 3", kImage, kClasses).first_trained_layer(), 1u);
  EXPECT_EQ(build_network("fc 3, relu", kImage, kClasses).first_trained_layer(), 0u);
}

TEST(Network, DrawsWeightsWithTheVarianceOfHeAndZeroBiases) {
  // 2 / inputs for 400 inputs and for kernels of 8x5x5 = 200; the variance of 200,000 (100,000)
  // draws has a standard deviation of 0.3 (0.45) %.
  const auto expect_variance = [](const char* architecture, Shape input, double expected) {
    Network network = build_network(architecture, input, 500);
    network.initialize(1);
    const std::size_t weights = network.layer(0).weight_count();
    double squares = 0.0;
    double total = 0.0;
    for (const float weight : network.parameters().first(weights)) {
      squares += static_cast<double>(weight) * static_cast<double>(weight);
      total += static_cast<double>(weight);
    }
    const auto count = static_cast<double>(weights);
    EXPECT_NEAR(squares / count, expected, 0.02 * expected);
    EXPECT_NEAR(total / count, 0.0, 5.0 * std::sqrt(expected / count));
    EXPECT_EQ(std::ranges::count(network.parameters().subspan(weights), 0.0f), 500);
  };
  expect_variance("fc 500", {.channels = 1, .height = 20, .width = 20}, 2.0 / 400);
  expect_variance("conv 500x5x5", {.channels = 8, .height = 5, .width = 5}, 2.0 / 200);
}

std::vector<float> initialized(const char* architecture, std::uint64_t seed) {
  Network network = build_network(architecture, kImage, kClasses);
  network.initialize(seed);
  return {network.parameters().begin(), network.parameters().end()};
}

TEST(Network, DrawsTheSameWeightsForTheSameSeedOnly) {
  EXPECT_EQ(initialized("fc 3", 7), initialized("fc 3", 7));
  EXPECT_NE(initialized("fc 3", 7), initialized("fc 3", 8));
}

TEST(Network, DrawsOtherWeightsInEachLayer) {
  const std::vector<float> parameters = initialized("fc 16, fc 16, fc 3", 1);
  EXPECT_NE(std::vector(parameters.begin(), parameters.begin() + 256),
            std::vector(parameters.begin() + 272, parameters.begin() + 528));
}

TEST(Network, InitializingOverwritesWhatWasThere) {
  Network network = build_network("fc 3", kImage, kClasses);
  std::ranges::fill(network.parameters(), 9.0f);
  network.initialize(7);
  EXPECT_EQ(std::vector(network.parameters().begin(), network.parameters().end()),
            initialized("fc 3", 7));
}

TEST(Network, AddsUpTheMultiplicationsOfItsLayers) {
  EXPECT_EQ(build_network("conv 2x3x3, relu, fc 3", kImage, kClasses).multiplications(),
            2 * 9 * 4 + 3 * 8);
}

template <typename First, typename Second>
void build_pair(Shape input, std::unique_ptr<First> first, std::unique_ptr<Second> second) {
  std::vector<std::unique_ptr<Layer>> layers;
  layers.push_back(std::move(first));
  layers.push_back(std::move(second));
  Network(input, std::move(layers));
}

TEST(Network, NamesBothLayersWhereTheyDoNotFit) {
  constexpr Shape kMaps{.channels = 8, .height = 10, .width = 10};
  expect_refusal(
      [&] {
        build_pair(kMaps, std::make_unique<MaxPool>(kMaps, 2),
                   std::make_unique<FullyConnected>(Shape{.channels = 400}, 10));
      },
      "layer 2 (fc 10): expects 400x1x1, but layer 1 (pool 2) gives 8x5x5");
}

TEST(Network, NamesTheFirstLayerWhereItDoesNotFitTheImages) {
  std::vector<std::unique_ptr<Layer>> layers;
  layers.push_back(std::make_unique<FullyConnected>(Shape{.channels = 400}, 10));
  expect_refusal([&] { Network(kImage, std::move(layers)); },
                 "layer 1 (fc 10): expects 400x1x1, but the images are 1x4x4");
}

TEST(Network, RefusesToHaveNoLayers) {
  expect_refusal([] { Network(kImage, {}); }, "a network needs at least one layer");
}

TEST(Network, CannotFreezeAllThatItHasToLearn) {
  Network network = build_network("relu, fc 3, relu", kImage, kClasses);
  network.freeze(0);
  EXPECT_EQ(network.first_trained_layer(), 1u);
  network.freeze(1);
  EXPECT_EQ(network.first_trained_layer(), 1u);
  for (const std::size_t layers : {2u, 3u, 4u}) {
    EXPECT_THROW(network.freeze(layers), std::invalid_argument) << layers;
  }
}

}  // namespace
}  // namespace inkling
