#include "model/lanes/lanes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/model/lanes/gangs.h"

namespace inkling {
namespace {

/// Lane l holds l.
const Lanes kCounting([](int lane) { return static_cast<float>(lane); });

TEST(Lanes, AreSixteenFloats) {
  EXPECT_EQ(Lanes::size(), 16u);
  EXPECT_EQ(sizeof(Lanes), 16 * sizeof(float));
}

// A compiler that drops masked assignment (clang 14 with AVX-512 does) returns `no` everywhere.
TEST(Lanes, SelectTakesYesWhereTheMaskHoldsAndNoElsewhere) {
  const Lanes chosen = select(kCounting > 5.0f, kCounting + 100.0f, -kCounting);
  for (int lane = 0; lane < kLanes; ++lane) {
    const float expected = static_cast<float>(lane > 5 ? lane + 100 : -lane);
    EXPECT_EQ(float{chosen[static_cast<std::size_t>(lane)]}, expected)
        << "lane " << lane << ": this compiler gets masked assignment wrong";
  }
}

TEST(Lanes, SelectTakesOneSideOnlyWhereTheMaskIsAllTrueOrAllFalse) {
  expect_equal(LaneVector{select(kCounting >= 0.0f, Lanes(1.0f), Lanes(2.0f))}, uniform_gang({1}));
  expect_equal(LaneVector{select(kCounting < 0.0f, Lanes(1.0f), Lanes(2.0f))}, uniform_gang({2}));
}

TEST(Lanes, MaxIsTakenInEachLane) {
  const Lanes larger = max(kCounting, 15.0f - kCounting);
  for (int lane = 0; lane < kLanes; ++lane) {
    EXPECT_EQ(float{larger[static_cast<std::size_t>(lane)]},
              static_cast<float>(std::max(lane, 15 - lane)));
  }
}

TEST(Lanes, MaxIsNotANumberWhereItsSecondArgumentIsNone) {
  const Lanes nan_in_lane_3([](int lane) { return lane == 3 ? NAN : -1.0f; });
  const Lanes larger = max(Lanes(0.0f), nan_in_lane_3);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    EXPECT_EQ(std::isnan(float{larger[lane]}), lane == 3) << "lane " << lane;
  }
}

TEST(Lanes, SumAddsAllSixteen) { EXPECT_EQ(sum(kCounting), 120.0f); }

TEST(Lanes, LieInMemoryInTheOrderOfTheImages) {
  LaneVector values{kCounting, kCounting + 16.0f};
  for (int n = 0; n < 2 * kLanes; ++n) EXPECT_EQ(floats(values.data())[n], static_cast<float>(n));
}

TEST(Lanes, AreZeroInANewVector) { expect_equal(LaneVector(3), uniform_gang({0, 0, 0})); }

}  // namespace
}  // namespace inkling
