#include "model/dataset.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace inkling {
namespace {

constexpr Shape kTwoPixels{.channels = 1, .height = 1, .width = 2};

TEST(ImageSet, KnowsItsImages) {
  const ImageSet images{.shape = kTwoPixels, .pixels = {1, 2, 3, 4, 5, 6}};
  EXPECT_EQ(images.count(), 3u);
  EXPECT_EQ(images.image(1)[0], 3);
  EXPECT_EQ(images.image(1).size(), 2u);
}

TEST(Transposition, ExchangesRowsAndColumnsOfEachChannel) {
  ImageSet images{.shape = {.channels = 2, .height = 2, .width = 3},
                  .pixels = {1,  2,  3,  4,  5,  6,   //
                             11, 12, 13, 14, 15, 16,  //
                             21, 22, 23, 24, 25, 26,  //
                             31, 32, 33, 34, 35, 36}};
  transpose(images);
  EXPECT_EQ(images.shape, (Shape{.channels = 2, .height = 3, .width = 2}));
  EXPECT_EQ(images.pixels, (std::vector<std::uint8_t>{1,  4,  2,  5,  3,  6,   //
                                                      11, 14, 12, 15, 13, 16,  //
                                                      21, 24, 22, 25, 23, 26,  //
                                                      31, 34, 32, 35, 33, 36}));
}

TEST(NumberedClasses, AreNamedFromZero) {
  EXPECT_EQ(numbered_classes(3), (std::vector<std::string>{"0", "1", "2"}));
}

TEST(Normalization, HasTheMeanAndDeviationOfThePixels) {
  // 0, 0, 1, 1, 0.2 and 0.8 have the mean 0.5 and the mean square 2.68 / 6.
  const ImageSet images{.shape = kTwoPixels, .pixels = {0, 0, 255, 255, 51, 204}};
  const Normalization found = measure_normalization(images, std::array<std::uint32_t, 3>{0, 1, 2});
  EXPECT_FLOAT_EQ(found.mean, 0.5f);
  EXPECT_FLOAT_EQ(found.deviation, 0.44347116f);
}

TEST(Normalization, LooksAtTheGivenImagesOnly) {
  const ImageSet images{.shape = kTwoPixels, .pixels = {0, 255, 17, 99, 255, 255}};
  const Normalization found = measure_normalization(images, std::array<std::uint32_t, 1>{0});
  EXPECT_EQ(found, (Normalization{.mean = 0.5f, .deviation = 0.5f}));
}

TEST(Normalization, SumsTheSquaresOfLargeImages) {
  constexpr Shape kShape{.channels = 1, .height = 1000, .width = 400};
  ImageSet images{.shape = kShape, .pixels = std::vector<std::uint8_t>(kShape.size(), 255)};
  std::fill_n(images.pixels.begin(), kShape.size() / 4, std::uint8_t{0});
  const Normalization found = measure_normalization(images, std::array<std::uint32_t, 1>{0});
  EXPECT_FLOAT_EQ(found.mean, 0.75f);
  EXPECT_FLOAT_EQ(found.deviation, std::sqrt(0.1875f));
}

TEST(Normalization, CountsAnImageAsOftenAsItIsGiven) {
  const ImageSet images{.shape = kTwoPixels, .pixels = {0, 0, 255, 255}};
  const Normalization found =
      measure_normalization(images, std::array<std::uint32_t, 4>{0, 0, 0, 1});
  EXPECT_FLOAT_EQ(found.mean, 0.25f);
}

TEST(Normalization, OfImagesThatAreAllAlikeDividesByOne) {
  const ImageSet images{.shape = kTwoPixels, .pixels = {51, 51, 51, 51}};
  const Normalization found = measure_normalization(images, std::array<std::uint32_t, 2>{0, 1});
  EXPECT_FLOAT_EQ(found.mean, 0.2f);
  EXPECT_EQ(found.deviation, 1.0f);
}

TEST(Normalization, OfNoImagesChangesNothing) {
  const ImageSet images{.shape = kTwoPixels, .pixels = {51, 51}};
  EXPECT_EQ(measure_normalization(images, {}), Normalization{});
}

}  // namespace
}  // namespace inkling
