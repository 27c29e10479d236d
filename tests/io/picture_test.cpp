#include "io/picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "tests/io/scratch_folder.h"
#include "tests/io/write_png.h"

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

TEST(PaperLevel, IsTheMedianOfTheBorder) {
  cv::Mat picture = page({10, 10}, 200, 0, {2, 2, 6, 6});
  picture.row(0) = 10;
  EXPECT_EQ(paper_level(picture), 200);
}

TEST(PaperLevel, SeesAllFourSides) {
  cv::Mat picture(4, 4, CV_8U, cv::Scalar(9));
  picture.row(3) = 7;
  picture.col(0) = 7;
  picture.col(3) = 7;
  EXPECT_EQ(paper_level(picture), 7);
}

TEST(InkAmount, OfDarkInkOnLightPaperIsHowMuchDarkerItIs) {
  const cv::Mat ink = ink_amount((cv::Mat_<std::uint8_t>(1, 3) << 230, 200, 30), 200);
  EXPECT_EQ(distance(ink, (cv::Mat_<std::uint8_t>(1, 3) << 0, 0, 170)), 0);
}

TEST(InkAmount, OfLightInkOnDarkPaperIsHowMuchLighterItIs) {
  const cv::Mat ink = ink_amount((cv::Mat_<std::uint8_t>(1, 3) << 10, 20, 250), 20);
  EXPECT_EQ(distance(ink, (cv::Mat_<std::uint8_t>(1, 3) << 0, 0, 230)), 0);
}

TEST(InkAmount, FindsBlackInkOnGreyPaper) {
  const cv::Mat ink = ink_amount((cv::Mat_<std::uint8_t>(1, 3) << 110, 100, 0), 100);
  EXPECT_EQ(distance(ink, (cv::Mat_<std::uint8_t>(1, 3) << 0, 0, 100)), 0);
}

TEST(InkBox, LeavesOutTheGrainOfThePaper) {
  cv::Mat ink = page({20, 20}, 0, 200, {5, 6, 7, 8});
  ink.at<std::uint8_t>(0, 0) = 49;
  EXPECT_EQ(ink_box(ink), cv::Rect(5, 6, 7, 8));
}

TEST(InkBox, TakesInAQuarterOfTheMostInk) {
  cv::Mat ink = page({20, 20}, 0, 200, {5, 6, 7, 8});
  ink.at<std::uint8_t>(0, 0) = 50;
  EXPECT_EQ(ink_box(ink), cv::Rect(0, 0, 12, 14));
}

TEST(ScaleIntoBox, KeepsTheAspect) {
  EXPECT_EQ(scale_into_box(cv::Mat::ones(100, 50, CV_8U), {20, 20}).size(), cv::Size(10, 20));
}

TEST(ScaleIntoBox, EnlargesWhatIsSmall) {
  EXPECT_EQ(scale_into_box(cv::Mat::ones(2, 5, CV_8U), {20, 20}).size(), cv::Size(20, 8));
}

TEST(ScaleIntoBox, NeverLosesAWholeSide) {
  EXPECT_EQ(scale_into_box(cv::Mat::ones(1, 900, CV_8U), {20, 20}).size(), cv::Size(20, 1));
}

TEST(ScaleIntoBox, MakesAThinStrokeFaintAndDoesNotBreakIt) {
  cv::Mat ink = cv::Mat::zeros(2000, 2000, CV_8U);
  ink.col(1000) = 255;
  const cv::Mat column = scale_into_box(ink, {20, 20}).col(10);
  EXPECT_NEAR(column.at<float>(3), 2.55f, 1e-3f);
  EXPECT_EQ(cv::countNonZero(column), 20);
}

TEST(StretchContrast, MakesTheMostInk255) {
  const cv::Mat stretched = stretch_contrast((cv::Mat_<float>(1, 3) << 0, 1, 2.5));
  EXPECT_EQ(distance(stretched, (cv::Mat_<std::uint8_t>(1, 3) << 0, 102, 255)), 0);
}

TEST(CenterByMass, PutsTheCenterOfMassWhereMnistHasIt) {
  cv::Mat ink = cv::Mat::zeros(9, 9, CV_8U);
  ink(cv::Rect(0, 0, 3, 9)) = 255;  // the centre of mass is at column 1, row 4
  EXPECT_EQ(box_of(center_by_mass(ink, kSize)), cv::Rect(13, 10, 3, 9));
}

TEST(CenterByMass, LetsNoInkFallOverTheEdge) {
  cv::Mat ink(1, 27, CV_8U, cv::Scalar(1));
  ink.at<std::uint8_t>(0, 0) = 255;
  EXPECT_EQ(box_of(center_by_mass(ink, kSize)).width, 27);
}

cv::Mat prepared(const cv::Mat& picture, cv::Size size = kSize) {
  return prepare_picture(picture, size, Preprocessing::kAuto, "p").image;
}

TEST(PreparePicture, PassesAPictureUnchangedThatIsLikeMnist) {
  const cv::Mat digit = page(kSize, 0, 90, {1, 2, 5, 9});
  EXPECT_EQ(distance(prepared(digit), digit), 0);
}

TEST(PreparePicture, TurnsDarkInkOnLightPaperRound) {
  const cv::Mat dark = page({100, 100}, 255, 0, {10, 60, 20, 30});
  const cv::Mat light = page({100, 100}, 0, 255, {10, 60, 20, 30});
  EXPECT_EQ(distance(prepared(dark), prepared(light)), 0);
}

TEST(PreparePicture, BringsTheDigitIntoABoxOf20InTheMiddle) {
  const cv::Mat picture = page({300, 200}, 255, 0, {200, 20, 50, 100});
  EXPECT_EQ(box_of(prepared(picture)), cv::Rect(10, 5, 10, 20));
}

TEST(PreparePicture, PreparesAPictureOfTheRightSizeOnLightPaper) {
  const cv::Mat picture = page(kSize, 255, 0, {1, 1, 5, 10});
  EXPECT_EQ(box_of(prepared(picture)).size(), cv::Size(10, 20));
}

TEST(PreparePicture, CountsPaperWithin32OfBlackAsBlack) {
  const cv::Rect ink(1, 1, 5, 10);
  EXPECT_EQ(prepared(page(kSize, 32, 200, ink)).at<std::uint8_t>(0, 0), 32);
  EXPECT_EQ(box_of(prepared(page(kSize, 33, 200, ink))).size(), cv::Size(10, 20));
}

TEST(PreparePicture, StretchesFaintInk) {
  double most = 0;
  cv::minMaxLoc(prepared(page({50, 50}, 200, 150, {9, 9, 9, 9})), nullptr, &most);
  EXPECT_EQ(most, 255);
}

TEST(PreparePicture, FitsTheBoxToOtherSizes) {
  const cv::Mat picture = page({300, 200}, 255, 0, {200, 20, 100, 100});
  EXPECT_EQ(box_of(prepared(picture, {56, 42})).size(), cv::Size(30, 30));
}

TEST(PreparePicture, RefusesABlankPicture) {
  cv::Mat blank(40, 40, CV_8U, cv::Scalar(240));
  blank.at<std::uint8_t>(20, 20) = 235;
  EXPECT_EQ(error_of([&] { prepare_picture(blank, kSize, Preprocessing::kAuto, "blank.png"); }),
            "blank.png: shows nothing: all pixels are nearly alike\n"
            "  expected  ink and paper that differ by at least 24 of 255 levels of grey\n"
            "  found     grey from 235 to 240\n"
            "  next      look at the picture; draw with more contrast");
}

TEST(PreparePicture, RefusesABlackPictureOfTheRightSize) {
  EXPECT_THAT(error_of([&] {
                prepare_picture(cv::Mat::zeros(kSize, CV_8U), kSize, Preprocessing::kAuto,
                                "black.png");
              }),
              StartsWith("black.png: shows nothing"));
}

PreparedPicture prepare(const cv::Mat& picture, Preprocessing how = Preprocessing::kAuto) {
  return prepare_picture(picture, kSize, how, "p");
}

TEST(PreparePicture, TellsTheColourOfTheInk) {
  EXPECT_TRUE(prepare(page({90, 90}, 255, 0, {9, 9, 30, 50})).dark_ink);
  EXPECT_FALSE(prepare(page({90, 90}, 0, 255, {9, 9, 30, 50})).dark_ink);
}

TEST(PreparePicture, WithNoStepsScalesAndTurnsDarkInkRoundOnly) {
  const cv::Mat picture = page({56, 56}, 250, 50, {2, 4, 20, 30});
  EXPECT_EQ(
      distance(prepare(picture, Preprocessing::kNone).image, page(kSize, 5, 205, {1, 2, 10, 15})),
      0);
}

TEST(PreparePicture, TakesAPictureOfOneRow) {
  const cv::Mat picture = (cv::Mat_<std::uint8_t>(1, 5) << 0, 0, 255, 0, 0);
  EXPECT_EQ(box_of(prepared(picture)).size(), cv::Size(20, 20));
}

}  // namespace
}  // namespace inkling
