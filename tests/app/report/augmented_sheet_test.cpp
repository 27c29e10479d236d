#include "app/report/augmented_sheet.h"

#include <gtest/gtest.h>

#include <numeric>
#include <opencv2/core.hpp>
#include <vector>

#include "io/pictures/picture_file.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

constexpr int kSide = 10;
constexpr int kCell = 3 * kSide + 4;

/// Image n has a square of brightness n + 1 in its middle and shows the class n % 3.
Dataset squares(int count) {
  Dataset data{.images = {.shape = {.channels = 1, .height = kSide, .width = kSide}, .pixels = {}},
               .labels = {},
               .class_names = numbered_classes(3)};
  for (int n = 0; n < count; ++n) {
    for (int pixel = 0; pixel < kSide * kSide; ++pixel) {
      const bool inside = pixel / kSide / 2 == 2 && pixel % kSide / 2 == 2;
      data.images.pixels.push_back(static_cast<std::uint8_t>(inside ? n + 1 : 0));
    }
    data.labels.push_back(static_cast<std::uint16_t>(n % 3));
  }
  return data;
}

cv::Mat sheet_of(const Dataset& data, const std::vector<std::uint32_t>& training,
                 const char* options) {
  const ScratchFolder folder;
  write_augmented_sheet(data, training, parse_augmentation(options), 0, folder.path("sheet.png"));
  return brightness(read_picture_file(folder.path("sheet.png")));
}

cv::Mat cell(const cv::Mat& sheet, int row, int column) {
  return sheet(cv::Rect(4 + column * kCell, 4 + row * kCell, 3 * kSide, 3 * kSide));
}

double brightest(const cv::Mat& picture) {
  double most = 0.0;
  cv::minMaxLoc(picture, nullptr, &most);
  return most;
}

std::vector<std::uint32_t> first(std::uint32_t count) {
  std::vector<std::uint32_t> images(count);
  std::iota(images.begin(), images.end(), 0u);
  return images;
}

TEST(AugmentedSheet, HasTwelveRowsOfAnImageAndElevenEpochs) {
  EXPECT_EQ(sheet_of(squares(20), first(20), "light").size(),
            cv::Size(12 * kCell + 4, 12 * kCell + 4));
}

TEST(AugmentedSheet, HasARowForEachImageWhereTheyAreFewer) {
  EXPECT_EQ(sheet_of(squares(2), first(2), "light").rows, 2 * kCell + 4);
}

TEST(AugmentedSheet, BeginsEachRowWithTheImageAsItIs) {
  const cv::Mat sheet = sheet_of(squares(12), first(12), "shift 100");
  for (int row = 0; row < 12; ++row) {
    const cv::Mat original = cell(sheet, row, 0);
    EXPECT_EQ(original.at<std::uint8_t>(3 * 4, 3 * 4), row + 1);
    EXPECT_EQ(original.at<std::uint8_t>(3 * 4 - 1, 3 * 4), 0);
  }
}

TEST(AugmentedSheet, ShowsTheVariedImagesBesideIt) {
  const cv::Mat sheet = sheet_of(squares(3), first(3), "shift 2");
  for (int column = 2; column < 12; ++column) {
    EXPECT_NE(cv::norm(cell(sheet, 2, column), cell(sheet, 2, column - 1)), 0.0) << column;
  }
}

TEST(AugmentedSheet, TakesTrainingImagesOnlyTheClassesInTurn) {
  const cv::Mat sheet = sheet_of(squares(30), {3, 6, 9, 1, 5, 8}, "none");
  std::vector<double> images;
  for (int row = 0; row < 6; ++row) images.push_back(brightest(cell(sheet, row, 0)) - 1.0);
  EXPECT_EQ(images, (std::vector<double>{3, 1, 5, 6, 8, 9}));
}

}  // namespace
}  // namespace inkling
