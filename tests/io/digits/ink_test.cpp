#include "io/digits/ink.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace inkling {
namespace {

const cv::Size kPage(120, 100);
const cv::Rect kStroke(50, 30, 10, 40);

/// A page of `paper` with a stroke of `ink` in the middle.
cv::Mat page(int paper, int ink) {
  cv::Mat picture(kPage, CV_8U, cv::Scalar(paper));
  picture(kStroke) = ink;
  return picture;
}

cv::Mat colour_page(const cv::Scalar& paper, const cv::Scalar& ink) {
  cv::Mat picture(kPage, CV_8UC3, paper);
  picture(kStroke) = ink;
  return picture;
}

/// Paper whose light falls from 220 at the left to 100 at the right.
cv::Mat slope() {
  cv::Mat picture(kPage, CV_8U);
  for (int j = 0; j < picture.cols; ++j) picture.col(j) = 220 - j;
  return picture;
}

double level(const cv::Mat& amount, const cv::Rect& place) { return cv::mean(amount(place))[0]; }

TEST(PaperLevel, IsTheMedianOfTheBorder) {
  cv::Mat picture = page(200, 0);
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

TEST(PaperSurface, OfOnePaperIsItsColour) {
  const cv::Mat paper = paper_surface(colour_page({10, 200, 90}, {250, 0, 0}));
  EXPECT_LT(cv::norm(paper, cv::Mat(kPage, CV_32FC3, cv::Scalar(10, 200, 90)), cv::NORM_INF), 1);
}

TEST(PaperSurface, FollowsLightThatFallsOff) {
  cv::Mat picture = slope();
  picture(kStroke) = 20;
  cv::Mat expected;
  slope().convertTo(expected, CV_32F);
  EXPECT_LT(cv::norm(paper_surface(picture), expected, cv::NORM_INF), 3);
}

TEST(PaperSurface, IsNotBentByThickStrokesThatFillThePicture) {
  cv::Mat picture = page(240, 240);
  picture(cv::Rect(20, 0, 30, 100)) = 10;
  picture(cv::Rect(70, 0, 30, 100)) = 10;
  EXPECT_NEAR(level(paper_surface(picture), {30, 40, 10, 10}), 240, 2);
}

TEST(PaperSurface, IsNotThatOfAFrame) {
  cv::Mat picture = page(255, 0);
  cv::rectangle(picture, cv::Rect({}, kPage), 0, 2);
  EXPECT_NEAR(level(paper_surface(picture), {20, 20, 10, 10}), 255, 3);
}

TEST(FindInk, GivesTheDifferenceFromThePaper) {
  const Ink ink = find_ink(page(200, 30));
  EXPECT_NEAR(level(ink.amount, kStroke), 170, 1);
  EXPECT_NEAR(level(ink.amount, {0, 0, 40, 100}), 0, 1);
}

TEST(FindInk, TellsDarkInkFromLightInk) {
  EXPECT_TRUE(find_ink(page(110, 0)).dark);
  EXPECT_FALSE(find_ink(page(110, 220)).dark);
}

TEST(FindInk, SeesRedInkOnBluePaperOfTheSameBrightness) {
  const Ink ink = find_ink(colour_page({60, 60, 255}, {139, 60, 48}));
  EXPECT_GT(level(ink.amount, kStroke), 200);
}

TEST(FindInk, TakesTheLightSideOfAShadowForPaper) {
  cv::Mat picture(kPage, CV_8U, cv::Scalar(110));
  picture.colRange(90, 120) = 230;
  picture(kStroke) = 20;
  const Ink ink = find_ink(picture);
  EXPECT_TRUE(ink.dark);
  EXPECT_GT(level(ink.amount, kStroke), level(ink.amount, {95, 10, 20, 80}));
}

TEST(RemoveSlowBackground, TakesAwayAShadowWithASharpEdge) {
  cv::Mat amount = cv::Mat::zeros(kPage, CV_32F);
  amount.colRange(50, 120) = 80;
  amount(cv::Rect(90, 30, 10, 40)) = 200;
  const cv::Mat rest = remove_slow_background(amount);
  EXPECT_NEAR(level(rest, {60, 0, 25, 100}), 0, 1);
  EXPECT_NEAR(level(rest, {90, 30, 10, 40}), 120, 1);
}

TEST(RemoveSlowBackground, LeavesNoHollowInAThickStroke) {
  cv::Mat amount = cv::Mat::zeros(kPage, CV_32F);
  amount(cv::Rect(40, 5, 45, 90)) = 200;
  EXPECT_NEAR(level(remove_slow_background(amount), {55, 40, 15, 20}), 200, 1);
}

TEST(MeasureInk, PutsTheThresholdBetweenPaperAndInk) {
  const InkLevels levels = measure_ink(find_ink(page(200, 50)).amount);
  EXPECT_GT(levels.threshold, 0);
  EXPECT_LT(levels.threshold, 150);
  EXPECT_NEAR(levels.ink, 150, 2);
  EXPECT_TRUE(levels.differ());
}

TEST(MeasureInk, FindsInkThatIsRareOnGrainyPaper) {
  cv::Mat amount(400, 400, CV_32F);
  cv::RNG random(1);
  random.fill(amount, cv::RNG::NORMAL, 0, 15);
  amount(cv::Rect(200, 200, 4, 60)) = 160;
  const InkLevels levels = measure_ink(amount);
  EXPECT_TRUE(levels.differ());
  EXPECT_GT(levels.threshold, 50);
}

TEST(MeasureInk, OfGrainAloneDoesNotDiffer) {
  cv::Mat amount(200, 200, CV_32F);
  cv::RNG random(1);
  random.fill(amount, cv::RNG::NORMAL, 0, 20);
  EXPECT_FALSE(measure_ink(amount).differ());
}

TEST(MeasureInk, OfOneLevelDoesNotDiffer) {
  EXPECT_FALSE(measure_ink(cv::Mat::zeros(9, 9, CV_32F)).differ());
}

TEST(MeasureInk, NeedsSixLevelsOfContrastOnCleanPaper) {
  EXPECT_FALSE(measure_ink(find_ink(page(200, 195)).amount).differ());
  EXPECT_TRUE(measure_ink(find_ink(page(200, 192)).amount).differ());
}

TEST(MeasureInk, NeedsMoreContrastOnGrainyPaper) {
  const auto differs = [](float contrast, double grain) {
    cv::Mat amount(400, 400, CV_32F);
    cv::RNG random(1);
    random.fill(amount, cv::RNG::NORMAL, 0, grain);
    amount(cv::Rect(200, 100, 20, 200)) += contrast;
    return measure_ink(amount).differ();
  };
  EXPECT_TRUE(differs(12, 1));
  EXPECT_FALSE(differs(12, 3));
  EXPECT_TRUE(differs(30, 3));
}

}  // namespace
}  // namespace inkling
