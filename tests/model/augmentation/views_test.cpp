#include "model/augmentation/views.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/model/lanes/gangs.h"

namespace inkling {
namespace {

constexpr float kPaper = -0.5f;
/// Bilinear interpolation at whole positions rounds to about 1e-6 of an image's side.
constexpr float kTolerance = 1e-4f;

/// A square image on paper with a bar of ink in the middle third, and one brighter pixel.
std::vector<float> bar(int side) {
  std::vector<float> pixels(static_cast<std::size_t>(side * side), kPaper);
  for (int i = side / 4; i < 3 * side / 4; ++i) {
    for (int j = side / 2 - 2; j < side / 2 + 2; ++j) {
      pixels[static_cast<std::size_t>(i * side + j)] = 1.0f;
    }
  }
  pixels[static_cast<std::size_t>(side / 2 * side + side / 2)] = 2.0f;
  return pixels;
}

/// What becomes of the bar in each lane of a gang that comes after `first` lanes.
LaneVector seen(int side, int count, std::size_t first = 0) {
  const Views views({.channels = 1, .height = side, .width = side}, count);
  LaneVector images = uniform_gang(bar(side));
  LaneVector scratch(views.scratch_size(), std::nanf(""));
  views.apply(first, kPaper, images, scratch);
  return images;
}

float ink_of(const std::vector<float>& image) {
  float sum = 0.0f;
  for (const float pixel : image) sum += pixel - kPaper;
  return sum;
}

/// The image moved by whole pixels, with paper where nothing was.
std::vector<float> moved(const std::vector<float>& image, int side, int right, int down) {
  std::vector<float> result(image.size(), kPaper);
  for (int i = std::max(0, down); i < std::min(side, side + down); ++i) {
    for (int j = std::max(0, right); j < std::min(side, side + right); ++j) {
      result[static_cast<std::size_t>(i * side + j)] =
          image[static_cast<std::size_t>((i - down) * side + j - right)];
    }
  }
  return result;
}

void expect_close(const std::vector<float>& found, const std::vector<float>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t n = 0; n < found.size(); ++n) {
    ASSERT_NEAR(found[n], expected[n], kTolerance) << "pixel " << n;
  }
}

TEST(Views, FirstIsTheImageToTheLastBit) { EXPECT_EQ(lane_of(seen(28, 16), 0), bar(28)); }

TEST(Views, NextFourAreMovedByAPixel) {
  const LaneVector views = seen(28, 5);
  expect_close(lane_of(views, 1), moved(bar(28), 28, -1, 0));
  expect_close(lane_of(views, 2), moved(bar(28), 28, 1, 0));
  expect_close(lane_of(views, 3), moved(bar(28), 28, 0, -1));
  expect_close(lane_of(views, 4), moved(bar(28), 28, 0, 1));
}

TEST(Views, MoveLargerImagesInProportion) {
  expect_close(lane_of(seen(56, 5), 1), moved(bar(56), 56, -2, 0));
}

TEST(Views, MakeStrokesThickerAndThinner) {
  const LaneVector views = seen(28, 7);
  EXPECT_GT(ink_of(lane_of(views, 5)), 1.1f * ink_of(bar(28)));
  EXPECT_LT(ink_of(lane_of(views, 6)), ink_of(bar(28)) - 0.5f);
}

TEST(Views, AreSixteenDifferentOnes) {
  const LaneVector views = seen(28, kMostViews);
  for (int lane = 0; lane < kLanes; ++lane) {
    for (int other = 0; other < lane; ++other) {
      EXPECT_NE(lane_of(views, lane), lane_of(views, other)) << lane << " and " << other;
    }
  }
}

TEST(Views, TakeTurnsOverTheEndOfAGang) {
  const LaneVector first_gang = seen(28, 5);
  const LaneVector second_gang = seen(28, 5, kLanes);
  EXPECT_EQ(lane_of(first_gang, 15), lane_of(first_gang, 0));
  EXPECT_EQ(lane_of(second_gang, 0), lane_of(first_gang, 1));
  EXPECT_EQ(lane_of(second_gang, 4), lane_of(first_gang, 0));
}

}  // namespace
}  // namespace inkling
