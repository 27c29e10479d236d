#include "io/digits/ink_pieces.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace inkling {
namespace {

const cv::Size kPage(200, 160);
const cv::Rect kDigit(80, 40, 40, 80);

/// A mask with ink in all `places`.
cv::Mat mask_of(const std::vector<cv::Rect>& places) {
  cv::Mat mask = cv::Mat::zeros(kPage, CV_8U);
  for (const cv::Rect& place : places) mask(place) = 255;
  return mask;
}

/// What of the pieces in `places` is taken for the digit.
cv::Rect digit_box(const std::vector<cv::Rect>& places) {
  return cv::boundingRect(find_digit(mask_of(places)).mask);
}

int digit_count(const std::vector<cv::Rect>& places) {
  return find_digit(mask_of(places)).digit_count;
}

TEST(FindDigit, LeavesOutSpecks) { EXPECT_EQ(digit_box({kDigit, {60, 60, 3, 3}}), kDigit); }

TEST(FindDigit, LeavesOutWhatComesInOverTheEdge) {
  EXPECT_EQ(digit_box({kDigit, {0, 50, 60, 60}}), kDigit);
}

TEST(FindDigit, KeepsTheDigitThatTouchesTheEdgeItself) {
  const cv::Rect digit(0, 40, 40, 80);
  EXPECT_EQ(digit_box({digit, {100, 60, 5, 5}}), digit);
}

TEST(FindDigit, KeepsALooseBarNearby) {
  EXPECT_EQ(digit_box({kDigit, {90, 30, 40, 6}}), kDigit | cv::Rect(90, 30, 40, 6));
}

TEST(FindDigit, KeepsAllPiecesOfABrokenStroke) {
  EXPECT_EQ(digit_box({{100, 20, 6, 30}, {100, 53, 6, 30}, {100, 86, 6, 30}, {100, 119, 6, 20}}),
            cv::Rect(100, 20, 6, 119));
}

TEST(FindDigit, LeavesOutALineAroundTheDigit) {
  cv::Mat mask = mask_of({kDigit});
  cv::rectangle(mask, {10, 10, 180, 140}, 255, 2);
  EXPECT_EQ(cv::boundingRect(find_digit(mask).mask), kDigit);
}

TEST(FindDigit, KeepsARoundStrokeAroundAPiece) {
  cv::Mat mask = mask_of({{100, 70, 5, 40}});
  cv::ellipse(mask, {100, 80}, {50, 60}, 0, 20, 340, 255, 3);
  EXPECT_GT(cv::boundingRect(find_digit(mask).mask).width, 90);
}

TEST(FindDigit, FindsNothingInDarkCorners) {
  EXPECT_EQ(digit_count({{0, 0, 30, 30}, {170, 130, 30, 30}}), 0);
}

TEST(FindDigit, FindsNothingInSpecks) { EXPECT_EQ(digit_count({{50, 50, 3, 3}}), 0); }

TEST(FindDigit, CountsDigitsSideBySide) {
  EXPECT_EQ(digit_count({{20, 40, 40, 80}, {70, 44, 40, 70}, {125, 40, 20, 80}}), 3);
}

TEST(FindDigit, CountsALooseBarAtTheSideAsPartOfTheDigit) {
  EXPECT_EQ(digit_count({kDigit, {130, 40, 30, 8}}), 1);
}

TEST(FindDigit, CountsTheTwoStrokesOfAFourAsOneDigit) {
  EXPECT_EQ(digit_count({{70, 40, 35, 50}, {110, 50, 8, 80}}), 1);
}

TEST(FindSheet, IsTheInsideOfWhatHasWritingOnIt) {
  cv::Mat mask = mask_of({{40, 20, 120, 110}});
  mask(cv::Rect(90, 50, 10, 50)) = 0;
  const cv::Rect sheet = find_sheet(mask);
  EXPECT_EQ(sheet & cv::Rect(40, 20, 120, 110), sheet);
  EXPECT_GT(sheet.area(), 0.8 * 120 * 110);
}

TEST(FindSheet, IsNotAThickStrokeWithoutWriting) {
  EXPECT_TRUE(find_sheet(mask_of({{80, 0, 60, 160}})).empty());
}

TEST(FindSheet, IsNotABoldZeroOfStraightStrokes) {
  for (const int stroke : {20, 22, 24}) {
    cv::Mat mask = mask_of({{60, 20, 80, 120}});
    mask(cv::Rect(60 + stroke, 20 + stroke, 80 - 2 * stroke, 120 - 2 * stroke)) = 0;
    EXPECT_TRUE(find_sheet(mask).empty()) << stroke;
  }
}

TEST(FindSheet, IsNotABoldEightOfStraightStrokes) {
  cv::Mat mask = mask_of({{60, 20, 80, 120}});
  mask(cv::Rect(88, 45, 24, 22)) = 0;
  mask(cv::Rect(88, 92, 24, 22)) = 0;
  EXPECT_TRUE(find_sheet(mask).empty());
}

TEST(FindSheet, IsNotAThickZero) {
  cv::Mat mask = cv::Mat::zeros(kPage, CV_8U);
  cv::ellipse(mask, {100, 80}, {60, 75}, 0, 0, 360, 255, cv::FILLED);
  cv::ellipse(mask, {100, 80}, {12, 30}, 0, 0, 360, 0, cv::FILLED);
  EXPECT_TRUE(find_sheet(mask).empty());
}

}  // namespace
}  // namespace inkling
