#include "model/layers/max_pool.h"

#include <gtest/gtest.h>

#include "tests/model/expect_refusal.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_checker.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

TEST(MaxPool, KeepsTheLargestPixelOfEachWindow) {
  const MaxPool pool({.channels = 1, .height = 4, .width = 4}, 2);
  const LaneVector input = gang({0, 1, 2, 3,  //
                                 8, 7, 5, 6,  //
                                 4, 3, 1, 2,  //
                                 0, -1, -2, -3});

  expect_equal(run_forward(pool, {}, input), gang({8, 6,  //
                                                   4, 2}));
}

TEST(MaxPool, PoolsEachChannelByItself) {
  const MaxPool pool({.channels = 2, .height = 2, .width = 2}, 2);
  expect_equal(run_forward(pool, {}, gang({1, 2, 3, 4, -8, -7, -6, -5})), gang({4, -5}));
}

TEST(MaxPool, FindsItsMaximumInEachLaneByItself) {
  const MaxPool pool({.channels = 1, .height = 2, .width = 2}, 2);
  // In lane l the largest pixel is number l modulo 4.
  LaneVector input(4);
  for (int pixel = 0; pixel < 4; ++pixel) {
    input[static_cast<std::size_t>(pixel)] =
        Lanes([pixel](int lane) { return lane % 4 == pixel ? 1.0f : 0.0f; });
  }

  expect_equal(run_forward(pool, {}, input), uniform_gang({1}));
  expect_equal(run_backward(pool, {}, input, uniform_gang({1})).input, input);
}

TEST(MaxPool, SendsTheGradientToTheLargestPixel) {
  const MaxPool pool({.channels = 1, .height = 2, .width = 4}, 2);
  const LaneVector input = gang({0, 1, 9, 3,  //
                                 8, 7, 5, 6});
  const LaneVector output_gradient = gang({10, 20});

  LaneVector expected(8);
  expected[4] = output_gradient[0];
  expected[2] = output_gradient[1];
  expect_equal(run_backward(pool, {}, input, output_gradient).input, expected);
}

TEST(MaxPool, PassesTheCheckerForSeveralShapes) {
  check_layer(MaxPool({.channels = 1, .height = 4, .width = 4}, 2));
  check_layer(MaxPool({.channels = 3, .height = 6, .width = 9}, 3));
  check_layer(MaxPool({.channels = 5, .height = 7, .width = 5}, 2));
  check_layer(MaxPool({.channels = 6, .height = 13, .width = 11}, 4));
  check_layer(MaxPool({.channels = 2, .height = 3, .width = 5}, 1));
}

TEST(MaxPool, SendsTheGradientOfATieToTheFirstPixelOnly) {
  const MaxPool pool({.channels = 1, .height = 2, .width = 2}, 2);
  const LaneVector output_gradient = gang({5});

  LaneVector expected(4);
  expected[0] = output_gradient[0];
  expect_equal(run_backward(pool, {}, uniform_gang({0, 0, 0, 0}), output_gradient).input, expected);
}

TEST(MaxPool, ReadsTheWindowRowByRowToFindTheFirstOfATie) {
  const MaxPool pool({.channels = 1, .height = 2, .width = 2}, 2);
  const LaneVector output_gradient = gang({5});

  LaneVector expected(4);
  expected[1] = output_gradient[0];
  expect_equal(run_backward(pool, {}, uniform_gang({0, 3, 3, 3}), output_gradient).input, expected);
}

TEST(MaxPool, DropsTheRemainderRowAndColumn) {
  const MaxPool pool({.channels = 1, .height = 3, .width = 5}, 2);
  const LaneVector input = gang({1, 2, 3, 4, 90,  //
                                 5, 6, 7, 8, 91,  //
                                 92, 93, 94, 95, 96});

  EXPECT_EQ(pool.output_shape(), (Shape{.channels = 1, .height = 1, .width = 2}));
  expect_equal(run_forward(pool, {}, input), gang({6, 8}));
}

TEST(MaxPool, GivesTheDroppedRemainderNoGradient) {
  const MaxPool pool({.channels = 1, .height = 3, .width = 3}, 2);
  const LaneVector input = gang({1, 2, 9,  //
                                 3, 4, 9,  //
                                 9, 9, 9});
  const LaneVector output_gradient = gang({7});

  LaneVector expected(9);
  expected[4] = output_gradient[0];
  expect_equal(run_backward(pool, {}, input, output_gradient).input, expected);
}

TEST(MaxPool, IsGlobalWithAWindowAsLargeAsTheMap) {
  const MaxPool pool({.channels = 2, .height = 3, .width = 3}, 3);
  expect_equal(run_forward(pool, {},
                           gang({1, 2, 3, 4, 5, 6, 7, 9, 8,  //
                                 -1, -2, -3, -4, -5, -6, -7, -8, -9})),
               gang({9, -1}));
}

TEST(MaxPool, OfAllHasOneWindowAsLargeAsAMapOfAnyShape) {
  const MaxPool pool({.channels = 2, .height = 2, .width = 3});
  EXPECT_TRUE(pool.is_global());
  EXPECT_EQ(pool.output_shape(), (Shape{.channels = 2, .height = 1, .width = 1}));
  expect_equal(run_forward(pool, {},
                           gang({1, 2, 3, 4, 9, 5,  //
                                 -6, -5, -4, -3, -2, -1})),
               gang({9, -1}));
}

TEST(MaxPool, OfAllPassesTheChecker) {
  check_layer(MaxPool({.channels = 3, .height = 4, .width = 7}));
  check_layer(MaxPool({.channels = 2, .height = 5, .width = 1}));
}

TEST(MaxPool, MovesAWindowOfAnyShapeByItsStrides) {
  const MaxPool pool({.channels = 1, .height = 4, .width = 5}, {3, 2, 1, 3});
  const LaneVector input = gang({0, 1, 2, 3, 4,  //
                                 9, 8, 7, 6, 5,  //
                                 1, 3, 5, 2, 8,  //
                                 0, 0, 0, 9, 1});

  expect_equal(run_forward(pool, {}, input), gang({9, 8,  //
                                                   9, 9}));
}

TEST(MaxPool, TakesAMarginForNothing) {
  const MaxPool pool({.channels = 2, .height = 2, .width = 2}, {2, 2, 2, 2, {1, 1, 1, 1}});
  const LaneVector input = gang({-1, -2, -3, -4, 5, 6, 7, 8});

  expect_equal(run_forward(pool, {}, input), input);
  expect_equal(run_backward(pool, {}, input, gang({1, 2, 3, 4, 5, 6, 7, 8})).input,
               gang({1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(MaxPool, MayHaveAMarginOnOneSideOnly) {
  const MaxPool pool({.channels = 1, .height = 1, .width = 5}, {1, 2, 1, 2, {0, 0, 0, 1}});
  expect_equal(run_forward(pool, {}, gang({1, 2, 4, 3, -9})), gang({2, 4, -9}));
}

TEST(MaxPool, AddsTheGradientsOfWindowsThatOverlap) {
  const MaxPool pool({.channels = 1, .height = 1, .width = 4}, {1, 2, 1, 1});
  const LaneVector input = gang({1, 5, 2, 3});
  const LaneVector output_gradient = uniform_gang({10, 20, 40});

  expect_equal(run_backward(pool, {}, input, output_gradient).input, uniform_gang({0, 30, 0, 40}));
}

TEST(MaxPool, GivesPixelsBetweenWindowsNoGradient) {
  const MaxPool pool({.channels = 1, .height = 1, .width = 5}, {1, 1, 1, 2});
  expect_equal(run_backward(pool, {}, gang({1, 5, 2, 3, 4}), uniform_gang({10, 20, 40})).input,
               uniform_gang({10, 0, 20, 0, 40}));
}

TEST(MaxPool, OfAnyWindowPassesTheChecker) {
  check_layer(MaxPool({.channels = 2, .height = 7, .width = 6}, {3, 2, 3, 2}));
  check_layer(MaxPool({.channels = 2, .height = 7, .width = 9}, {3, 3, 2, 2}));
  check_layer(MaxPool({.channels = 2, .height = 7, .width = 9}, {3, 3, 2, 2, Margins::all(1)}));
  check_layer(MaxPool({.channels = 1, .height = 6, .width = 5}, {2, 4, 1, 3, {0, 3, 1, 2}}));
  check_layer(MaxPool({.channels = 2, .height = 8, .width = 7}, {1, 2, 3, 4}));
}

TEST(MaxPool, WritesItselfAsTheArchitectureDoes) {
  const Shape input{.channels = 1, .height = 6, .width = 6};
  EXPECT_EQ(MaxPool(input, 2).text(), "pool 2");
  EXPECT_EQ(MaxPool(input).text(), "pool all");
  EXPECT_EQ(MaxPool(input, {3, 2, 3, 2}).text(), "pool 3x2");
  EXPECT_EQ(MaxPool(input, {3, 3, 2, 2}).text(), "pool 3 stride 2");
  EXPECT_EQ(MaxPool(input, {3, 2, 1, 2}).text(), "pool 3x2 stride 1x2");
  EXPECT_EQ(MaxPool(input, {3, 3, 2, 2, Margins::all(1)}).text(), "pool 3 stride 2 pad 1");
  EXPECT_EQ(MaxPool(input, {3, 3, 3, 3, {0, 0, 2, 1}}).text(), "pool 3 pad 0x0x2x1");
}

TEST(MaxPool, RefusesAWindowLargerThanTheInput) {
  expect_refusal([] { MaxPool({.channels = 8, .height = 5, .width = 3}, 4); },
                 "pool 4: the window must be at least 1x1 and fit into the 8x5x3 input");
  expect_refusal(
      [] {
        MaxPool({.channels = 8, .height = 5, .width = 2}, {4, 4, 1, 1, {0, 1, 0, 0}});
      },
      "pool 4 stride 1 pad 0x1x0x0: the window must be at least 1x1 and fit into the 8x5x2 input "
      "with its margins");
}

TEST(MaxPool, RefusesAnEmptyWindow) {
  expect_refusal([] { MaxPool({.channels = 1, .height = 5, .width = 5}, 0); },
                 "pool 0: the window must be at least 1x1 and fit into the 1x5x5 input");
}

TEST(MaxPool, RefusesAWindowWithoutAnyPixel) {
  expect_refusal(
      [] {
        MaxPool({.height = 5, .width = 5}, {2, 2, 2, 2, {0, 0, 2, 0}});
      },
      "pool 2 pad 0x0x2x0: each margin must be smaller than the window");
}

TEST(MaxPool, RefusesAMarginThatIsNegativeOrTooLarge) {
  expect_refusal(
      [] {
        MaxPool({.height = 5, .width = 5}, {2, 2, 2, 2, {0, -1, 0, 0}});
      },
      "pool 2 pad 0x-1x0x0: each margin must be between 0 and 1024");
  expect_refusal(
      [] {
        MaxPool({.height = 5, .width = 5}, {2, 2, 2, 2, Margins::all(1025)});
      },
      "pool 2 pad 1025: each margin must be between 0 and 1024");
}

TEST(MaxPool, RefusesToStandStill) {
  expect_refusal(
      [] {
        MaxPool({.height = 5, .width = 5}, {2, 2, 2, 0});
      },
      "pool 2 stride 2x0: the stride must be at least 1");
}

}  // namespace
}  // namespace inkling
