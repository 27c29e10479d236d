#include "app/report/sprite_sheet.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace inkling {
namespace {

TEST(SpriteSheet, PutsImagesInRowsAndColumns) {
  SpriteSheet sheet({.channels = 1, .height = 2, .width = 1}, 3, 2, 9);
  EXPECT_EQ(sheet.rows(), 2u);
  EXPECT_EQ(sheet.height(), 4);
  EXPECT_EQ(sheet.width(), 2);
  sheet.put(1, std::vector<std::uint8_t>{1, 2});
  sheet.put(2, std::vector<std::uint8_t>{3, 4});
  const std::vector<std::uint8_t> expected = {9, 1,  //
                                              9, 2,  //
                                              3, 9,  //
                                              4, 9};
  EXPECT_TRUE(std::ranges::equal(sheet.pixels(), expected));
}

}  // namespace
}  // namespace inkling
