#include "model/lanes/random_lanes.h"

#include <gtest/gtest.h>

#include <array>

namespace inkling {
namespace {

constexpr std::uint64_t kSeed = 0x123456789abcdef0;
constexpr std::array<std::uint32_t, kLanes> kImages{7,  0, 59999, 3,   4,  0xffffffff, 6,  7,
                                                    80, 9, 10,    111, 12, 1u << 31,   14, 15};

/// Expects that lane `lane` of `random` gives the next numbers of `stream`.
void expect_same_numbers(RandomLanes random, std::size_t lane, RandomStream stream) {
  for (int n = 0; n < 41; ++n) {
    EXPECT_EQ(float{random.uniform()[lane]}, stream.uniform())
        << "number " << n << ", lane " << lane;
  }
}

TEST(RandomLanes, EachLaneGivesTheNumbersOfItsStream) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    expect_same_numbers(RandomLanes(kSeed, Purpose::kAugmentation, 5, kImages), lane,
                        RandomStream(kSeed, Purpose::kAugmentation, 5, kImages[lane]));
  }
}

TEST(RandomLanes, ALaneDoesNotDependOnTheOthers) {
  const std::array<std::uint32_t, 2> few{8, kImages[2]};
  expect_same_numbers(RandomLanes(kSeed, Purpose::kDropout, 5, few), 1,
                      RandomStream(kSeed, Purpose::kDropout, 5, kImages[2]));
}

TEST(RandomLanes, BeginsAtTheBlockThatItIsTold) {
  RandomStream stream(kSeed, Purpose::kDropout, 5, kImages[13]);
  for (int n = 0; n < 4 * 3; ++n) stream.bits();
  expect_same_numbers(RandomLanes(kSeed, Purpose::kDropout, 5, kImages, 3), 13, stream);
}

TEST(RandomLanes, LanesBeyondTheNumbersGivenCountAsZero) {
  expect_same_numbers(RandomLanes(kSeed, Purpose::kDropout, 5, {}), 15,
                      RandomStream(kSeed, Purpose::kDropout, 5, 0));
}

}  // namespace
}  // namespace inkling
