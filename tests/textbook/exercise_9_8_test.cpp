#include <gtest/gtest.h>

#include <cmath>

#include "tests/textbook/chain.h"

// Exercise 9.8: a network of 30 layers with one neuron each, leaky ReLU with slope 0.5, and the
// loss y^2. Its times against its depth are measured by tests/bench/depth_benchmark.cpp.

namespace inkling {
namespace {

TEST(Exercise_9_8, BackpropagationAgreesWithFiniteDifferences) {
  constexpr double kStep = 1e-6;
  book::Chain chain(30);
  const std::vector<float> gradient = chain.backpropagate();
  ASSERT_EQ(gradient.size(), 60u);
  std::vector<double> parameters(chain.parameters().begin(), chain.parameters().end());
  for (std::size_t n = 0; n < parameters.size(); ++n) {
    const double original = parameters[n];
    parameters[n] = original + kStep;
    const double above = book::Chain::loss(parameters);
    parameters[n] = original - kStep;
    const double below = book::Chain::loss(parameters);
    parameters[n] = original;
    const double expected = (above - below) / (2.0 * kStep);
    EXPECT_NEAR(gradient[n], expected, 1e-5 * std::abs(expected)) << "parameter " << n;
    EXPECT_NE(gradient[n], 0.0f) << "parameter " << n;
  }
}

TEST(Exercise_9_8, TheNetworkComputesWhatTheFormulaSays) {
  book::Chain chain(30);
  const std::vector<double> parameters(chain.parameters().begin(), chain.parameters().end());
  EXPECT_NEAR(chain.loss_in_float(), book::Chain::loss(parameters),
              1e-5 * book::Chain::loss(parameters));
}

}  // namespace
}  // namespace inkling
