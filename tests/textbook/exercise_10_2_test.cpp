#include "tests/textbook/book.h"

// B&J, Exercise 10.2: two convolutions to compute by hand.

namespace inkling::book {
namespace {

TEST(Exercise_10_2, ConvolvesTheSquareMatrix) {
  EXPECT_EQ(convolve({{1, -1},  //
                      {-1, 1}},
                     {{2, 2, -2},  //
                      {2, 2, -2},  //
                      {-2, -2, -2}}),
            (Matrix{{0, 0},  //
                    {0, 4}}));
}

TEST(Exercise_10_2, ConvolvesTheMatrixWithARowThatTheKernelIgnores) {
  EXPECT_EQ(convolve({{2, -1, -1},  //
                      {-2, 1, 1},   //
                      {0, 0, 0}},
                     {{2, 2, 2, -2, -2},  //
                      {2, 2, 2, 2, -2},   //
                      {2, 2, 2, 2, 2},    //
                      {100, 100, 100, 100, 100}}),
            (Matrix{{0, 4, 4},  //
                    {0, 0, 4}}));
}

}  // namespace
}  // namespace inkling::book
