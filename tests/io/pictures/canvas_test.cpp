#include "io/pictures/canvas.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <vector>

#include "io/pictures/picture_file.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

constexpr Color kWhite = {255, 255, 255};
constexpr Color kBlack = {0, 0, 0};

/// The picture as grey, read back from its file.
cv::Mat grey(const Canvas& canvas) {
  const ScratchFolder folder;
  canvas.write(folder.path("canvas.png"));
  return brightness(read_picture_file(folder.path("canvas.png")));
}

/// The smallest box around everything that is not white.
cv::Rect ink(const Canvas& canvas) {
  const cv::Mat picture = grey(canvas);
  cv::Rect box;
  for (int y = 0; y < picture.rows; ++y) {
    for (int x = 0; x < picture.cols; ++x) {
      if (picture.at<std::uint8_t>(y, x) < 128) box |= cv::Rect(x, y, 1, 1);
    }
  }
  return box;
}

TEST(Mix, GoesFromOneColorToTheOther) {
  const Color half = mix({0, 100, 200}, {100, 100, 0}, 0.5);
  EXPECT_EQ(half.red, 50);
  EXPECT_EQ(half.green, 100);
  EXPECT_EQ(half.blue, 100);
}

TEST(Canvas, FillsABox) {
  Canvas canvas(20, 10, kWhite);
  canvas.fill(3, 2, 5, 4, kBlack);
  EXPECT_EQ(ink(canvas), cv::Rect(3, 2, 5, 4));
}

TEST(Canvas, CutsOffWhatIsOutside) {
  Canvas canvas(20, 10, kWhite);
  canvas.fill(-3, -3, 5, 4, kBlack);
  canvas.fill(30, 30, 5, 5, kBlack);
  canvas.text("long text", 15, 5, 8, kBlack);
  EXPECT_EQ(grey(canvas).at<std::uint8_t>(0, 1), 0);
}

TEST(Canvas, ZoomsImages) {
  Canvas canvas(10, 10, kWhite);
  const std::vector<std::uint8_t> pixels = {20, 40};
  canvas.image(pixels, {.channels = 1, .height = 1, .width = 2}, 1, 2, 3);
  const cv::Mat picture = grey(canvas);
  EXPECT_EQ(picture.at<std::uint8_t>(2, 1), 20);
  EXPECT_EQ(picture.at<std::uint8_t>(4, 3), 20);
  EXPECT_EQ(picture.at<std::uint8_t>(4, 4), 40);
  EXPECT_EQ(picture.at<std::uint8_t>(5, 4), 255);
}

TEST(Canvas, DrawsCapitalsOfTheGivenHeightAroundTheirMiddle) {
  Canvas canvas(60, 60, kWhite);
  canvas.text("H", 10, 30, 20, kBlack);
  const cv::Rect box = ink(canvas);
  EXPECT_NEAR(box.height, 20 + 20 / 8, 2);  // with the width of a stroke
  EXPECT_NEAR(box.y + box.height / 2.0, 30, 1.5);
}

TEST(Canvas, AnchorsATextAtItsLeftItsMiddleOrItsRight) {
  const auto drawn = [](Canvas::Anchor anchor) {
    Canvas canvas(200, 40, kWhite);
    canvas.text("HHH", 100, 20, 10, kBlack, anchor);
    return ink(canvas);
  };
  const cv::Rect left = drawn(Canvas::Anchor::kLeft);
  const cv::Rect center = drawn(Canvas::Anchor::kCenter);
  const cv::Rect right = drawn(Canvas::Anchor::kRight);
  EXPECT_NEAR(left.x, 100, 3);
  EXPECT_NEAR(center.x + center.width / 2.0, 100, 2);
  EXPECT_NEAR(right.x + right.width, 100, 3);
}

TEST(Canvas, TurnsATextToBeReadUpwards) {
  Canvas canvas(40, 200, kWhite);
  canvas.upward_text("L", 20, 150, 20, kBlack);
  const cv::Rect box = ink(canvas);
  EXPECT_GT(box.width, box.height);
  EXPECT_NEAR(box.y + box.height, 150, 5);
  // The foot of the L is below its stem, so now to the right of it, and goes up.
  const cv::Mat picture = grey(canvas);
  const cv::Mat right = picture(cv::Rect(box.x + box.width - 2, box.y, 1, box.height));
  const cv::Mat left = picture(cv::Rect(box.x + 1, box.y, 1, box.height));
  EXPECT_LT(cv::mean(right)[0], cv::mean(left)[0]);
}

TEST(Canvas, CountsACharacterThatItsFontLacksAsAQuestionMark) {
  EXPECT_EQ(Canvas::text_width("ö", 10), Canvas::text_width("?", 10));
}

TEST(Canvas, DrawsAnEllipsisAsFullStops) {
  EXPECT_EQ(Canvas::text_width("…", 10), Canvas::text_width("...", 10));
}

TEST(Canvas, RefusesAPictureThatIsTooLarge) {
  try {
    Canvas(20'000, 20'000, kWhite);
    FAIL();
  } catch (const std::length_error& error) {
    EXPECT_STREQ(error.what(), "a picture of 20000x20000 pixels is too large to draw");
  }
}

}  // namespace
}  // namespace inkling
