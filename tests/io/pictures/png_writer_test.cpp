#include "io/pictures/png_writer.h"

#include <gtest/gtest.h>

#include <numeric>
#include <opencv2/core.hpp>
#include <vector>

#include "io/pictures/picture_file.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

TEST(PngWriter, WritesWhatTheReaderReads) {
  const ScratchFolder folder;
  std::vector<std::uint8_t> pixels(7 * 300);
  std::iota(pixels.begin(), pixels.end(), std::uint8_t{0});
  write_png(folder.path("grey.png"), pixels, 7, 300);

  const cv::Mat read = read_picture_file(folder.path("grey.png"));
  EXPECT_EQ(read.size(), cv::Size(300, 7));
  EXPECT_EQ(std::vector<std::uint8_t>(read.begin<std::uint8_t>(), read.end<std::uint8_t>()),
            pixels);
}

TEST(PngWriter, WritesRedGreenAndBlue) {
  const ScratchFolder folder;
  const std::vector<std::uint8_t> pixels = {255, 0, 0, 0, 254, 0, 0, 0, 253, 1, 2, 3};
  write_png(folder.path("color.png"), pixels, 2, 2, 3);

  const cv::Mat read = read_picture_file(folder.path("color.png"));
  ASSERT_EQ(read.size(), cv::Size(2, 2));
  ASSERT_EQ(read.type(), CV_8UC3);
  EXPECT_EQ(std::vector<std::uint8_t>(read.data, read.data + 12), pixels);
}

TEST(PngWriter, GivesEachByteTheColourOfAPalette) {
  Palette palette{};
  palette[3] = {10, 20, 30, 255};
  palette[200] = {40, 50, 60, 255};
  const std::vector<std::uint8_t> pixels = {3, 200};
  const std::string png = encode_png(pixels, 1, 2, palette, "colours.png");
  const cv::Mat read = decode_picture(
      {reinterpret_cast<const std::uint8_t*>(png.data()), png.size()}, "colours.png");
  EXPECT_EQ(read.at<cv::Vec3b>(0, 0), cv::Vec3b(10, 20, 30));
  EXPECT_EQ(read.at<cv::Vec3b>(0, 1), cv::Vec3b(40, 50, 60));
}

TEST(PngWriter, UsesTwoBitsForEachPixelOfFourColours) {
  const std::array<PaletteColour, 4> palette{
      {{0, 0, 0, 255}, {80, 80, 80, 255}, {160, 160, 160, 255}, {240, 240, 240, 255}}};
  const std::vector<std::uint8_t> pixels = {3, 1, 0, 2, 2};
  const std::string png = encode_png(pixels, 1, 5, palette, "greys.png");
  EXPECT_EQ(png[24], 2);  // after the signature, and length, name, width and height of the header
  const cv::Mat read =
      decode_picture({reinterpret_cast<const std::uint8_t*>(png.data()), png.size()}, "greys.png");
  EXPECT_EQ(read.at<cv::Vec3b>(0, 0), cv::Vec3b::all(240));
  EXPECT_EQ(read.at<cv::Vec3b>(0, 4), cv::Vec3b::all(160));
}

TEST(PngWriter, RefusesAPictureWithoutPixels) {
  const ScratchFolder folder;
  EXPECT_EQ(error_of([&] { write_png(folder.path("empty.png"), {}, 0, 5); }),
            folder.path("empty.png").string() +
                ": cannot be written as a PNG file\n"
                "  expected  at least one row and one column\n"
                "  found     5x0: png_image_write_to_memory: invalid argument");
  EXPECT_EQ(folder.entries(), 0);
}

}  // namespace
}  // namespace inkling
