#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "io/pictures/picture_file.h"
#include "tests/io/files/file_bytes.h"
#include "tests/io/files/scratch_folder.h"
#include "tests/io/pictures/png_bytes.h"

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class Png : public testing::Test {
 protected:
  /// The grey levels that are seen in a file of these bytes, in reading order.
  std::vector<int> levels(const std::string& bytes) {
    const cv::Mat grey = brightness(read_picture_file(folder_.write("file.png", bytes)));
    EXPECT_EQ(grey.type(), CV_8UC1);
    return {grey.begin<std::uint8_t>(), grey.end<std::uint8_t>()};
  }
  std::vector<int> levels(const PngSource& source) { return levels(png_bytes(source)); }
  std::string error(const std::string& bytes) {
    return error_of([&] { read_picture_file(folder_.write("file.png", bytes)); });
  }
  std::string path() const { return folder_.path("file.png"); }

  ScratchFolder folder_;
};

TEST_F(Png, OneBitGreyIsBlackAndWhite) {
  EXPECT_THAT(levels({.width = 4, .bit_depth = 1, .data = {0b0101'0000}}),
              ElementsAre(0, 255, 0, 255));
}

TEST_F(Png, TwoBitGreyHasFourLevels) {
  EXPECT_THAT(levels({.width = 4, .bit_depth = 2, .data = {0b00'01'10'11}}),
              ElementsAre(0, 85, 170, 255));
}

TEST_F(Png, FourBitGreyHasSixteenLevels) {
  EXPECT_THAT(levels({.width = 4, .bit_depth = 4, .data = {0x01, 0x8f}}),
              ElementsAre(0, 17, 136, 255));
}

TEST_F(Png, EightBitGreyStaysAsItIs) {
  EXPECT_THAT(levels({.width = 2, .height = 2, .data = {0, 1, 128, 255}}),
              ElementsAre(0, 1, 128, 255));
}

TEST_F(Png, SixteenBitGreyIsRoundedAndNotBrightened) {
  EXPECT_THAT(levels({.width = 3, .bit_depth = 16, .data = {0x00, 0x00, 0x80, 0x80, 0xff, 0xff}}),
              ElementsAre(0, 128, 255));
}

TEST_F(Png, ColourBecomesTheBrightnessThatTheEyeSees) {
  EXPECT_THAT(levels({.width = 4,
                      .color_type = PNG_COLOR_TYPE_RGB,
                      .data = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255}}),
              ElementsAre(76, 150, 29, 255));
}

TEST_F(Png, SixteenBitColourIsNotBrightened) {
  EXPECT_THAT(levels({.bit_depth = 16,
                      .color_type = PNG_COLOR_TYPE_RGB,
                      .data = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80}}),
              ElementsAre(128));
}

TEST_F(Png, TheUsualGammaChangesNothing) {
  EXPECT_THAT(levels({.width = 3, .data = {40, 128, 200}, .gamma = 1 / 2.2}),
              ElementsAre(40, 128, 200));
}

TEST_F(Png, LevelsThatAreAmountsOfLightAreShownAsViewersShowThem) {
  EXPECT_THAT(levels({.width = 3, .data = {40, 128, 200}, .gamma = 1}), ElementsAre(110, 186, 228));
}

TEST_F(Png, APaletteGivesItsColours) {
  EXPECT_THAT(levels({.width = 3,
                      .color_type = PNG_COLOR_TYPE_PALETTE,
                      .data = {2, 0, 1},
                      .palette = {{255, 0, 0}, {255, 255, 255}, {0, 0, 0}}}),
              ElementsAre(0, 76, 255));
}

TEST_F(Png, TransparentInkShowsWhitePaperAndNotBlack) {
  EXPECT_THAT(levels({.width = 3,
                      .color_type = PNG_COLOR_TYPE_RGBA,
                      .data = {0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 51}}),
              ElementsAre(255, 0, 204));
}

TEST_F(Png, BlackPaperIsBehindInkOfWhichAllIsLight) {
  EXPECT_THAT(levels({.width = 4,
                      .color_type = PNG_COLOR_TYPE_GRAY_ALPHA,
                      .data = {0, 0, 250, 255, 200, 255, 250, 51}}),
              ElementsAre(0, 250, 200, 50));
}

TEST_F(Png, WhitePaperIsBehindInkOfWhichAnyIsDark) {
  EXPECT_THAT(levels({.width = 3,
                      .color_type = PNG_COLOR_TYPE_GRAY_ALPHA,
                      .data = {0, 0, 250, 255, 127, 255}}),
              ElementsAre(255, 250, 127));
}

TEST_F(Png, WhitePaperIsBehindDarkInkThatIsFaintEverywhere) {
  EXPECT_THAT(
      levels(
          {.width = 3, .color_type = PNG_COLOR_TYPE_GRAY_ALPHA, .data = {0, 0, 0, 102, 255, 20}}),
      ElementsAre(255, 153, 255));
}

TEST_F(Png, BlackPaperIsBehindLightInkThatIsFaintEverywhere) {
  EXPECT_THAT(
      levels(
          {.width = 3, .color_type = PNG_COLOR_TYPE_GRAY_ALPHA, .data = {0, 0, 255, 102, 0, 20}}),
      ElementsAre(0, 102, 0));
}

TEST_F(Png, GreyWithAlphaIsBlendedOverWhite) {
  EXPECT_THAT(levels({.width = 3,
                      .color_type = PNG_COLOR_TYPE_GRAY_ALPHA,
                      .data = {100, 0, 100, 255, 0, 102}}),
              ElementsAre(255, 100, 153));
}

TEST_F(Png, ATransparentPaletteColourBecomesWhite) {
  EXPECT_THAT(levels({.width = 2,
                      .color_type = PNG_COLOR_TYPE_PALETTE,
                      .data = {0, 1},
                      .palette = {{0, 0, 0}, {0, 0, 0}},
                      .palette_alpha = {0, 255}}),
              ElementsAre(255, 0));
}

TEST_F(Png, ATransparentGreyLevelBecomesWhite) {
  EXPECT_THAT(levels({.width = 2, .data = {10, 20}, .transparent_grey = 10}), ElementsAre(255, 20));
}

TEST_F(Png, AnInterlacedFileGivesTheSamePixels) {
  PngSource source{.width = 9, .height = 9, .data = std::vector<std::uint8_t>(81)};
  for (std::size_t n = 0; n < source.data.size(); ++n) {
    source.data[n] = static_cast<std::uint8_t>(3 * n);
  }
  const std::vector<int> plain = levels(source);
  source.interlace = PNG_INTERLACE_ADAM7;
  EXPECT_EQ(levels(source), plain);
}

TEST_F(Png, AFileOfAnotherKindIsNamed) {
  EXPECT_EQ(error("PK\x03\x04 and so on"),
            path() +
                ": not a picture that can be read\n"
                "  expected  a PNG, JPEG, BMP, TIFF, WebP, GIF, HEIC, PBM, PGM or PPM file\n"
                "  found     a ZIP file\n"
                "  next      if it is a picture, save it as a PNG file");
}

TEST_F(Png, AnEmptyFileIsNamed) { EXPECT_THAT(error(""), HasSubstr("found     an empty file\n")); }

TEST_F(Png, AFileCutBeforeItsPixelsEndIsRefusedAtEveryLength) {
  const std::string whole = png_bytes({.width = 5, .data = {1, 2, 3, 4, 5}});
  constexpr std::size_t kEndChunk = 12;
  for (std::size_t length = 0; length < whole.size() - kEndChunk; ++length) {
    EXPECT_THAT(error(whole.substr(0, length)), StartsWith(path() + ": ")) << length;
  }
}

TEST_F(Png, EveryChangedByteOfSizeAndPixelsIsFound) {
  const std::string whole = png_bytes({.width = 5, .data = {1, 2, 3, 4, 5}});
  constexpr std::size_t kEndChunk = 12;
  for (std::size_t n = 0; n < whole.size() - kEndChunk; ++n) {
    std::string damaged = whole;
    damaged[n] = static_cast<char>(damaged[n] ^ 1);
    EXPECT_THAT(error(damaged), StartsWith(path() + ": ")) << "byte " << n;
  }
}

TEST_F(Png, AChunkLongerThanTheFileIsRefusedBeforeItTakesMemory) {
  const std::string whole = png_bytes({.data = {0}});
  constexpr std::size_t kFirstChunkEnd = 33;  // signature and IHDR
  for (const char* kind : {"tEXt", "zTXt", "iCCP", "eXIf", "prVt", "PLTE"}) {
    for (const std::uint32_t length : {200u, 0x7fff'ffffu, 0xffff'ffffu}) {
      std::string bytes = whole;
      bytes.insert(kFirstChunkEnd, big_endian_bytes(length) + kind + "abc");
      EXPECT_THAT(error(bytes),
                  HasSubstr("found     a chunk of " + std::to_string(length) + " bytes where "))
          << kind;
    }
  }
}

TEST_F(Png, TooManyPixelsAreRefusedByTheHeader) {
  std::string bytes = png_bytes({.data = {0}});
  constexpr std::size_t kSize = 16;
  bytes.replace(kSize, 8, big_endian_bytes(8000) + big_endian_bytes(8001));
  const uLong checksum = crc32(0, reinterpret_cast<const Bytef*>(bytes.data()) + 12, 17);
  bytes.replace(kSize + 13, 4, big_endian_bytes(static_cast<std::uint32_t>(checksum)));
  EXPECT_THAT(error(bytes),
              StartsWith(path() + ": too many pixels\n  expected  at most 64 million\n"
                                  "  found     8000x8001\n"));
}

}  // namespace
}  // namespace inkling
