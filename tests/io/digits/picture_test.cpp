#include "io/digits/picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "io/files/error.h"
#include "tests/io/files/scratch_folder.h"
#include "tests/io/pictures/write_png.h"

namespace inkling {
namespace {

using testing::StartsWith;

const cv::Size kSize(28, 28);

/// A page of `paper` with a block of `ink` at `place`.
cv::Mat page(cv::Size size, int paper, int ink, cv::Rect place) {
  cv::Mat picture(size, CV_8U, cv::Scalar(paper));
  picture(place) = ink;
  return picture;
}

/// The box of all pixels above 0.
cv::Rect box_of(const cv::Mat& picture) { return cv::boundingRect(picture > 0); }

double distance(const cv::Mat& a, const cv::Mat& b) { return cv::norm(a, b, cv::NORM_INF); }

PreparedPicture prepare(const cv::Mat& picture, Preprocessing how = Preprocessing::kAuto) {
  return prepare_picture(picture, kSize, how, "p");
}

/// A zero of straight strokes 3 wide in a box of 10x20, with its centre of mass in the middle.
cv::Mat digit_as_in_mnist() {
  cv::Mat image = page(kSize, 0, 250, {9, 4, 10, 20});
  image(cv::Rect(12, 7, 4, 14)) = 0;
  return image;
}

/// A stroke of about MNIST's width for its height, dark on light paper.
cv::Mat stroke_on_page(cv::Size size, cv::Rect place) { return page(size, 255, 0, place); }

TEST(PreparePicture, PassesAPictureUnchangedThatIsLikeMnist) {
  const PreparedPicture prepared = prepare(digit_as_in_mnist());
  EXPECT_TRUE(prepared.unchanged);
  EXPECT_EQ(distance(prepared.image, digit_as_in_mnist()), 0);
}

TEST(PreparePicture, PassesAPictureUnchangedThatFillsItsImage) {
  EXPECT_TRUE(prepare(page(kSize, 0, 90, {0, 9, 28, 12})).unchanged);
}

TEST(PreparePicture, PassesAPictureUnchangedThatIsLikeMnistAndBroken) {
  cv::Mat image = page(kSize, 0, 250, {4, 4, 4, 20});
  image(cv::Rect(20, 4, 4, 20)) = 250;
  const PreparedPicture prepared = prepare(image);
  EXPECT_TRUE(prepared.unchanged);
  EXPECT_EQ(prepared.digit_count, 1);
}

TEST(PreparePicture, CentersAPictureOfTheRightSizeThatIsOffCentre) {
  cv::Mat shifted = cv::Mat::zeros(kSize, CV_8U);
  digit_as_in_mnist()(cv::Rect(4, 4, 20, 20)).copyTo(shifted(cv::Rect(0, 7, 20, 20)));
  const PreparedPicture prepared = prepare(shifted);
  EXPECT_FALSE(prepared.unchanged);
  EXPECT_NEAR(box_of(prepared.image).x, 9, 1);
}

TEST(PreparePicture, PreparesWhatIsLikeMnistWhereItIsToldTo) {
  EXPECT_FALSE(prepare(digit_as_in_mnist(), Preprocessing::kMnist).unchanged);
}

TEST(PreparePicture, TurnsDarkInkOnLightPaperRound) {
  const cv::Mat dark = page({100, 100}, 255, 0, {10, 60, 20, 30});
  const cv::Mat light = page({100, 100}, 0, 255, {10, 60, 20, 30});
  EXPECT_EQ(distance(prepare(dark).image, prepare(light).image), 0);
}

TEST(PreparePicture, BringsTheDigitIntoABoxOf20InTheMiddle) {
  const cv::Rect box = box_of(prepare(stroke_on_page({300, 200}, {200, 20, 15, 100})).image);
  EXPECT_EQ(box.height, 20);
  EXPECT_EQ(box.y, 5);
  EXPECT_NEAR(box.x + box.width / 2.0, 14, 1);
}

TEST(PreparePicture, FitsTheBoxToOtherSizes) {
  const cv::Mat picture = stroke_on_page({300, 200}, {100, 20, 15, 100});
  const cv::Mat image = prepare_picture(picture, {56, 42}, Preprocessing::kAuto, "p").image;
  EXPECT_EQ(image.size(), cv::Size(56, 42));
  EXPECT_EQ(box_of(image).height, 30);
}

TEST(PreparePicture, TellsWhereTheDigitIs) {
  const cv::Rect place(200, 20, 15, 100);
  const cv::Rect box = prepare(stroke_on_page({300, 200}, place)).box;
  EXPECT_EQ(box & place, place);
  EXPECT_LE(box.area(), 1.3 * place.area());
}

TEST(PreparePicture, TellsTheWidthOfTheStrokesInTheBox) {
  EXPECT_NEAR(prepare(stroke_on_page({300, 200}, {200, 20, 15, 100})).stroke_width, 3, 0.4);
}

TEST(PreparePicture, MakesThinStrokesThicker) {
  const cv::Mat image = prepare(stroke_on_page({300, 300}, {150, 50, 2, 200})).image;
  EXPECT_GE(cv::sum(image.row(14))[0], 1.3 * 255);
}

TEST(PreparePicture, MakesThickStrokesThinner) {
  const cv::Mat image = prepare(stroke_on_page({300, 300}, {100, 50, 60, 200})).image;
  EXPECT_LE(cv::sum(image.row(14))[0], 4.5 * 255);
}

TEST(PreparePicture, StretchesFaintInk) {
  double most = 0;
  cv::minMaxLoc(prepare(page({50, 50}, 200, 150, {9, 9, 9, 30})).image, nullptr, &most);
  EXPECT_EQ(most, 255);
}

TEST(PreparePicture, FindsASmallDigitOnALargePage) {
  const PreparedPicture prepared = prepare(stroke_on_page({4000, 3000}, {3000, 500, 30, 200}));
  EXPECT_NEAR(prepared.box.height, 200, 12);
  EXPECT_EQ(box_of(prepared.image).height, 20);
}

TEST(PreparePicture, FindsADigitOnASheetOnATable) {
  cv::Mat picture = page({400, 300}, 60, 230, {80, 40, 240, 220});
  picture(cv::Rect(190, 90, 15, 100)) = 20;
  const PreparedPicture prepared = prepare(picture);
  EXPECT_TRUE(prepared.dark_ink);
  EXPECT_NEAR(prepared.box.height, 100, 4);
}

TEST(PreparePicture, TellsTheColourOfTheInk) {
  EXPECT_TRUE(prepare(page({90, 90}, 255, 0, {9, 9, 30, 50})).dark_ink);
  EXPECT_FALSE(prepare(page({90, 90}, 0, 255, {9, 9, 30, 50})).dark_ink);
}

TEST(PreparePicture, CountsDigits) {
  cv::Mat picture = stroke_on_page({300, 200}, {60, 50, 15, 100});
  EXPECT_EQ(prepare(picture).digit_count, 1);
  picture(cv::Rect(150, 50, 15, 100)) = 0;
  EXPECT_EQ(prepare(picture).digit_count, 2);
}

TEST(PreparePicture, WithNoStepsScalesAndTurnsDarkInkRoundOnly) {
  const cv::Mat picture = page({56, 56}, 250, 50, {2, 4, 20, 30});
  EXPECT_EQ(
      distance(prepare(picture, Preprocessing::kNone).image, page(kSize, 5, 205, {1, 2, 10, 15})),
      0);
}

TEST(PreparePicture, ScalesAndInvertsAsItIsToldTo) {
  const cv::Mat picture = page({56, 56}, 250, 50, {2, 4, 20, 30});
  const cv::Mat small = page(kSize, 250, 50, {1, 2, 10, 15});
  EXPECT_EQ(distance(prepare(picture, Preprocessing::kScale).image, small), 0);
  EXPECT_EQ(distance(prepare(picture, Preprocessing::kScaleAndInvert).image, 255 - small), 0);
  EXPECT_EQ(distance(prepare(255 - picture, Preprocessing::kScaleAndInvert).image, small), 0);
}

TEST(PreparePicture, RefusesABlankPicture) {
  cv::Mat blank(40, 40, CV_8U, cv::Scalar(240));
  blank.at<std::uint8_t>(20, 20) = 235;
  EXPECT_EQ(error_of([&] { prepare_picture(blank, kSize, Preprocessing::kAuto, "blank.png"); }),
            "blank.png: shows nothing: all pixels are nearly the same\n"
            "  expected  ink and paper that differ by at least 6 of 255 levels of grey\n"
            "  found     grey from 235 to 240\n"
            "  next      check the picture; draw with more contrast");
}

TEST(PreparePicture, FindsFaintInkOnCleanPaper) {
  const cv::Mat faint = page({90, 90}, 240, 228, {30, 20, 8, 50});
  const cv::Mat strong = page({90, 90}, 240, 20, {30, 20, 8, 50});
  EXPECT_EQ(prepare(faint).box, prepare(strong).box);
  EXPECT_LE(distance(prepare(faint).image, prepare(strong).image), 8);
}

TEST(PreparePicture, RefusesTheSoftEdgeOfAFaintShadow) {
  cv::Mat picture = page({300, 300}, 240, 230, {0, 0, 140, 300});
  cv::GaussianBlur(picture, picture, {}, 12);
  EXPECT_THAT(error_of([&] { prepare(picture); }), testing::HasSubstr("shows no writing"));
}

TEST(PreparePicture, RefusesGrainAlone) {
  cv::Mat grain(200, 200, CV_8U);
  cv::RNG random(1);
  random.fill(grain, cv::RNG::NORMAL, 128, 20);
  EXPECT_EQ(error_of([&] { prepare_picture(grain, kSize, Preprocessing::kAuto, "grain.png"); }),
            "grain.png: shows no writing\n"
            "  expected  strokes that differ from the paper\n"
            "  found     only grain, shadows, specks, or lines across the picture\n"
            "  next      check the picture; draw larger or with more contrast");
}

TEST(PreparePicture, RefusesABlackPictureOfTheRightSize) {
  EXPECT_THAT(error_of([&] {
                prepare_picture(cv::Mat::zeros(kSize, CV_8U), kSize, Preprocessing::kAuto,
                                "black.png");
              }),
              StartsWith("black.png: shows nothing"));
}

// Found by fuzzing: strokes were made thinner until none was left.
TEST(PreparePicture, KeepsTheInkForNetworksOfAPixelOrTwo) {
  const cv::Mat picture = stroke_on_page({8, 40}, {1, 19, 5, 1});
  for (const int side : {1, 2}) {
    const cv::Size size(side, side);
    const PreparedPicture prepared = prepare_picture(picture, size, Preprocessing::kAuto, "p");
    EXPECT_EQ(prepared.image.size(), size);
    EXPECT_GT(cv::countNonZero(prepared.image), 0);
  }
}

TEST(AppendPixels, AppendsThoseOfAPartOfAnImageRowByRow) {
  const cv::Mat image = (cv::Mat_<std::uint8_t>(3, 4) << 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  std::vector<std::uint8_t> pixels = {99};
  append_pixels(image(cv::Rect(1, 0, 2, 3)), pixels);
  EXPECT_EQ(pixels, (std::vector<std::uint8_t>{99, 2, 3, 6, 7, 10, 11}));
}

TEST(PreparePicture, TakesOrRefusesPicturesOfAnyShape) {
  for (const cv::Size size :
       {cv::Size(1, 1), {1, 5}, {5, 1}, {2, 2}, {3, 900}, {5000, 1}, {8, 8}}) {
    cv::Mat picture(size, CV_8UC3, cv::Scalar(255, 255, 255));
    picture.col(size.width / 2) = cv::Scalar(10, 0, 90);
    try {
      EXPECT_EQ(prepare(picture).image.size(), kSize) << size;
    } catch (const FileError& error) {
      EXPECT_THAT(error.what(), StartsWith("p: shows no")) << size;
    }
  }
}

}  // namespace
}  // namespace inkling
