#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "model/network/architecture.h"

// From the notes on the multilayer perceptron: weights are drawn from N(0, sqrt(2 / inputs)), where
// the second number is the standard deviation.

namespace inkling {
namespace {

/// Expects of the first weights of a network that they are drawn so; `inputs` belong to an output.
void expect_drawn(const char* architecture, Shape input, std::size_t class_count, double inputs) {
  Network network = build_network(architecture, input, class_count);
  network.initialize(1);
  const std::size_t layer = network.first_trained_layer();
  const auto weights = network.layer_parameters(layer).first(network.layer(layer).weight_count());
  double sum = 0.0;
  double squares = 0.0;
  for (const float weight : weights) {
    sum += static_cast<double>(weight);
    squares += static_cast<double>(weight) * static_cast<double>(weight);
  }
  const auto count = static_cast<double>(weights.size());
  const double deviation = std::sqrt(2.0 / inputs);
  // Five standard errors of either.
  EXPECT_NEAR(sum / count, 0.0, 5.0 * deviation / std::sqrt(count)) << architecture;
  EXPECT_NEAR(std::sqrt(squares / count), deviation, 5.0 * deviation / std::sqrt(2.0 * count))
      << architecture;
}

TEST(Initialisation, DrawsWeightsWithTheStandardDeviationOfTheRootOfTwoOverTheInputs) {
  expect_drawn("fc 100", {.channels = 400}, 100, 400);
  expect_drawn("fc 2000", {.channels = 3}, 2000, 3);
}

TEST(Initialisation, TakesTheWeightsOfAnOutputForTheInputsOfAConvolution) {
  const Shape maps{.channels = 8, .height = 5, .width = 5};
  expect_drawn("conv 100x5x5", maps, 100, 8 * 25);
  expect_drawn("conv 100x5x5 no-bias", maps, 100, 8 * 25);
}

TEST(Initialisation, BeginsWithBiasesOfZero) {
  Network network = build_network("fc 5", {.channels = 3}, 5);
  network.initialize(1);
  const auto biases = network.parameters().last(5);
  EXPECT_TRUE(std::ranges::all_of(biases, [](float bias) { return bias == 0.0f; }));
}

}  // namespace
}  // namespace inkling
