#include "model/layers/fully_connected.h"

#include <gtest/gtest.h>

#include "tests/model/expect_refusal.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_checker.h"
#include "tests/model/layers/layer_runner.h"
#include "tests/model/layers/reference_comparison.h"

namespace inkling {
namespace {

/// A fully connected layer is the convolution whose kernels are as large as its input.
void expect_like_reference(Shape input, int outputs, RandomStream& random) {
  expect_like_reference(FullyConnected(input, outputs), {input, outputs, input.height, input.width},
                        random);
}

TEST(FullyConnected, MultipliesWithItsMatrixAndAddsTheBiases) {
  const FullyConnected layer({.channels = 3, .height = 1, .width = 1}, 2);
  const std::vector<float> parameters{1,  2,   -2,  //
                                      0,  5,   -4,  //
                                      10, 0.5f};
  // Each row of weights adds up to 1, so that lane l's results are larger by l.
  expect_equal(run_forward(layer, parameters, gang({3, 4, 5})), gang({11, 0.5f}));
}

TEST(FullyConnected, ReadsAnImageInChannelRowColumnOrder) {
  const FullyConnected layer({.channels = 2, .height = 2, .width = 2}, 1);
  const std::vector<float> parameters{1, 2, 4, 8, 16, 32, 64, 128, 0};
  expect_equal(run_forward(layer, parameters, uniform_gang({1, 0, 0, 0, 0, 1, 1, 0})),
               uniform_gang({97}));
}

TEST(FullyConnected, GivesTheHandComputedGradients) {
  const FullyConnected layer({.channels = 2, .height = 1, .width = 1}, 2);
  const std::vector<float> parameters{1, 2,  //
                                      3, 4,  //
                                      0, 0};

  const Gradients gradients =
      run_backward(layer, parameters, uniform_gang({5, 6}), uniform_gang({10, -1}));

  expect_equal(gradients.input, uniform_gang({10 - 3, 20 - 4}));
  EXPECT_EQ(gradients.parameters, (std::vector<float>{16 * 50, 16 * 60, 16 * -5, 16 * -6,  //
                                                      16 * 10, 16 * -1}));
}

TEST(FullyConnected, PassesTheCheckerForSeveralShapes) {
  check_layer(FullyConnected({.channels = 1, .height = 1, .width = 1}, 1));
  check_layer(FullyConnected({.channels = 3, .height = 2, .width = 5}, 6));
  check_layer(FullyConnected({.channels = 16, .height = 1, .width = 1}, 17));
  check_layer(FullyConnected({.channels = 5, .height = 7, .width = 3}, 10));
}

TEST(FullyConnected, ComputesWhatTheTextbooksLoopDoes) {
  RandomStream random(1, Purpose::kAugmentation);
  for (int trial = 0; trial < 50; ++trial) {
    const Shape input{.channels = 1 + static_cast<int>(random.below(17)),
                      .height = 1 + static_cast<int>(random.below(5)),
                      .width = 1 + static_cast<int>(random.below(7))};
    expect_like_reference(input, 1 + static_cast<int>(random.below(35)), random);
  }
}

TEST(FullyConnected, ComputesLeNetsShapesAsTheTextbooksLoopDoes) {
  RandomStream random(2, Purpose::kAugmentation);
  expect_like_reference({.channels = 16, .height = 5, .width = 5}, 120, random);
  expect_like_reference({.channels = 120, .height = 1, .width = 1}, 84, random);
  expect_like_reference({.channels = 84, .height = 1, .width = 1}, 10, random);
}

TEST(FullyConnected, WithOneInputAndOneOutputIsALine) {
  const FullyConnected layer({.channels = 1, .height = 1, .width = 1}, 1);
  expect_equal(run_forward(layer, std::vector<float>{1, 0.5f}, gang({2})), gang({2.5f}));
}

TEST(FullyConnected, CountsItsParametersAndMultiplications) {
  const FullyConnected layer({.channels = 16, .height = 5, .width = 5}, 120);
  EXPECT_EQ(layer.weight_count(), 48000u);
  EXPECT_EQ(layer.bias_count(), 120u);
  EXPECT_EQ(layer.multiplications(), 48000);
}

TEST(FullyConnected, WritesItselfAsTheArchitectureDoes) {
  EXPECT_EQ(FullyConnected({.channels = 1, .height = 9, .width = 9}, 84).text(), "fc 84");
}

TEST(FullyConnected, RefusesToHaveNoOutputs) {
  expect_refusal([] { FullyConnected({.channels = 1, .height = 9, .width = 9}, 0); },
                 "fc 0: the number of outputs must be between 1 and 65536");
}

TEST(FullyConnected, RefusesTooManyOutputs) {
  expect_refusal([] { FullyConnected({.channels = 1, .height = 9, .width = 9}, 65537); },
                 "fc 65537: the number of outputs must be between 1 and 65536");
}

}  // namespace
}  // namespace inkling
