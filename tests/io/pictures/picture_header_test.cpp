#include "io/pictures/picture_header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/io/files/scratch_folder.h"
#include "tests/io/pictures/picture_bytes.h"

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::span<const std::uint8_t> as_bytes(const std::string& file) {
  return {reinterpret_cast<const std::uint8_t*>(file.data()), file.size()};
}

void check(const std::string& file) { check_picture_header(as_bytes(file), "file"); }

std::string error(const std::string& file) {
  return error_of([&] { check(file); });
}

std::string webp(const std::string& chunk, const std::string& content) {
  const std::string rest =
      "WEBP" + chunk + number_bytes(static_cast<std::uint32_t>(content.size()), 4) + content;
  return "RIFF" + number_bytes(static_cast<std::uint32_t>(rest.size()), 4) + rest;
}

std::string extended_webp(std::uint32_t width, std::uint32_t height, char flags = 0) {
  return webp("VP8X", flags + std::string(3, '\0') + number_bytes(width - 1, 3) +
                          number_bytes(height - 1, 3));
}

TEST(PictureHeader, TellsTheFormatsApart) {
  const auto format = [](const std::string& file) { return picture_format(as_bytes(file)); };
  EXPECT_EQ(format(jpeg_frame(1, 1)), "JPEG");
  EXPECT_EQ(format("BM"), "BMP");
  EXPECT_EQ(format(tiff_bytes({})), "TIFF");
  EXPECT_EQ(format(tiff_bytes({}, true)), "TIFF");
  EXPECT_EQ(format(extended_webp(1, 1)), "WebP");
  EXPECT_EQ(format("GIF89a"), "GIF");
  EXPECT_EQ(format("P5 1 1 255 a"), "PGM");
  EXPECT_EQ(format(std::string("\0\0\0\x18", 4) + "ftypheic"), "HEIC");
  EXPECT_EQ(format("%PDF-1.4"), "");
  EXPECT_EQ(format(""), "");
}

TEST(PictureHeader, RefusesLengthsThatLeadBeyondTheEnd) {
  const std::string expected = "found     its end before the picture is complete";
  // A JPEG segment, a BMP header, pixels and palette of a BMP, a TIFF field, a WebP chunk.
  EXPECT_THAT(error(std::string("\xff\xd8\xff\xe1\xff\xff", 6) + std::string(20, '\0')),
              HasSubstr(expected));
  std::string bmp = bmp_bytes(4, 1, 24, std::vector<std::uint8_t>(12));
  EXPECT_THAT(error(std::string(bmp).replace(14, 4, number_bytes(0x7fffffff, 4))),
              HasSubstr(expected));
  EXPECT_THAT(error(std::string(bmp).replace(10, 4, number_bytes(0x7fffffff, 4))),
              HasSubstr(expected));
  bmp.replace(28, 2, number_bytes(8, 2));
  EXPECT_THAT(error(std::string(bmp).replace(46, 4, number_bytes(200, 4))), HasSubstr(expected));
  EXPECT_THAT(error(std::string(bmp).replace(46, 4, number_bytes(0x7fffffff, 4))),
              HasSubstr("found     a palette of 2147483647 colours"));
  std::string tiff = tiff_bytes({{.data = {1}}});
  tiff.replace(10 + 12 * 4 + 4, 4, number_bytes(0x7fffffff, 4));  // the count of the fifth field
  EXPECT_THAT(error(tiff), HasSubstr(expected));
  std::string chunk = webp("VP8 ", std::string("\0\0\0\x9d\x01\x2a\x01\0\x01\0", 10));
  EXPECT_THAT(error(chunk.replace(16, 4, number_bytes(0x7ffffff0, 4))), HasSubstr(expected));
}

TEST(PictureHeader, ReadsTheFramesOfAGifFile) {
  EXPECT_FALSE(check_picture_header(as_bytes(gif_bytes(9, 9, gif_frame(9, 9) + ";")), "file"));
  EXPECT_FALSE(check_picture_header(as_bytes(gif_bytes(9, 9, gif_frame(9, 9))), "file"));
  EXPECT_TRUE(check_picture_header(
      as_bytes(gif_bytes(9, 9, gif_frame(9, 9) + std::string("!\xf9\0", 3) + gif_frame(9, 9))),
      "file"));
  EXPECT_THAT(error(gif_bytes(9000, 9000, gif_frame(9, 9))), HasSubstr("too many pixels"));
  EXPECT_THAT(error(gif_bytes(9, 9, gif_frame(9000, 9000))), HasSubstr("too many pixels"));
  EXPECT_THAT(error(gif_bytes(9, 9, ";")), HasSubstr("found     no image"));
  EXPECT_THAT(error(gif_bytes(9, 9, "!\xf9\xff")), HasSubstr("its end before"));
  EXPECT_THAT(error(gif_bytes(9, 9, "?")), HasSubstr("a block of an unknown kind"));
}

TEST(PictureHeader, ReadsTheLargestSizeInAHeicFile) {
  EXPECT_NO_THROW(check(heic_bytes(7000, 7000)));
  EXPECT_THAT(error(heic_bytes(8000, 8001)), HasSubstr("too many pixels"));
  EXPECT_THAT(error(heic_bytes(0xffffffff, 0xffffffff)), HasSubstr("too many pixels"));
  EXPECT_THAT(error(heic_bytes(8000, 8000)), HasSubstr("takes too much work to decode"));
  EXPECT_THAT(error(heic_bytes(0, 0)), HasSubstr("a picture of size 0"));
  EXPECT_THAT(error(heic_bytes(5, 5).replace(16, 4, number_bytes(0x7fffffff, 4, true))),
              HasSubstr("its end before"));
}

TEST(PictureHeader, RefusesAHeicFileOfBoxesThatAreNestedDeeply) {
  std::string boxes;
  for (int depth = 0; depth < 50; ++depth) {
    boxes = number_bytes(static_cast<std::uint32_t>(8 + boxes.size()), 4, true) + "iprp" + boxes;
  }
  EXPECT_THAT(error(std::string("\0\0\0\x08", 4) + "ftypheic" + boxes), HasSubstr("damaged HEIC"));
  const std::string start = number_bytes(16, 4, true) + "ftypheic" + std::string(4, '\0');
  EXPECT_THAT(error(start + boxes), HasSubstr("boxes that are nested too deeply"));
}

TEST(PictureHeader, ReadsTheTextOfPnmFiles) {
  EXPECT_NO_THROW(check("P5\n# a comment\n2 1\n255\nab"));
  EXPECT_NO_THROW(check("P4 9 2 abcd"));
  EXPECT_NO_THROW(check("P1 2 1\n10"));
  EXPECT_THAT(error("P5 2 1 255 a"), HasSubstr("its end before"));
  EXPECT_THAT(error("P6 2 1 255 abcde"), HasSubstr("its end before"));
  EXPECT_THAT(error("P5 1 1 65535 a"), HasSubstr("its end before"));
  EXPECT_THAT(error("P2 3 1 255 1 2"), HasSubstr("its end before"));
  EXPECT_THAT(error("P5 8000 8001 255 a"), HasSubstr("its end before"));
  EXPECT_THAT(error("P5 99999999999 1 255 a"), HasSubstr("a number of more than 32 bits"));
  EXPECT_THAT(error("P5 1 1 70000 a"), HasSubstr("a largest value of 70000"));
  EXPECT_THAT(error("P5 one 1 255 a"), HasSubstr("a missing number"));
}

TEST(PictureHeader, LetsSixtyFourMegapixelsPass) {
  EXPECT_NO_THROW(check(jpeg_frame(8000, 8000)));
  EXPECT_NO_THROW(check(bmp_bytes(8000, 8000, 24, {})));
  EXPECT_NO_THROW(check(webp("VP8 ", std::string("\0\0\0\x9d\x01\x2a\x40\x1f\x40\x1f", 10))));
}

TEST(PictureHeader, RefusesMorePixelsInEachFormat) {
  const std::string expected =
      "file: too many pixels\n  expected  at most 64 million\n  found     8000x8001\n";
  EXPECT_THAT(error(jpeg_frame(8000, 8001)), StartsWith(expected));
  EXPECT_THAT(error(bmp_bytes(8000, 8001, 24, {})), StartsWith(expected));
  EXPECT_THAT(error(tiff_bytes({{.width = 8000, .height = 8001}})), StartsWith(expected));
  EXPECT_THAT(error(tiff_bytes({{.width = 8000, .height = 8001}}, true)), StartsWith(expected));
  EXPECT_THAT(error(extended_webp(8000, 8001)), StartsWith(expected));
  EXPECT_THAT(error(webp("VP8 ", std::string("\0\0\0\x9d\x01\x2a\x40\x1f\x41\x1f", 10))),
              StartsWith(expected));
  EXPECT_THAT(error(webp("VP8L", "\x2f" + number_bytes(7999 | 8000 << 14, 4))),
              StartsWith(expected));
}

TEST(PictureHeader, ABmpFileMayBeginWithItsUppermostRow) {
  EXPECT_THAT(error(bmp_bytes(8000, static_cast<std::uint32_t>(-8001), 24, {})),
              HasSubstr("found     8000x8001\n"));
}

TEST(PictureHeader, RefusesSizesWhoseProductOverflows) {
  EXPECT_THAT(error(bmp_bytes(0xffffffff, 0x80000000, 24, {})),
              HasSubstr("found     4294967295x2147483648\n"));
}

TEST(PictureHeader, RefusesWhatTakesTooMuchMemoryToDecode) {
  EXPECT_EQ(error(jpeg_frame(8000, 8000, 2, true)),
            "file: takes too much work to decode\n"
            "  expected  at most 448 MB of memory and 64 scans\n"
            "  found     576 MB and 2 scans\n"
            "  next      make the picture smaller, or save it as a simpler JPEG file");
  EXPECT_THAT(error(tiff_bytes({{.width = 8000, .height = 8000, .bits = 16, .samples = 3}})),
              HasSubstr("too much work"));
  EXPECT_THAT(error(extended_webp(8000, 8000)), HasSubstr("too much work"));
}

TEST(PictureHeader, CountsTheFileItself) {
  EXPECT_NO_THROW(check(bmp_bytes(8000, 8000, 24, {})));
  EXPECT_THAT(error(bmp_bytes(8000, 8000, 24, std::vector<std::uint8_t>(80'000'000 - 54))),
              HasSubstr("found     464 MB and 1 scans\n"));
}

TEST(PictureHeader, CountsTheCoefficientsOfAProgressiveFileOfOneScan) {
  EXPECT_THAT(error(jpeg_frame(8000, 8000, 1, true)), HasSubstr("576 MB and 1 scans"));
}

TEST(PictureHeader, ASecondFrameDoesNotHideTheSizeOfTheFirst) {
  std::string file = jpeg_frame(8000, 8001);
  file.resize(file.size() - 2);
  EXPECT_THAT(error(file + jpeg_frame(8, 8).substr(2)), HasSubstr("found     8000x8001\n"));
}

TEST(PictureHeader, RefusesAJpegFileOfVeryManyScans) {
  EXPECT_NO_THROW(check(jpeg_frame(10, 10, 64)));
  EXPECT_THAT(error(jpeg_frame(10, 10, 65)), HasSubstr("65 scans"));
}

/// A TIFF file of 16x16 pixels, of whose field number `field` the bytes from `at` on are `bytes`.
std::string changed_tiff(std::size_t field, std::size_t at, const std::string& bytes) {
  std::string file =
      tiff_bytes({{.width = 16, .height = 16, .data = std::vector<std::uint8_t>(256)}});
  return file.replace(10 + 12 * field + at, bytes.size(), bytes);
}

TEST(PictureHeader, CountsTheMemoryOfATileThatIsHigherThanThePicture) {
  constexpr std::uint32_t kTileLength = 323;
  const std::string field = number_bytes(kTileLength, 2) + number_bytes(4, 2) + number_bytes(1, 4);
  EXPECT_NO_THROW(check(changed_tiff(7, 0, field + number_bytes(1'000'000, 4))));
  EXPECT_THAT(error(changed_tiff(7, 0, field + number_bytes(15'000'000, 4))),
              HasSubstr("too much work"));
}

TEST(PictureHeader, TakesNoStripForHigherThanThePicture) {
  EXPECT_NO_THROW(check(changed_tiff(7, 8, number_bytes(0xffffffff, 4))));
}

TEST(PictureHeader, RefusesNumbersOfTypesThatItDoesNotRead) {
  const std::string signed_long = number_bytes(9, 2);
  EXPECT_EQ(error(changed_tiff(0, 2, signed_long)),
            "file: damaged TIFF file\n  expected  a complete TIFF file\n"
            "  found     field 256 of type 9\n"
            "  next      open it in a picture viewer and save it again");
  for (const std::size_t field : {1, 2, 6}) {
    EXPECT_THAT(error(changed_tiff(field, 2, signed_long)), HasSubstr(" of type 9\n")) << field;
  }
}

TEST(PictureHeader, RefusesATiffFileWithoutSize) {
  EXPECT_THAT(error(changed_tiff(0, 8, number_bytes(0, 4))),
              HasSubstr("found     a picture of size 0\n"));
}

TEST(PictureHeader, RefusesAnAnimation) {
  EXPECT_EQ(error(extended_webp(10, 10, 2)),
            "file: an animation\n  expected  one picture\n"
            "  next      save one picture of it as a PNG file");
}

TEST(PictureHeader, FindsTheEndOfAJpegFileBeforeOtherData) {
  EXPECT_NO_THROW(check(jpeg_frame(10, 10) + "a film \xff\xda\xff"));
}

TEST(PictureHeader, DoesNotTakeTheEndOfAThumbnailForThatOfTheFile) {
  const std::string thumbnail = jpeg_frame(2, 2);
  const std::string segment =
      "\xff\xe1" + number_bytes(static_cast<std::uint32_t>(2 + thumbnail.size()), 2, true);
  std::string file = jpeg_frame(10, 10).insert(2, segment + thumbnail);
  EXPECT_NO_THROW(check(file));
  file.resize(file.size() - 2);
  EXPECT_THAT(error(file), HasSubstr("found     its end before the picture is complete\n"));
}

TEST(PictureHeader, RefusesFilesCutAtEveryLength) {
  const std::string files[] = {
      jpeg_frame(10, 10), webp("VP8L", "\x2f" + std::string(9, '\0')),
      tiff_bytes({{.width = 4, .height = 2, .samples = 3, .data = std::vector<std::uint8_t>(24)}})};
  for (const std::string& file : files) {
    EXPECT_NO_THROW(check(file));
    for (std::size_t length = 12; length < file.size(); ++length) {
      EXPECT_THAT(error(file.substr(0, length)), StartsWith("file: damaged ")) << length;
    }
  }
}

TEST(PictureHeader, SurvivesEveryChangedByte) {
  const std::string files[] = {
      jpeg_frame(10, 10), extended_webp(10, 10), bmp_bytes(4, 1, 24, std::vector<std::uint8_t>(12)),
      tiff_bytes({{.width = 4, .height = 2, .samples = 3, .data = std::vector<std::uint8_t>(24)}})};
  for (const std::string& file : files) {
    for (std::size_t n = 0; n < file.size(); ++n) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string damaged = file;
        damaged[n] = static_cast<char>(damaged[n] ^ 1 << bit);
        if (picture_format(as_bytes(damaged)).empty()) continue;
        try {
          check(damaged);
        } catch (const FileError&) {
          // Either way is right; the sanitizers see what is not.
        }
      }
    }
  }
}

}  // namespace
}  // namespace inkling
