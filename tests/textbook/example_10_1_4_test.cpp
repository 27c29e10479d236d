#include "tests/textbook/book.h"

// B&J, Example 10.1.4: a kernel that finds the edge of an image; Example 10.4.1 pools what it
// found.

namespace inkling::book {
namespace {

const Matrix kHalfInk{{0, 0, 1, 1, 1},  //
                      {0, 0, 1, 1, 1},  //
                      {0, 0, 1, 1, 1},  //
                      {0, 0, 1, 1, 1},  //
                      {0, 0, 1, 1, 1}};
const Matrix kEdgeFinder{{-1, 1},  //
                         {-1, 1}};

TEST(Example_10_1_4, FindsTheEdge) {
  EXPECT_EQ(convolve(kEdgeFinder, kHalfInk), (Matrix{{0, 2, 0, 0},  //
                                                     {0, 2, 0, 0},  //
                                                     {0, 2, 0, 0},  //
                                                     {0, 2, 0, 0}}));
}

TEST(Example_10_4_1, KeepsTheEdgeWhenItPools) {
  EXPECT_EQ(pool(convolve(kEdgeFinder, kHalfInk), 2), (Matrix{{2, 0},  //
                                                              {2, 0}}));
}

}  // namespace
}  // namespace inkling::book
