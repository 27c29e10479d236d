#include "model/layers/scale.h"

#include <gtest/gtest.h>

#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_checker.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

constexpr Shape kTwoChannels{.channels = 2, .height = 1, .width = 2};

TEST(Scale, HasAFactorAndASummandForEachChannel) {
  const std::vector<float> parameters{2, -1, 10, 0.5f};
  expect_equal(run_forward(Scale(kTwoChannels), parameters, uniform_gang({1, 2, 3, 4})),
               uniform_gang({12, 14, -2.5f, -3.5f}));
}

TEST(Scale, GivesTheHandComputedGradients) {
  const std::vector<float> parameters{2, -1, 10, 0.5f};
  const Gradients found = run_backward(Scale(kTwoChannels), parameters, uniform_gang({1, 2, 3, 4}),
                                       uniform_gang({5, 6, 7, 8}));
  expect_equal(found.input, uniform_gang({10, 12, -7, -8}));
  EXPECT_EQ(found.parameters, (std::vector<float>{16 * 17, 16 * 53, 16 * 11, 16 * 15}));
}

TEST(Scale, PassesTheChecker) {
  check_layer(Scale({.channels = 3, .height = 4, .width = 5}));
  check_layer(Scale({.channels = 7}));
}

TEST(Scale, BeginsAsTheIdentityWithoutWeightDecay) {
  const Scale layer(kTwoChannels);
  EXPECT_EQ(layer.weight_count(), 0u);
  std::vector<float> parameters(layer.parameter_count());
  RandomStream random(1, Purpose::kInitialization);
  layer.initialize(parameters, random);
  EXPECT_EQ(parameters, (std::vector<float>{1, 1, 0, 0}));
}

TEST(Scale, WritesItselfAsTheArchitectureDoes) { EXPECT_EQ(Scale(kTwoChannels).text(), "scale"); }

}  // namespace
}  // namespace inkling
