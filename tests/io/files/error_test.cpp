#include "io/files/error.h"

#include <gtest/gtest.h>

namespace inkling {
namespace {

TEST(FileError, TellsPathProblemAndAlignedFacts) {
  const FileError error({.path = "data/train-images.idx",
                         .problem = "not an IDX image file",
                         .expected = "magic number 0x00000803 in the first four bytes",
                         .found = "0x89504e47, which is a PNG file",
                         .next = "inkling classify data/train-images.idx"});
  EXPECT_STREQ(error.what(),
               "data/train-images.idx: not an IDX image file\n"
               "  expected  magic number 0x00000803 in the first four bytes\n"
               "  found     0x89504e47, which is a PNG file\n"
               "  next      inkling classify data/train-images.idx");
}

TEST(FileError, LeavesOutEmptyFacts) {
  const FileError error({.path = "a", .problem = "empty", .next = "ls"});
  EXPECT_STREQ(error.what(), "a: empty\n  next      ls");
}

TEST(FileError, HasPathAndProblemAsItsHeadline) {
  const FileError error(
      {.path = "a\n", .problem = "empty", .expected = "b", .found = "c", .next = "d"});
  EXPECT_EQ(error.headline(), "a\\x0a: empty");
}

TEST(FileError, ShowsNoControlBytesOfAPath) {
  const FileError error({.path = "\x1b[2J", .problem = "p", .next = "ls \x1b[2J"});
  EXPECT_STREQ(error.what(), "\\x1b[2J: p\n  next      ls \\x1b[2J");
}

TEST(Printable, EscapesControlBytes) {
  EXPECT_EQ(printable(std::string("a\0b\tc\x7f", 6)), "a\\x00b\\x09c\\x7f");
}

TEST(Printable, EscapesTheControlCharactersAboveAscii) {
  EXPECT_EQ(printable("\xc2\x9b"
                      "2J"),
            "\\xc2\\x9b2J");
}

TEST(Printable, KeepsLettersOfAllLanguages) {
  EXPECT_EQ(printable("Größe/数字 5.png"), "Größe/数字 5.png");
}

}  // namespace
}  // namespace inkling
