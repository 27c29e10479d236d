#include "io/data/digit_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/core.hpp>

#include "tests/io/files/scratch_folder.h"
#include "tests/io/pictures/write_png.h"

namespace inkling {
namespace {

/// A sheet whose cell number n, in reading order, has the grey level n.
cv::Mat numbered_sheet(int cells_across, int cells_down) {
  cv::Mat sheet(20 * cells_down, 20 * cells_across, CV_8U);
  for (int n = 0; n < cells_across * cells_down; ++n) {
    sheet(cv::Rect(20 * (n % cells_across), 20 * (n / cells_across), 20, 20)) = n;
  }
  return sheet;
}

Dataset read_sheet(const cv::Mat& sheet) {
  const ScratchFolder folder;
  write_png(folder.path("sheet.png"), sheet);
  return read_digit_sheet(folder.path("sheet.png"));
}

TEST(DigitSheet, GivesEachTenthOfTheRowsTheNextDigit) {
  const Dataset data = read_sheet(numbered_sheet(3, 20));
  ASSERT_EQ(data.count(), 60u);
  for (std::size_t n = 0; n < 60; ++n) EXPECT_EQ(data.labels[n], n / 6);
}

TEST(DigitSheet, NamesTheTenDigits) {
  EXPECT_THAT(read_sheet(numbered_sheet(1, 10)).class_names,
              testing::ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
}

TEST(DigitSheet, EnlargesEachCellWithoutSeeingItsNeighbours) {
  const Dataset data = read_sheet(numbered_sheet(3, 20));
  EXPECT_EQ(data.images.shape, (Shape{.channels = 1, .height = 28, .width = 28}));
  ASSERT_EQ(data.images.count(), 60u);
  for (std::size_t n = 0; n < 60; ++n) {
    EXPECT_TRUE(std::ranges::all_of(data.images.image(n),
                                    [&](int pixel) { return pixel == static_cast<int>(n); }))
        << "cell " << n;
  }
}

TEST(DigitSheet, KeepsTheMiddleOfADigitInTheMiddle) {
  cv::Mat sheet = cv::Mat::zeros(200, 20, CV_8U);
  sheet(cv::Rect(9, 9, 2, 2)) = 255;
  const Dataset data = read_sheet(sheet);
  const auto image = data.images.image(0);
  EXPECT_GT(image[13 * 28 + 13], 200);
  EXPECT_EQ(image[13 * 28 + 13], image[14 * 28 + 14]);
}

TEST(DigitSheet, RefusesAnOrdinaryPictureAndNamesClassify) {
  const ScratchFolder folder;
  const std::string path = folder.path("five.png");
  write_png(path, cv::Mat::zeros(28, 30, CV_8U));
  EXPECT_EQ(error_of([&] { read_digit_sheet(path); }),
            path +
                ": not a digit sheet\n"
                "  expected  cells of 20x20 pixels, one digit in each tenth of the rows, "
                "so the width is a multiple of 20 and the height a multiple of 200\n"
                "  found     30x28 pixels\n"
                "  next      inkling classify " +
                path);
}

TEST(DigitSheet, RefusesRowsThatAreNoMultipleOfTen) {
  const ScratchFolder folder;
  write_png(folder.path("sheet.png"), cv::Mat::zeros(220, 20, CV_8U));
  EXPECT_THAT(error_of([&] { read_digit_sheet(folder.path("sheet.png")); }),
              testing::HasSubstr(": not a digit sheet\n"));
}

}  // namespace
}  // namespace inkling
