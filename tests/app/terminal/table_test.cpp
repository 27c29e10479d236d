#include "app/terminal/table.h"

#include <gtest/gtest.h>

namespace inkling {
namespace {

TEST(Table, AlignsColumnsAndEndsNoLineInSpaces) {
  Table table("lrl");
  table.add({"layer", "parameters", "x"});
  table.add({"conv 6x5x5", "156", ""});
  EXPECT_EQ(table.text(),
            "  layer       parameters  x\n"
            "  conv 6x5x5         156\n");
}

TEST(Table, CountsCharactersNotBytes) {
  Table table("lr");
  table.add({"größe", "1"});
  table.add({"a", "22"});
  EXPECT_EQ(table.text(),
            "  größe   1\n"
            "  a      22\n");
}

TEST(Grouped, PutsACommaBeforeEveryThreeDigits) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(61706), "61,706");
  EXPECT_EQ(grouped(-1234567), "-1,234,567");
}

TEST(Counted, PutsTheNounIntoThePluralExceptForOne) {
  EXPECT_EQ(counted(1, "image"), "1 image");
  EXPECT_EQ(counted(5000, "image"), "5,000 images");
}

TEST(Shorten, CutsBetweenCharacters) {
  EXPECT_EQ(shorten("größe", 5), "größe");
  EXPECT_EQ(shorten("größer", 5), "größ…");
}

TEST(ShownNames, HaveNoControlBytesAndAreCut) {
  EXPECT_EQ(shown_names(std::vector<std::string>{"a\x1b", "trousers"}, 5),
            (std::vector<std::string>{"a\\x1b", "trou…"}));
}

TEST(Percent, HasTwoDecimals) { EXPECT_EQ(percent(0.98912), "98.91 %"); }

}  // namespace
}  // namespace inkling
