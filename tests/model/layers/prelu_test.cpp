#include "model/layers/prelu.h"

#include <gtest/gtest.h>

#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_checker.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

constexpr Shape kTwoChannels{.channels = 2, .height = 1, .width = 3};

TEST(PRelu, MultipliesTheNegativeWithTheSlopeOfItsChannel) {
  const std::vector<float> slopes{0.5f, -2};
  expect_equal(run_forward(PRelu(kTwoChannels), slopes, uniform_gang({-4, 0, 4, -4, 0, 4})),
               uniform_gang({-2, 0, 4, 8, 0, 4}));
}

TEST(PRelu, GivesTheHandComputedGradients) {
  const std::vector<float> slopes{0.5f, -2};
  const Gradients found =
      run_backward(PRelu(kTwoChannels), slopes, uniform_gang({-4, 0, 4, -1, -3, 4}),
                   uniform_gang({1, 2, 3, 4, 5, 6}));
  expect_equal(found.input, uniform_gang({0.5f, 1, 3, -8, -10, 6}));
  EXPECT_EQ(found.parameters, (std::vector<float>{16 * -4, 16 * (-4 - 15)}));
}

TEST(PRelu, PassesTheChecker) {
  check_layer(PRelu({.channels = 3, .height = 4, .width = 5}));
  check_layer(PRelu({.channels = 7}));
}

TEST(PRelu, BeginsWithSlopesOfAQuarterWithoutWeightDecay) {
  const PRelu layer(kTwoChannels);
  EXPECT_EQ(layer.weight_count(), 0u);
  std::vector<float> slopes(layer.parameter_count());
  RandomStream random(1, Purpose::kInitialization);
  layer.initialize(slopes, random);
  EXPECT_EQ(slopes, (std::vector<float>{0.25f, 0.25f}));
}

TEST(PRelu, WritesItselfAsTheArchitectureDoes) { EXPECT_EQ(PRelu(kTwoChannels).text(), "prelu"); }

}  // namespace
}  // namespace inkling
