#include "model/layers/addition.h"

#include <gtest/gtest.h>

#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_checker.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

constexpr Shape kMaps{.channels = 3, .height = 2, .width = 1};

TEST(Addition, AddsTheShortcutToWhatItPassedOn) {
  LaneVector output = run_forward(Addition({.channels = 3}), {}, gang({1, -2, 3}));
  Addition::add(gang({0.5f, 2, -7}), output);
  expect_equal(output, LaneVector{gang({1})[0] + gang({0.5f})[0], gang({-2})[0] + gang({2})[0],
                                  gang({3})[0] + gang({-7})[0]});
}

TEST(Addition, HasTheGradientOfOneSummand) { check_layer(Addition(kMaps)); }

TEST(Addition, KeepsTheShape) {
  EXPECT_EQ(Addition(kMaps).output_shape(), kMaps);
  EXPECT_EQ(Addition(kMaps).parameter_count(), 0u);
}

}  // namespace
}  // namespace inkling
