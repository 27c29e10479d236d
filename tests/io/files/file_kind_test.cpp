#include "io/files/file_kind.h"

#include <gtest/gtest.h>

#include <string_view>

namespace inkling {
namespace {

using namespace std::literals;

std::string kind_of(std::string_view beginning) {
  return describe_kind({reinterpret_cast<const std::uint8_t*>(beginning.data()), beginning.size()});
}

TEST(DescribeKind, KnowsPicturesByTheirFirstBytes) {
  EXPECT_EQ(kind_of("\x89PNG\r\n\x1a\n"sv), "a PNG file");
  EXPECT_EQ(kind_of("\xff\xd8\xff\xe0"sv), "a JPEG file");
}

TEST(DescribeKind, KnowsPicturesThatBeginWithTheirLength) {
  EXPECT_EQ(kind_of("RIFF\x24\0\0\0WEBPVP8 "sv), "a WebP file");
  EXPECT_EQ(kind_of("\0\0\0\x18"
                    "ftypheic"sv),
            "a HEIC file");
  EXPECT_EQ(kind_of("\0\0\0\x1c"
                    "ftypavif"sv),
            "an AVIF file");
}

TEST(DescribeKind, DoesNotTakeEveryRiffFileForAPicture) {
  EXPECT_EQ(kind_of("RIFF\x24\0\0\0WAVEfmt "sv), "");
}

TEST(DescribeKind, KnowsPicturesMadeOfText) {
  EXPECT_EQ(kind_of("<svg xmlns="sv), "an SVG file");
  EXPECT_EQ(kind_of("<?xml version="sv), "an XML file");
  EXPECT_EQ(kind_of("<?xml version='1.0'?>\n<!-- a comment -->\n<svg xmlns="sv), "an SVG file");
  EXPECT_EQ(kind_of("%PDF-1.7\n"sv), "a PDF file");
}

TEST(DescribeKind, TellsTheIdxFilesApart) {
  EXPECT_EQ(kind_of("\0\0\x08\x03"sv), "an IDX image file");
  EXPECT_EQ(kind_of("\0\0\x08\x01"sv), "an IDX label file");
  EXPECT_EQ(kind_of("\0\0\x0d\x03"sv), "an IDX file of floats");
}

TEST(DescribeKind, SaysThatAFileIsEmpty) { EXPECT_EQ(kind_of(""), "an empty file"); }

TEST(DescribeKind, SaysNothingAboutOtherBytes) { EXPECT_EQ(kind_of("hello"), ""); }

TEST(DescribeKind, DoesNotGuessFromHalfABeginning) { EXPECT_EQ(kind_of("\x89PN"), ""); }

}  // namespace
}  // namespace inkling
