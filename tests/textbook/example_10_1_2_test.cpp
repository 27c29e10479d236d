#include "tests/textbook/book.h"

// B&J, Example 10.1.2: the convolution of a 5x5 matrix with a 3x3 kernel.

namespace inkling::book {
namespace {

TEST(Example_10_1_2, GivesTheMatrixOfTheBook) {
  const Matrix image{{0, 1, 0, 1, 0},  //
                     {1, 2, 1, 2, 1},  //
                     {0, 1, 0, 1, 0},  //
                     {1, 2, 1, 2, 1},  //
                     {0, 1, 0, 1, 0}};
  const Matrix kernel{{0, 1, 0},  //
                      {1, 2, 1},  //
                      {0, 1, 0}};
  EXPECT_EQ(convolve(kernel, image), (Matrix{{8, 6, 8},  //
                                             {6, 4, 6},  //
                                             {8, 6, 8}}));
}

}  // namespace
}  // namespace inkling::book
