#include "model/lanes/gang.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <vector>

#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

TEST(Gang, HoldsSixteenImagesAndTheLastOneTheRest) {
  EXPECT_EQ(gang_count(0), 0u);
  EXPECT_EQ(gang_count(1), 1u);
  EXPECT_EQ(gang_count(16), 1u);
  EXPECT_EQ(gang_count(17), 2u);
  EXPECT_EQ(gang_count(64), 4u);
}

TEST(Gang, TakesItsPartOfTheIndicesInOrder) {
  std::vector<std::uint32_t> indices(37);
  std::iota(indices.begin(), indices.end(), 100u);
  EXPECT_EQ(gang_indices(indices, 0).size(), 16u);
  EXPECT_EQ(gang_indices(indices, 0).front(), 100u);
  EXPECT_EQ(gang_indices(indices, 1).front(), 116u);
  EXPECT_EQ(gang_indices(indices, 2).size(), 5u);
  EXPECT_EQ(gang_indices(indices, 2).back(), 136u);
}

TEST(Gang, LoadsEachImageIntoALaneOfItsOwn) {
  // Image n has the pixels 10 n and 10 n + 1.
  ImageSet images{.shape = {.channels = 1, .height = 1, .width = 2}, .pixels = {}};
  for (int n = 0; n < 20; ++n) {
    images.pixels.push_back(static_cast<std::uint8_t>(10 * n));
    images.pixels.push_back(static_cast<std::uint8_t>(10 * n + 1));
  }
  std::array<std::uint32_t, kLanes> indices;
  for (std::uint32_t lane = 0; lane < kLanes; ++lane) indices[lane] = 19 - lane;
  LaneVector input(2, Lanes(kPoison));

  load_gang(images, indices, Normalization{}, input);

  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const float first = static_cast<float>(10 * (19 - lane));
    EXPECT_FLOAT_EQ(input[0][lane], first / 255.0f);
    EXPECT_FLOAT_EQ(input[1][lane], (first + 1.0f) / 255.0f);
  }
}

TEST(Gang, LoadsImagesWhosePixelsFillNoWholeWords) {
  ImageSet images{.shape = {.channels = 1, .height = 1, .width = 7}, .pixels = {}};
  for (int n = 0; n < 16 * 7; ++n) images.pixels.push_back(static_cast<std::uint8_t>(255 - 2 * n));
  std::array<std::uint32_t, kLanes> indices;
  std::iota(indices.begin(), indices.end(), 0u);
  LaneVector input(7, Lanes(kPoison));

  load_gang(images, indices, Normalization{}, input);

  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    for (std::size_t pixel = 0; pixel < 7; ++pixel) {
      EXPECT_FLOAT_EQ(input[pixel][lane], images.image(lane)[pixel] / 255.0f);
    }
  }
}

TEST(Gang, NormalizesThePixels) {
  const ImageSet images{.shape = {.channels = 1, .height = 1, .width = 3}, .pixels = {0, 51, 255}};
  LaneVector input(3, Lanes(kPoison));
  load_gang(images, std::array<std::uint32_t, 1>{0}, {.mean = 0.2f, .deviation = 0.4f}, input);
  // (0 - 0.2) / 0.4, (0.2 - 0.2) / 0.4 and (1 - 0.2) / 0.4, to the rounding of a float
  EXPECT_NEAR(input[0][0], -0.5f, 1e-6f);
  EXPECT_NEAR(input[1][0], 0.0f, 1e-6f);
  EXPECT_NEAR(input[2][0], 2.0f, 1e-6f);
}

TEST(Gang, FillsLanesWithoutAnImageWithTheNormalizedZero) {
  const ImageSet images{.shape = {.channels = 1, .height = 1, .width = 1}, .pixels = {255}};
  LaneVector input(1, Lanes(kPoison));
  load_gang(images, std::array<std::uint32_t, 2>{0, 0}, {.mean = 0.25f, .deviation = 0.5f}, input);
  for (std::size_t lane = 2; lane < kLanes; ++lane) EXPECT_EQ(float{input[0][lane]}, -0.5f);
  EXPECT_FLOAT_EQ(input[0][1], 1.5f);
}

}  // namespace
}  // namespace inkling
