#include "model/lanes/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

namespace inkling {
namespace {

std::vector<std::uint32_t> bits_of(RandomStream random, int count) {
  std::vector<std::uint32_t> result;
  for (int n = 0; n < count; ++n) result.push_back(random.bits());
  return result;
}

TEST(RandomStream, GivesTheKnownAnswerOfPhilox) {
  // The first of Random123's test vectors for philox4x32-10: counter and key are zero.
  const RandomStream random(0, static_cast<Purpose>(0));
  EXPECT_EQ(bits_of(random, 4),
            (std::vector<std::uint32_t>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
}

TEST(RandomStream, CountsPurposeThenAThenBThenTheBlock) {
  // Philox of the counters (243f6a88 85a308d3 13198a2e 0) and (... 1), key a4093822 299f31d0, from
  // an implementation of the paper in twenty lines of Python.
  const RandomStream random(0x299f31d0a4093822, static_cast<Purpose>(0x243f6a88), 0x85a308d3,
                            0x13198a2e);
  EXPECT_EQ(bits_of(random, 8),
            (std::vector<std::uint32_t>{0xae120e9d, 0xa08a4cab, 0xd28ec6a2, 0x42d73c1f,  //
                                        0x701c97f7, 0x34f5e4b8, 0xcd8e583f, 0xb066b088}));
}

TEST(RandomStream, GivesTheSameNumbersForTheSameKey) {
  EXPECT_EQ(bits_of(RandomStream(5, Purpose::kShuffling, 1, 2), 100),
            bits_of(RandomStream(5, Purpose::kShuffling, 1, 2), 100));
}

TEST(RandomStream, GivesOtherNumbersWhereAnyPartOfTheKeyDiffers) {
  const auto numbers = bits_of(RandomStream(5, Purpose::kShuffling, 1, 2), 4);
  EXPECT_NE(bits_of(RandomStream(6, Purpose::kShuffling, 1, 2), 4), numbers);
  EXPECT_NE(bits_of(RandomStream(5 + (1ull << 32), Purpose::kShuffling, 1, 2), 4), numbers);
  EXPECT_NE(bits_of(RandomStream(5, Purpose::kDropout, 1, 2), 4), numbers);
  EXPECT_NE(bits_of(RandomStream(5, Purpose::kShuffling, 2, 2), 4), numbers);
  EXPECT_NE(bits_of(RandomStream(5, Purpose::kShuffling, 1, 1), 4), numbers);
}

TEST(RandomStream, UniformNumbersAreBelowOneAndSpreadEvenly) {
  RandomStream random(1, Purpose::kAugmentation);
  std::array<int, 10> tenths{};
  for (int n = 0; n < 100000; ++n) {
    const float number = random.uniform();
    ASSERT_TRUE(number >= 0.0f && number < 1.0f) << number;
    ++tenths[static_cast<std::size_t>(number * 10.0f)];
  }
  // A tenth expects 10,000 with a standard deviation of 95; five of them are beyond chance.
  for (const int count : tenths) EXPECT_NEAR(count, 10000, 475);
}

TEST(RandomStream, NormalNumbersHaveTheMomentsOfTheNormalDistribution) {
  RandomStream random(1, Purpose::kInitialization);
  constexpr int kCount = 1'000'000;
  std::array<double, 5> moments{};
  for (int n = 0; n < kCount; ++n) {
    const double number = random.normal();
    for (int power = 1; power <= 4; ++power) {
      moments[static_cast<std::size_t>(power)] += std::pow(number, power) / kCount;
    }
  }
  // Five standard deviations each: sqrt(1, 2, 15, 96 / count).
  EXPECT_NEAR(moments[1], 0.0, 0.005);
  EXPECT_NEAR(moments[2], 1.0, 0.0071);
  EXPECT_NEAR(moments[3], 0.0, 0.0194);
  EXPECT_NEAR(moments[4], 3.0, 0.049);
}

TEST(RandomStream, NormalNumbersAreNotCorrelatedWithTheirNeighbours) {
  RandomStream random(2, Purpose::kInitialization);
  constexpr int kCount = 100'000;
  double correlation = 0.0;
  double previous = random.normal();
  for (int n = 0; n < kCount; ++n) {
    const double number = random.normal();
    correlation += previous * number / kCount;
    previous = number;
  }
  EXPECT_NEAR(correlation, 0.0, 5.0 / std::sqrt(kCount));
}

TEST(RandomStream, BelowReachesEveryNumberEquallyOften) {
  RandomStream random(1, Purpose::kAugmentation);
  std::array<int, 6> faces{};
  for (int n = 0; n < 60000; ++n) ++faces.at(random.below(6));
  // A face expects 10,000 with a standard deviation of 91.
  for (const int count : faces) EXPECT_NEAR(count, 10000, 457);
}

TEST(RandomStream, BelowIsUnbiasedWhereTheRangeDoesNotDivideThePowerOfTwo) {
  // Taking 32 bits modulo 3 * 2^30 would give the lowest third half of all draws.
  RandomStream random(1, Purpose::kAugmentation);
  int lowest_third = 0;
  for (int n = 0; n < 9000; ++n) lowest_third += random.below(3u << 30) < (1u << 30) ? 1 : 0;
  // 3,000 expected with a standard deviation of 45.
  EXPECT_NEAR(lowest_third, 3000, 225);
}

TEST(RandomStream, BelowOneIsAlwaysZero) {
  RandomStream random(1, Purpose::kAugmentation);
  for (int n = 0; n < 10; ++n) EXPECT_EQ(random.below(1), 0u);
}

TEST(RandomStream, ShufflingKeepsEveryValueOnce) {
  std::vector<std::uint32_t> values(1000);
  std::iota(values.begin(), values.end(), 0u);
  const std::vector<std::uint32_t> original = values;
  RandomStream(1, Purpose::kShuffling).shuffle(values);
  EXPECT_NE(values, original);
  EXPECT_TRUE(std::ranges::is_permutation(values, original));
}

TEST(RandomStream, ShufflingGivesAllOrdersEquallyOften) {
  RandomStream random(1, Purpose::kShuffling);
  std::array<int, 27> orders{};
  for (int n = 0; n < 6000; ++n) {
    std::array<std::uint32_t, 3> values{0, 1, 2};
    random.shuffle(values);
    ++orders[values[0] * 9 + values[1] * 3 + values[2]];
  }
  // Six orders expect 1,000 each with a standard deviation of 29.
  for (const int count : orders) {
    if (count == 0) continue;  // not an order: a value occurs twice
    EXPECT_NEAR(count, 1000, 145);
  }
  EXPECT_EQ(std::ranges::count(orders, 0), 27 - 6);
}

TEST(RandomStream, ShufflingNothingOrOneValueDoesNothing) {
  RandomStream random(1, Purpose::kShuffling);
  random.shuffle({});
  std::array<std::uint32_t, 1> single{7};
  random.shuffle(single);
  EXPECT_EQ(single[0], 7u);
}

}  // namespace
}  // namespace inkling
