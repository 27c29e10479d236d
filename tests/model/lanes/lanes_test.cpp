#include "model/lanes/lanes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "model/lanes/random.h"
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

TEST(Lanes, MinIsTakenInEachLane) {
  const Lanes smaller = min(kCounting, 15.0f - kCounting);
  for (int lane = 0; lane < kLanes; ++lane) {
    EXPECT_EQ(float{smaller[static_cast<std::size_t>(lane)]},
              static_cast<float>(std::min(lane, 15 - lane)));
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

TEST(Lanes, SumAddsPairsThenPairsOfThese) {
  // Added one after the other, the ones would be lost.
  const Lanes values([](int lane) { return lane == 0 ? 0x1p24f : 1.0f; });
  EXPECT_EQ(sum(values), 0x1p24f + 14.0f);
}

/// A float of any size, also infinite, not a number or nearly zero.
float any_float(RandomStream& random) { return std::bit_cast<float>(random.bits()); }

void expect_fused(float a, float b, float c) {
  const float expected = std::fma(a, b, c);
  const float found = multiply_add(a, b, c)[7];
  if (std::isnan(expected) && std::isnan(found)) return;
  EXPECT_EQ(std::bit_cast<std::uint32_t>(found), std::bit_cast<std::uint32_t>(expected))
      << a << " * " << b << " + " << c;
}

TEST(Lanes, MultiplyAddRoundsOnce) {
  EXPECT_EQ(float{multiply_add(1.0f + 0x1p-12f, 1.0f + 0x1p-12f, -1.0f)[0]}, 0x1p-11f + 0x1p-24f);
  RandomStream random(1, Purpose::kInitialization);
  for (int n = 0; n < 100'000; ++n) {
    expect_fused(any_float(random), any_float(random), any_float(random));
    expect_fused(random.normal(), random.normal(), random.normal());
  }
}

TEST(Lanes, MultiplyAddRoundsOnceBetweenTwoFloatsAndNearZero) {
  // The sum lies just beside the middle between two floats, nearer than a double can tell.
  for (const float tiny : {0x1p-80f, -0x1p-80f, 0x1p-149f}) {
    expect_fused(1.0f + 0x1p-12f, 1.0f - 0x1p-12f, tiny);
    expect_fused(1.0f + 0x1p-12f, 1.0f + 0x1p-13f, tiny);
    expect_fused(0x1.000001p0f, 0x1.8p-1f, tiny);
  }
  RandomStream random(2, Purpose::kInitialization);
  for (int n = 0; n < 10'000; ++n) {
    // About 2^-130: a float has fewer digits there.
    expect_fused(random.normal() * 0x1p-70f, random.normal() * 0x1p-60f,
                 random.normal() * 0x1p-128f);
  }
}

TEST(Lanes, LieInMemoryInTheOrderOfTheImages) {
  LaneVector values{kCounting, kCounting + 16.0f};
  for (int n = 0; n < 2 * kLanes; ++n) EXPECT_EQ(floats(values.data())[n], static_cast<float>(n));
}

TEST(Lanes, AreZeroInANewVector) { expect_equal(LaneVector(3), uniform_gang({0, 0, 0})); }

}  // namespace
}  // namespace inkling
