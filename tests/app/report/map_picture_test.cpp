#include "app/report/map_picture.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <vector>

#include "io/pictures/picture_file.h"

namespace inkling {
namespace {

cv::Mat decoded(const MapPicture& picture) {
  return decode_picture(
      {reinterpret_cast<const std::uint8_t*>(picture.png.data()), picture.png.size()}, "maps.png");
}

// Ten maps of 2x2: the values of map k are k.
std::vector<float> ten_maps() {
  std::vector<float> values;
  for (int k = 0; k < 10; ++k) values.insert(values.end(), 4, static_cast<float>(k));
  return values;
}
constexpr Shape kTen{.channels = 10, .height = 2, .width = 2};

TEST(MapPicture, PutsMapsInRowsWithGaps) {
  const MapPicture picture = draw_maps(ten_maps(), kTen, 100);
  EXPECT_EQ(picture.shown, 10);
  EXPECT_EQ(picture.columns, 8);
  const int map = 2 * picture.scale;
  EXPECT_EQ(picture.width, 8 * map + 7 * MapPicture::kGap);
  EXPECT_EQ(picture.height, 2 * map + MapPicture::kGap);
  EXPECT_EQ(decoded(picture).size(), cv::Size(picture.width, picture.height));
}

TEST(MapPicture, ShowsNoMoreMapsThanAskedFor) {
  EXPECT_EQ(draw_maps(ten_maps(), kTen, 3).shown, 3);
}

TEST(MapPicture, IsBlackWhereAValueIsZeroAndBrightestAtTheLargest) {
  const std::vector<float> values = {0.0f, 3.0f, -3.0f, 0.0f};
  const MapPicture picture = draw_maps(values, {.channels = 1, .height = 2, .width = 2}, 1);
  EXPECT_EQ(picture.largest, 3.0f);
  const cv::Mat pixels = decoded(picture);
  EXPECT_EQ(pixels.at<cv::Vec3b>(0, 0), cv::Vec3b(8, 11, 14));
  EXPECT_EQ(pixels.at<cv::Vec3b>(0, picture.scale), cv::Vec3b(248, 253, 255));
  EXPECT_EQ(pixels.at<cv::Vec3b>(picture.scale, 0), cv::Vec3b(255, 236, 222));
}

TEST(MapPicture, OfZerosIsBlack) {
  const std::vector<float> values(4);
  const cv::Mat pixels = decoded(draw_maps(values, {.channels = 1, .height = 2, .width = 2}, 1));
  EXPECT_EQ(pixels.at<cv::Vec3b>(0, 0), cv::Vec3b(8, 11, 14));
}

}  // namespace
}  // namespace inkling
