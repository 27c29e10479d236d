#include "model/layers/padding.h"

#include <gtest/gtest.h>

#include "tests/model/expect_refusal.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_checker.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

TEST(Padding, SurroundsEachChannelWithZeros) {
  const Padding padding({.channels = 2, .height = 1, .width = 2}, 1);
  LaneVector expected = uniform_gang({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  //
                                      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  const LaneVector input = gang({1, 2, 3, 4});
  expected[5] = input[0];
  expected[6] = input[1];
  expected[17] = input[2];
  expected[18] = input[3];

  expect_equal(run_forward(padding, {}, input), expected);
}

TEST(Padding, HandsBackTheGradientOfTheInnerPixels) {
  const Padding padding({.channels = 1, .height = 1, .width = 2}, 1);
  const LaneVector output_gradient = gang({1, 2, 3, 4,  //
                                           5, 6, 7, 8,  //
                                           9, 10, 11, 12});

  const Gradients gradients = run_backward(padding, {}, gang({0, 0}), output_gradient);

  expect_equal(gradients.input, gang({6, 7}));
}

TEST(Padding, PassesTheCheckerForSeveralShapes) {
  check_layer(Padding({.channels = 1, .height = 1, .width = 1}, 1));
  check_layer(Padding({.channels = 3, .height = 2, .width = 5}, 2));
  check_layer(Padding({.channels = 5, .height = 7, .width = 3}, 4));
}

TEST(Padding, GrowsBothSidesByTwiceTheAmount) {
  const Padding padding({.channels = 3, .height = 28, .width = 20}, 2);
  EXPECT_EQ(padding.output_shape(), (Shape{.channels = 3, .height = 32, .width = 24}));
}

TEST(Padding, MayBeWiderThanTheImage) {
  const Padding padding({.channels = 1, .height = 1, .width = 1}, 3);
  const LaneVector output = run_forward(padding, {}, gang({5}));
  LaneVector expected(49);
  expected[24] = gang({5})[0];
  expect_equal(output, expected);
}

TEST(Padding, MayDifferFromSideToSide) {
  const Padding padding({.channels = 2, .height = 1, .width = 2},
                        {.top = 0, .left = 2, .bottom = 1, .right = 1});
  const LaneVector output = run_forward(padding, {}, uniform_gang({1, 2, 3, 4}));

  expect_equal(output, uniform_gang({0, 0, 1, 2, 0,  //
                                     0, 0, 0, 0, 0,  //
                                     0, 0, 3, 4, 0,  //
                                     0, 0, 0, 0, 0}));
  check_layer(padding);
  check_layer(Padding({.channels = 2, .height = 3, .width = 2}, {3, 0, 0, 1}));
}

TEST(Padding, WritesItselfAsTheArchitectureDoes) {
  EXPECT_EQ(Padding({.channels = 1, .height = 1, .width = 1}, 2).text(), "pad 2");
  EXPECT_EQ(Padding({.channels = 1, .height = 1, .width = 1}, {0, 0, 1, 2}).text(), "pad 0x0x1x2");
}

TEST(Padding, RefusesToAddNothing) {
  expect_refusal([] { Padding({.channels = 1, .height = 4, .width = 4}, 0); },
                 "pad 0: the amount must be between 1 and 1024");
}

TEST(Padding, RefusesAnEndlessBorder) {
  expect_refusal([] { Padding({.channels = 1, .height = 4, .width = 4}, 1025); },
                 "pad 1025: the amount must be between 1 and 1024");
}

TEST(Padding, RefusesAMarginThatIsNegativeOrTooLarge) {
  expect_refusal(
      [] {
        Padding({.height = 4, .width = 4}, {1, 0, 0, -1});
      },
      "pad 1x0x0x-1: each margin must be between 0 and 1024");
  expect_refusal(
      [] {
        Padding({.height = 4, .width = 4}, {1025, 0, 0, 0});
      },
      "pad 1025x0x0x0: each margin must be between 0 and 1024");
}

}  // namespace
}  // namespace inkling
