#include "io/digits/digit_placement.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace inkling {
namespace {

const cv::Size kSize(28, 28);

/// The box of all pixels above 0.
cv::Rect box_of(const cv::Mat& picture) { return cv::boundingRect(picture > 0); }

double distance(const cv::Mat& a, const cv::Mat& b) { return cv::norm(a, b, cv::NORM_INF); }

/// A bar of ink, `width` pixels wide, with its picture cut at its ends.
cv::Mat bar(int width) {
  cv::Mat picture = cv::Mat::zeros(100, 60, CV_32F);
  picture.colRange(20, 20 + width) = 1;
  return picture;
}

TEST(ScaleIntoBox, KeepsTheAspect) {
  EXPECT_EQ(scale_into_box(cv::Mat::ones(100, 50, CV_32F), {20, 20}).size(), cv::Size(10, 20));
}

TEST(ScaleIntoBox, EnlargesWhatIsSmall) {
  EXPECT_EQ(scale_into_box(cv::Mat::ones(2, 5, CV_32F), {20, 20}).size(), cv::Size(20, 8));
}

TEST(ScaleIntoBox, NeverLosesAWholeSide) {
  EXPECT_EQ(scale_into_box(cv::Mat::ones(1, 900, CV_32F), {20, 20}).size(), cv::Size(20, 1));
}

TEST(ScaleIntoBox, MakesAThinStrokeFaintAndDoesNotBreakIt) {
  cv::Mat ink = cv::Mat::zeros(2000, 2000, CV_32F);
  ink.col(1000) = 1;
  const cv::Mat column = scale_into_box(ink, {20, 20}).col(10);
  EXPECT_NEAR(column.at<float>(3), 0.01f, 1e-5f);
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

TEST(StrokeWidth, OfABarIsItsWidth) {
  for (const int width : {4, 10, 20}) EXPECT_NEAR(stroke_width(bar(width)), width, 0.1 * width);
}

TEST(StrokeWidth, OfInkThatFillsThePictureIsMeasuredToItsEdges) {
  EXPECT_NEAR(stroke_width(cv::Mat::ones(300, 10, CV_32F)), 10, 1);
}

TEST(StrokeWidth, IsZeroWithoutInk) { EXPECT_EQ(stroke_width(cv::Mat::zeros(9, 9, CV_32F)), 0); }

TEST(ChangeStrokeWidth, MakesStrokesThicker) {
  const cv::Mat middle = change_stroke_width(bar(10), 6).row(50);
  EXPECT_DOUBLE_EQ(cv::sum(middle)[0], 16);
}

TEST(ChangeStrokeWidth, MakesStrokesThinner) {
  const cv::Mat middle = change_stroke_width(bar(10), -6).row(50);
  EXPECT_DOUBLE_EQ(cv::sum(middle)[0], 4);
}

TEST(ChangeStrokeWidth, LeavesPartOfAPixel) {
  const cv::Mat middle = change_stroke_width(bar(10), 1).row(50);
  EXPECT_DOUBLE_EQ(cv::sum(middle)[0], 11);
}

TEST(ChangeStrokeWidth, GivesRoomForWhatGrowsOverTheEdge) {
  const cv::Mat grown = change_stroke_width(cv::Mat::ones(10, 10, CV_32F), 6);
  EXPECT_EQ(box_of(grown).width, 16);
}

}  // namespace
}  // namespace inkling
