#include "model/layers/transpose.h"

#include <gtest/gtest.h>

namespace inkling {
namespace {

LaneVector numbered(std::size_t count) {
  LaneVector values(count);
  for (std::size_t n = 0; n < count; ++n) {
    values[n] =
        Lanes([&](int lane) { return static_cast<float>(100 * n) + static_cast<float>(lane + 1); });
  }
  return values;
}

TEST(Transpose, ExchangesLanesAndValues) {
  const LaneVector values = numbered(kLanes);
  LaneVector rows(kLanes);
  transpose(values.data(), 1, kLanes, rows.data());
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    for (std::size_t n = 0; n < kLanes; ++n) {
      EXPECT_EQ(float{rows[lane][n]}, float{values[n][lane]}) << lane << ", " << n;
    }
  }
}

TEST(Transpose, ReadsFewerValuesWithAStride) {
  const LaneVector values = numbered(3 * 5);
  LaneVector rows(kLanes, Lanes(-1.0f));
  transpose(values.data(), 3, 5, rows.data());
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    for (std::size_t n = 0; n < kLanes; ++n) {
      EXPECT_EQ(float{rows[lane][n]}, n < 5 ? float{values[3 * n][lane]} : 0.0f);
    }
  }
}

TEST(Transpose, WorksInPlace) {
  LaneVector values = numbered(kLanes);
  const LaneVector before = values;
  transpose(values.data(), 1, kLanes, values.data());
  EXPECT_EQ(float{values[3][7]}, float{before[7][3]});
}

}  // namespace
}  // namespace inkling
