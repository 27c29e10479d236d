#include "model/layers/average_pool.h"

#include <gtest/gtest.h>

#include "tests/model/expect_refusal.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_checker.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

TEST(AveragePool, GivesTheMeanOfEachWindow) {
  const AveragePool pool({.channels = 2, .height = 2, .width = 4}, {2, 2, 2, 2});
  const LaneVector input = gang({0, 1, 2, 3,  //
                                 8, 7, 5, 6,  //
                                 4, 3, 1, 2,  //
                                 0, 1, -2, -5});

  expect_equal(run_forward(pool, {}, input), gang({4, 4, 2, -1}));
}

TEST(AveragePool, DividesByThePixelsInsideTheMapOnly) {
  const AveragePool pool({.channels = 1, .height = 2, .width = 2}, {2, 2, 1, 1, Margins::all(1)});

  expect_equal(run_forward(pool, {},
                           gang({1, 3,  //
                                 5, 7})),
               gang({1, 2, 3,  //
                     3, 4, 5,  //
                     5, 6, 7}));
}

TEST(AveragePool, SharesTheGradientAmongThePixelsOfAWindow) {
  const AveragePool pool({.channels = 1, .height = 1, .width = 4}, {1, 2, 1, 1});
  const LaneVector output_gradient = uniform_gang({2, 4, 8});

  expect_equal(run_backward(pool, {}, gang({9, 9, 9, 9}), output_gradient).input,
               uniform_gang({1, 3, 6, 4}));
}

TEST(AveragePool, GivesTheDroppedRemainderNoGradient) {
  const AveragePool pool({.channels = 1, .height = 1, .width = 3}, {1, 2, 1, 2});
  expect_equal(run_backward(pool, {}, gang({9, 9, 9}), uniform_gang({2})).input,
               uniform_gang({1, 1, 0}));
}

TEST(AveragePool, OfAllHasOneWindowAsLargeAsTheMap) {
  const AveragePool pool({.channels = 2, .height = 1, .width = 3});
  EXPECT_EQ(pool.output_shape(), (Shape{.channels = 2}));
  expect_equal(run_forward(pool, {}, gang({1, 2, 6, -1, 0, 1})), gang({3, 0}));
}

TEST(AveragePool, PassesTheCheckerForSeveralWindows) {
  check_layer(AveragePool({.channels = 2, .height = 5, .width = 4}));
  check_layer(AveragePool({.channels = 2, .height = 4, .width = 6}, {2, 2, 2, 2}));
  check_layer(AveragePool({.channels = 2, .height = 7, .width = 9}, {3, 3, 2, 2, Margins::all(1)}));
  check_layer(AveragePool({.channels = 1, .height = 6, .width = 5}, {2, 4, 1, 3, {0, 3, 1, 2}}));
  check_layer(AveragePool({.channels = 2, .height = 8, .width = 7}, {1, 2, 3, 4}));
}

TEST(AveragePool, WritesItselfAsTheArchitectureDoes) {
  const Shape input{.channels = 1, .height = 6, .width = 6};
  EXPECT_EQ(AveragePool(input).text(), "average-pool all");
  EXPECT_EQ(AveragePool(input, {2, 2, 2, 2}).text(), "average-pool 2");
  EXPECT_EQ(AveragePool(input, {3, 2, 1, 1, Margins::all(1)}).text(),
            "average-pool 3x2 stride 1 pad 1");
}

TEST(AveragePool, RefusesAWindowLargerThanTheInput) {
  expect_refusal(
      [] {
        AveragePool({.channels = 8, .height = 5, .width = 3}, {4, 4, 4, 4});
      },
      "average-pool 4: the window must be at least 1x1 and fit into the 8x5x3 input");
}

}  // namespace
}  // namespace inkling
