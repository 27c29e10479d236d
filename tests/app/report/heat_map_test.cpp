#include "app/report/heat_map.h"

#include <gtest/gtest.h>

#include <limits>

namespace inkling {
namespace {

constexpr Shape kRow{.channels = 1, .height = 1, .width = 4};

using Bytes = std::vector<std::uint8_t>;

TEST(HeatMap, IsTransparentAtZeroAndHasOneScaleForBothClasses) {
  const Attribution first{.contributions = {0.0f, 1.0f, -2.0f, 0.5f}};
  const Attribution second{.contributions = {-4.0f, 4.0f, 2.0f, 0.0f}};
  const HeatMaps maps = draw_heat_maps(first, second, kRow);
  EXPECT_EQ(maps.contributions[0], (Bytes{16, 20, 8, 18}));
  EXPECT_EQ(maps.contributions[1], (Bytes{1, 31, 24, 16}));
  EXPECT_TRUE(maps.class_maps[0].empty());
  EXPECT_EQ(heat_palette()[kNoHeat][3], 0);
  EXPECT_EQ(heat_palette().size(), 32u);
}

TEST(HeatMap, OfZerosIsTransparent) {
  const Attribution nothing{.contributions = {0, 0, 0, 0}};
  EXPECT_EQ(draw_heat_maps(nothing, nothing, kRow).contributions[0], Bytes(4, kNoHeat));
}

TEST(HeatMap, IsTransparentWhereThereIsNoNumber) {
  const float infinity = std::numeric_limits<float>::infinity();
  const Attribution none{.contributions = {infinity, infinity - infinity, 1, -1}};
  EXPECT_EQ(draw_heat_maps(none, none, kRow).contributions[0], Bytes(4, kNoHeat));
}

TEST(HeatMap, OfALastConvolutionIsEnlarged) {
  const Attribution map{.contributions = {0, 0, 0, 0},
                        .class_map = {0.0f, 4.0f},
                        .class_map_shape = {.channels = 1, .height = 1, .width = 2}};
  EXPECT_EQ(draw_heat_maps(map, map, kRow).class_maps[1], (Bytes{16, 20, 27, 31}));
}

TEST(HeatMap, IsBlueAboveZeroAndOrangeBelow) {
  const PaletteColour raises = heat_palette()[31];
  const PaletteColour lowers = heat_palette()[1];
  EXPECT_GT(raises[2], raises[0]);
  EXPECT_GT(lowers[0], lowers[2]);
  EXPECT_EQ(raises[3], lowers[3]);
}

TEST(HeatMap, TellsTheSumInNumbers) {
  const Attribution attribution{.logit = 9.11, .sum = 12.31, .biases = -3.2};
  EXPECT_EQ(sum_text(attribution, false), "12.31 − 3.20 = 9.11");
  EXPECT_EQ(sum_text({.logit = -1.0, .sum = -2.0, .biases = 0.25}, true),
            "−2.00 + 0.25 + 0.75 = −1.00");
}

}  // namespace
}  // namespace inkling
