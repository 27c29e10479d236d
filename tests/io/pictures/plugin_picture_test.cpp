#include "io/pictures/plugin_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

#include "io/pictures/picture_file.h"
#include "tests/io/files/scratch_folder.h"
#include "tests/io/pictures/picture_bytes.h"

namespace inkling {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Where imgcodecs is not installed there is no plugin, and this helper is not built either.
class PluginPicture : public testing::Test {
 protected:
  void SetUp() override {
    if (std::string(INKLING_PICTURE_ENCODER).empty()) {
      GTEST_SKIP() << "OpenCV's imgcodecs is not installed";
    }
  }

  static cv::Mat decode(const std::string& file) {
    return decode_picture({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()},
                          "file");
  }
  static std::vector<int> values(const std::string& file) {
    const cv::Mat pixels = decode(file).reshape(1);
    return {pixels.begin<std::uint8_t>(), pixels.end<std::uint8_t>()};
  }
  static std::string error(const std::string& file) {
    return error_of([&] { decode(file); });
  }
};

/// What a command writes.
std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string output;
  for (char line[4096]; fgets(line, sizeof line, pipe.get()) != nullptr;) output += line;
  return output;
}

/// 5x4 pixels of which no two are alike.
cv::Mat sample(int type) {
  cv::Mat picture(4, 5, type);
  const std::span bytes(picture.data, picture.total() * picture.elemSize());
  for (std::size_t n = 0; n < bytes.size(); ++n) bytes[n] = static_cast<std::uint8_t>(7 + 3 * n);
  return picture;
}

/// The values of `picture`, whose pixels are blue, green and red, with red first.
std::vector<int> red_first(const cv::Mat& picture) {
  std::vector<int> result;
  for (const cv::Vec3b& pixel : cv::Mat_<cv::Vec3b>(picture)) {
    result.insert(result.end(), {pixel[2], pixel[1], pixel[0]});
  }
  return result;
}

/// A JPEG picture with a black left and a white right half, and EXIF's number for how it is turned.
std::string turned_jpeg(std::uint32_t orientation) {
  cv::Mat picture(16, 32, CV_8U, cv::Scalar(255));
  picture.colRange(0, 16) = 0;
  const std::string entry = number_bytes(0x112, 2) + number_bytes(3, 2) + number_bytes(1, 4) +
                            number_bytes(orientation, 4);
  const std::string tiff = "II*" + std::string(1, '\0') + number_bytes(8, 4) + number_bytes(1, 2) +
                           entry + number_bytes(0, 4);
  const std::string exif = std::string("Exif\0\0", 6) + tiff;
  return encoded_picture(".jpg", picture)
      .insert(2, "\xff\xe1" + number_bytes(static_cast<std::uint32_t>(2 + exif.size()), 2, true) +
                     exif);
}

std::string without_noise(const std::string& ending) {
  return encoded_picture(ending, sample(CV_8UC3),
                         ending == ".webp" ? std::vector{64, 101} : std::vector<int>{});
}

TEST_F(PluginPicture, ColoursOfFormatsWithoutLossComeOutAsTheyWentIn) {
  for (const char* ending : {".bmp", ".tif", ".webp"}) {
    EXPECT_EQ(values(without_noise(ending)), red_first(sample(CV_8UC3))) << ending;
  }
}

TEST_F(PluginPicture, GreyStaysGrey) {
  const cv::Mat grey = sample(CV_8U);
  for (const char* ending : {".bmp", ".tif"}) {
    const cv::Mat pixels = decode(encoded_picture(ending, grey));
    EXPECT_EQ(pixels.type(), CV_8U) << ending;
    EXPECT_EQ(cv::countNonZero(pixels != grey), 0) << ending;
  }
}

TEST_F(PluginPicture, PixelsOfNetpbmFilesComeOutAsTheyWentIn) {
  EXPECT_EQ(values(encoded_picture(".ppm", sample(CV_8UC3))), red_first(sample(CV_8UC3)));
  const cv::Mat grey = sample(CV_8U);
  EXPECT_EQ(cv::countNonZero(decode(encoded_picture(".pgm", grey)) != grey), 0);
  EXPECT_THAT(values("P2 # grey, of 16 levels\n3 1 15 0 5 15"), ElementsAre(0, 85, 255));
  EXPECT_THAT(values("P1 3 1\n1 0 1\n"), ElementsAre(0, 255, 0));
  EXPECT_THAT(values(std::string("P4 9 1\n\x80\x80", 9)),
              ElementsAre(0, 255, 255, 255, 255, 255, 255, 255, 0));
  EXPECT_THAT(values(std::string("P5 2 1 65535\n\xff\xff\x80\x00", 17)), ElementsAre(255, 128));
}

TEST_F(PluginPicture, TheFirstFrameOfAGifFileIsRead) {
  const cv::Mat grey = sample(CV_8U);
  for (const int is_interlaced : {0, 1}) {
    const std::string file = encoded_picture(".gif", grey, {2, is_interlaced, -1});
    bool has_more = false;
    const cv::Mat pixels = decode_picture(
        {reinterpret_cast<const std::uint8_t*>(file.data()), file.size()}, "file", &has_more);
    EXPECT_TRUE(has_more);
    std::vector<cv::Mat> channels;
    cv::split(pixels, channels);
    ASSERT_EQ(channels.size(), 3u);
    for (const cv::Mat& channel : channels) EXPECT_EQ(cv::countNonZero(channel != grey), 0);
  }
}

TEST_F(PluginPicture, WhatIsTransparentInAGifFileIsWhite) {
  const cv::Mat picture = (cv::Mat_<std::uint8_t>(1, 3) << 10, 20, 30);
  EXPECT_THAT(values(encoded_picture(".gif", picture, {1, 0, 20})),
              ElementsAre(10, 10, 10, 255, 255, 255, 30, 30, 30));
}

TEST_F(PluginPicture, AGifFileWithDamagedDataIsRefused) {
  std::string file = encoded_picture(".gif", cv::Mat(40, 40, CV_8U, cv::Scalar(90)), {1, 0, -1});
  const std::size_t frame = file.find(',', 13 + 768);
  file[frame + 10] = '\x0d';  // a code of 13 bits
  EXPECT_THAT(error(file), StartsWith("file: damaged GIF file"));
}

TEST_F(PluginPicture, AHeicPictureIsNearlyWhatItWas) {
  cv::Mat picture(64, 64, CV_8UC3, cv::Scalar(40, 120, 200));
  picture.rowRange(0, 32) = cv::Scalar(200, 120, 40);
  constexpr double kLossOfHeic = 12;
  const cv::Mat pixels = decode(encoded_picture(".heic", picture));
  ASSERT_EQ(pixels.size(), picture.size());
  for (const int row : {8, 56}) {
    EXPECT_LE(cv::norm(pixels.row(row), picture.row(row), cv::NORM_INF), kLossOfHeic) << row;
  }
}

TEST_F(PluginPicture, AFileWhoseFifthByteIsThatOfAHeicFileIsNotTakenForOne) {
  const std::string picture = encoded_picture(".bmp", sample(CV_8UC3));
  std::string file = picture;
  file[4] = 'f';  // of the file's size, which decoders ignore
  EXPECT_EQ(values(file), values(picture));
}

TEST_F(PluginPicture, WhatIsTransparentInAHeicFileIsWhite) {
  cv::Mat picture(64, 64, CV_8UC4, cv::Scalar(0, 0, 0, 0));
  picture.rowRange(0, 32) = cv::Scalar(0, 0, 0, 255);
  const cv::Mat pixels = decode(encoded_picture(".heic", picture));
  ASSERT_EQ(pixels.type(), CV_8UC3);
  EXPECT_LT(pixels.at<cv::Vec3b>(8, 8)[0], 30);
  EXPECT_GT(pixels.at<cv::Vec3b>(56, 8)[0], 225);
}

TEST_F(PluginPicture, AHeicFileWithDamagedDataIsRefused) {
  std::string file = encoded_picture(".heic", cv::Mat(64, 64, CV_8UC3, cv::Scalar(9, 99, 199)));
  const std::size_t data = file.find("mdat") + 4;
  for (std::size_t n = data; n < file.size(); ++n) file[n] = '\x55';
  EXPECT_THAT(error(file), StartsWith("file: damaged HEIC file"));
}

TEST_F(PluginPicture, AJpegPictureIsNearlyWhatItWas) {
  cv::Mat picture(32, 32, CV_8UC3, cv::Scalar(200, 120, 40));
  constexpr double kLossOfJpeg = 6;
  const cv::Mat pixels = decode(encoded_picture(".jpg", picture));
  const cv::Mat expected(32, 32, CV_8UC3, cv::Scalar(40, 120, 200));
  EXPECT_LE(cv::norm(pixels, expected, cv::NORM_INF), kLossOfJpeg);
}

TEST_F(PluginPicture, AProgressiveJpegPictureIsRead) {
  constexpr int kProgressive = 2;
  const std::string file =
      encoded_picture(".jpg", cv::Mat(9, 7, CV_8U, cv::Scalar(90)), {kProgressive, 1});
  EXPECT_THAT(values(file), Each(90));
}

TEST_F(PluginPicture, TheInkOfPrintersBecomesColours) {
  // 16x8 pixels of cyan, magenta, yellow and black, the left half black and the right one white.
  constexpr std::uint8_t kFile[] = {
      0xff, 0xd8, 0xff, 0xee, 0x00, 0x0e, 0x41, 0x64, 0x6f, 0x62, 0x65, 0x00, 0x64, 0x00,
      0x00, 0x00, 0x00, 0x00, 0xff, 0xdb, 0x00, 0x43, 0x00, 0x10, 0x0b, 0x0c, 0x0e, 0x0c,
      0x0a, 0x10, 0x0e, 0x0d, 0x0e, 0x12, 0x11, 0x10, 0x13, 0x18, 0x28, 0x1a, 0x18, 0x16,
      0x16, 0x18, 0x31, 0x23, 0x25, 0x1d, 0x28, 0x3a, 0x33, 0x3d, 0x3c, 0x39, 0x33, 0x38,
      0x37, 0x40, 0x48, 0x5c, 0x4e, 0x40, 0x44, 0x57, 0x45, 0x37, 0x38, 0x50, 0x6d, 0x51,
      0x57, 0x5f, 0x62, 0x67, 0x68, 0x67, 0x3e, 0x4d, 0x71, 0x79, 0x70, 0x64, 0x78, 0x5c,
      0x65, 0x67, 0x63, 0xff, 0xc0, 0x00, 0x14, 0x08, 0x00, 0x08, 0x00, 0x10, 0x04, 0x43,
      0x11, 0x00, 0x4d, 0x11, 0x00, 0x59, 0x11, 0x00, 0x4b, 0x11, 0x00, 0xff, 0xc4, 0x00,
      0x16, 0x00, 0x01, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
      0x00, 0x00, 0x00, 0x00, 0x07, 0x00, 0x08, 0xff, 0xc4, 0x00, 0x14, 0x10, 0x01, 0x00,
      0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
      0x00, 0xff, 0xda, 0x00, 0x0e, 0x04, 0x43, 0x00, 0x4d, 0x00, 0x59, 0x00, 0x4b, 0x00,
      0x00, 0x3f, 0x00, 0x40, 0x20, 0x10, 0x07, 0xe9, 0x26, 0x80, 0x7f, 0xff, 0xd9};
  const cv::Mat pixels = decode({std::begin(kFile), std::end(kFile)});
  ASSERT_EQ(pixels.size(), cv::Size(16, 8));
  EXPECT_EQ(pixels.at<cv::Vec3b>(4, 2), cv::Vec3b(0, 0, 0));
  EXPECT_EQ(pixels.at<cv::Vec3b>(4, 13), cv::Vec3b(255, 255, 255));
}

TEST_F(PluginPicture, SixteenBitsAreRounded) {
  const cv::Mat picture = (cv::Mat_<std::uint16_t>(1, 4) << 0, 0x8080, 0x80ff, 0xffff);
  EXPECT_THAT(values(encoded_picture(".tif", picture)), ElementsAre(0, 128, 128, 255));
}

TEST_F(PluginPicture, APhotoIsTurnedUpright) {
  constexpr int kUpsideDown = 3;
  constexpr int kQuarterTurn = 6;
  const cv::Mat plain = decode(turned_jpeg(1));
  EXPECT_LT(plain.at<std::uint8_t>(8, 4), 10);
  const cv::Mat half = decode(turned_jpeg(kUpsideDown));
  EXPECT_GT(half.at<std::uint8_t>(8, 4), 245);
  const cv::Mat quarter = decode(turned_jpeg(kQuarterTurn));
  ASSERT_EQ(quarter.size(), cv::Size(16, 32));
  EXPECT_LT(quarter.at<std::uint8_t>(4, 8), 10);
  EXPECT_GT(quarter.at<std::uint8_t>(28, 8), 245);
}

TEST_F(PluginPicture, TransparentInkOfAWebpPictureShowsWhitePaper) {
  const cv::Mat ink = (cv::Mat_<cv::Vec4b>(1, 3) << cv::Vec4b(0, 0, 0, 0), cv::Vec4b(0, 0, 0, 255),
                       cv::Vec4b(0, 0, 0, 51));
  EXPECT_THAT(values(encoded_picture(".webp", ink, {64, 101})),
              ElementsAre(255, 255, 255, 0, 0, 0, 204, 204, 204));
}

TEST_F(PluginPicture, AlphaOfATiffPictureMayBeMultipliedIntoItsColours) {
  const std::vector<std::uint8_t> pixels = {10, 0, 0, 0, 200, 0, 0, 255, 50, 0, 0, 51};
  TiffPage page{.width = 3, .samples = 4, .photometric = 2, .extra_sample = 2, .data = pixels};
  EXPECT_THAT(values(tiff_bytes({page})), ElementsAre(255, 255, 255, 200, 0, 0, 214, 204, 204));
  page.extra_sample = 1;
  page.data[0] = 0;
  EXPECT_THAT(values(tiff_bytes({page})), ElementsAre(255, 255, 255, 200, 0, 0, 254, 204, 204));
}

TEST_F(PluginPicture, TheFourthByteOfABmpPixelIsNotTransparency) {
  EXPECT_THAT(values(bmp_bytes(2, 1, 32, {10, 20, 30, 0, 40, 50, 60, 0})),
              ElementsAre(30, 20, 10, 60, 50, 40));
}

TEST_F(PluginPicture, AScanOfOneBitMayCallWhiteZero) {
  const TiffPage page{.width = 8, .bits = 1, .photometric = 0, .data = {0b0000'1111}};
  EXPECT_THAT(values(tiff_bytes({page})), ElementsAre(255, 255, 255, 255, 0, 0, 0, 0));
}

TEST_F(PluginPicture, BothOrdersOfBytesInATiffFileAreRead) {
  const TiffPage page{.width = 2, .bits = 16, .data = {0x80, 0x80, 0xff, 0xff}};
  EXPECT_THAT(values(tiff_bytes({page}, true)), ElementsAre(128, 255));
  EXPECT_THAT(values(tiff_bytes({page}, false)), ElementsAre(128, 255));
}

TEST_F(PluginPicture, TheFirstPageOfATiffFileIsThePicture) {
  const TiffPage first{.width = 2, .data = {1, 2}};
  const TiffPage second{.width = 3, .data = {3, 4, 5}};
  EXPECT_THAT(values(tiff_bytes({first, second})), ElementsAre(1, 2));
}

TEST_F(PluginPicture, PixelsOfFloatsAreRefused) {
  EXPECT_EQ(error(encoded_picture(".tif", cv::Mat(2, 2, CV_32F, cv::Scalar(0.5)))),
            "file: damaged TIFF file\n  expected  a complete TIFF file\n"
            "  found     pixels of another type than 8 and 16 bits\n"
            "  next      open it in a picture viewer and save it again");
}

TEST_F(PluginPicture, FilesCutAnywhereAreRefused) {
  for (const char* ending : {".jpg", ".bmp", ".tif", ".webp"}) {
    const std::string file = encoded_picture(ending, sample(CV_8UC3));
    for (std::size_t length = 14; length < file.size(); length += 1 + length / 64) {
      EXPECT_THAT(error(file.substr(0, length)), StartsWith("file: damaged ")) << ending << length;
    }
  }
}

TEST_F(PluginPicture, DamagedFilesGiveAPictureOrOneErrorInSilence) {
  testing::internal::CaptureStderr();
  for (const char* ending : {".jpg", ".bmp", ".tif", ".webp"}) {
    const std::string file = encoded_picture(ending, sample(CV_8UC3));
    for (std::size_t n = 0; n < file.size(); n += 1 + n / 256) {
      for (const int change : {0x01, 0x80, 0xff}) {
        std::string damaged = file;
        damaged[n] = static_cast<char>(damaged[n] ^ change);
        try {
          decode(damaged);
        } catch (const FileError& problem) {
          EXPECT_THAT(problem.what(), StartsWith("file: ")) << ending << n;
        }
      }
    }
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(PluginPicture, AProgramWithoutItsPluginSaysWhatIsMissing) {
  const ScratchFolder folder;
  const std::string picture = folder.write("a.jpg", jpeg_frame(8, 8));
  const std::string program = folder.path("bin/inkling");
  std::filesystem::create_directory(folder.path("bin"));
  std::filesystem::copy_file(INKLING_BINARY, program);
  EXPECT_EQ(output_of(program + " classify " + picture + " 2>&1"),
            "error: " + picture + ": the plugin that reads JPEG files cannot be loaded\n" +
                "  found     no " + folder.path().string() +
                "/lib/inkling/libinkling_pictures.so\n" +
                "  next      apt-get install libopencv-imgcodecs-dev libheif-dev libgif-dev, build "
                "Inkling again, or save the picture as PNG\n");
}

TEST_F(PluginPicture, WhatThePluginNeedsStaysApartFromTheProgram) {
  const std::string symbols = output_of("nm --dynamic --defined-only " INKLING_BINARY);
  EXPECT_NE(symbols, "");
  EXPECT_THAT(symbols, Not(HasSubstr("N2cv")));
}

}  // namespace
}  // namespace inkling
