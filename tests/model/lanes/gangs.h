#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <span>
#include <vector>

#include "model/lanes/lanes.h"

namespace inkling {

/// A gang whose lane l holds each of `values` plus l, so that code which mixes lanes fails.
inline LaneVector gang(std::initializer_list<float> values) {
  LaneVector result;
  const Lanes lane([](int l) { return static_cast<float>(l); });
  for (const float value : values) result.push_back(value + lane);
  return result;
}

/// A gang with the same `values` in each lane.
inline LaneVector uniform_gang(std::span<const float> values) {
  return LaneVector(values.begin(), values.end());
}
inline LaneVector uniform_gang(std::initializer_list<float> values) {
  return LaneVector(values.begin(), values.end());
}

/// The values of one lane.
inline std::vector<float> lane_of(std::span<const Lanes> values, int lane) {
  std::vector<float> result;
  for (const Lanes& value : values) result.push_back(value[static_cast<std::size_t>(lane)]);
  return result;
}

/// Expects the same number in each lane of each value, up to `tolerance`.
inline void expect_near(std::span<const Lanes> found, std::span<const Lanes> expected,
                        float tolerance) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t n = 0; n < found.size(); ++n) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      // Written so that a NaN fails.
      EXPECT_TRUE(std::abs(float{found[n][lane]} - float{expected[n][lane]}) <= tolerance)
          << "value " << n << ", lane " << lane << ": found " << float{found[n][lane]}
          << ", expected " << float{expected[n][lane]};
    }
  }
}

inline void expect_equal(std::span<const Lanes> found, std::span<const Lanes> expected) {
  expect_near(found, expected, 0.0f);
}

}  // namespace inkling
