#include "io/digits/ruled_lines.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace inkling {
namespace {

const cv::Size kPage(200, 160);

/// A mask with ink in all `places`.
cv::Mat mask_of(const std::vector<cv::Rect>& places) {
  cv::Mat mask = cv::Mat::zeros(kPage, CV_8U);
  for (const cv::Rect& place : places) mask(place) = 255;
  return mask;
}

double distance(const cv::Mat& a, const cv::Mat& b) { return cv::norm(a, b, cv::NORM_INF); }

/// The mask of strokes, 3 pixels wide, through points of a page.
cv::Mat strokes(const std::vector<std::vector<cv::Point>>& lines) {
  cv::Mat mask = cv::Mat::zeros(kPage, CV_8U);
  for (const std::vector<cv::Point>& line : lines) cv::polylines(mask, line, false, 255, 3);
  return mask;
}

TEST(RemoveRuledLines, TakesLinesAwayThatCrossThePicture) {
  const cv::Mat mask = mask_of({{0, 20, 200, 2}, {0, 60, 200, 2}, {50, 0, 2, 160}});
  EXPECT_EQ(cv::countNonZero(remove_ruled_lines(mask)), 0);
}

TEST(RemoveRuledLines, FollowsALineThatIsNotQuiteLevel) {
  cv::Mat mask = cv::Mat::zeros(kPage, CV_8U);
  cv::line(mask, {0, 30}, {199, 34}, 255, 2);
  EXPECT_EQ(cv::countNonZero(remove_ruled_lines(mask)), 0);
}

TEST(RemoveRuledLines, LeavesAStrokeWholeThatCrossesALine) {
  const cv::Mat rest = remove_ruled_lines(mask_of({{0, 60, 200, 2}, {90, 30, 8, 80}}));
  EXPECT_EQ(distance(rest, mask_of({{90, 30, 8, 80}})), 0);
}

TEST(RemoveRuledLines, LeavesALineThatEndsInsideThePicture) {
  const cv::Mat mask = mask_of({{20, 60, 150, 2}});
  EXPECT_EQ(distance(remove_ruled_lines(mask), mask), 0);
}

TEST(RemoveRuledLines, LeavesThickStrokesFromEdgeToEdge) {
  const cv::Mat mask = mask_of({{0, 0, 200, 20}});
  EXPECT_EQ(distance(remove_ruled_lines(mask), mask), 0);
}

TEST(RemoveRuledLines, LeavesTheBarOfASevenFromEdgeToEdge) {
  const cv::Mat seven = strokes({{{2, 2}, {197, 2}, {70, 157}}});
  EXPECT_EQ(distance(remove_ruled_lines(seven), seven), 0);
}

TEST(RemoveRuledLines, LeavesTheBarOfAFourFromEdgeToEdge) {
  const cv::Mat four = strokes({{{120, 2}, {2, 100}, {197, 100}}, {{140, 50}, {140, 157}}});
  EXPECT_EQ(distance(remove_ruled_lines(four), four), 0);
}

TEST(RemoveRuledLines, LeavesTheBaseOfATwoFromEdgeToEdge) {
  const cv::Mat two = strokes({{{2, 40}, {60, 2}, {140, 2}, {190, 50}, {2, 157}, {197, 157}}});
  EXPECT_EQ(distance(remove_ruled_lines(two), two), 0);
}

TEST(RemoveRuledLines, LeavesTheStemOfANineFromEdgeToEdge) {
  cv::Mat nine = strokes({{{140, 2}, {140, 157}}});
  cv::ellipse(nine, {100, 50}, {40, 40}, 0, 0, 360, 255, 3);
  EXPECT_EQ(distance(remove_ruled_lines(nine), nine), 0);
}

TEST(RemoveRuledLines, LeavesBothLinesOfAnOpenFourFromEdgeToEdge) {
  const cv::Mat four = strokes({{{30, 10}, {2, 100}, {197, 100}}, {{140, 2}, {140, 157}}});
  EXPECT_EQ(distance(remove_ruled_lines(four), four), 0);
}

TEST(RemoveRuledLines, LeavesALineFromTheTopToTheBottomThatIsAlone) {
  const cv::Mat one = mask_of({{90, 0, 5, 160}});
  EXPECT_EQ(distance(remove_ruled_lines(one), one), 0);
}

TEST(RemoveRuledLines, TakesALineFromTheTopToTheBottomAtASideOfThePage) {
  EXPECT_EQ(cv::countNonZero(remove_ruled_lines(mask_of({{0, 0, 3, 160}}))), 0);
}

TEST(RemoveRuledLines, TakesALineAcrossThatIsAlone) {
  EXPECT_EQ(cv::countNonZero(remove_ruled_lines(mask_of({{0, 80, 200, 3}}))), 0);
}

TEST(RemoveRuledLines, TakesTheLinesThroughASevenFromEdgeToEdge) {
  const cv::Mat seven = strokes({{{10, 10}, {190, 10}, {70, 150}}});
  cv::Mat ruled = seven.clone();
  for (const int row : {34, 74, 114}) ruled.rowRange(row, row + 2) = 255;
  const cv::Mat rest = remove_ruled_lines(ruled);
  EXPECT_EQ(cv::countNonZero(rest.col(0)) + cv::countNonZero(rest.col(199)), 0);
}

}  // namespace
}  // namespace inkling
