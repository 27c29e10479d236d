#include "tests/textbook/book.h"

// B&J, Example 10.6.1 and (10.45): which layers commute with a shift of the image.

namespace inkling::book {
namespace {

const Matrix kImage{{2, 2, 0, 1},  //
                    {2, 2, 0, 1},  //
                    {2, 2, 0, 1},  //
                    {2, 2, 0, 1}};

TEST(Example_10_6_1, PoolsTheImage) {
  EXPECT_EQ(pool(kImage, 2), (Matrix{{2, 1},  //
                                     {2, 1}}));
}

TEST(Example_10_6_1, PoolsTheShiftedImageToSomethingElse) {
  const Matrix pooled = pool(shift_right(kImage), 2);
  EXPECT_EQ(pooled, (Matrix{{2, 2},  //
                            {2, 2}}));
  EXPECT_NE(pooled, shift_right(pool(kImage, 2)));
}

TEST(Equation_10_45, ConvolutionCommutesWithShiftsAwayFromTheFirstRowAndColumn) {
  RandomStream random(1, Purpose::kAugmentation);
  const Matrix image = random_matrix(7, 9, random);
  const Matrix kernel = random_matrix(3, 2, random);
  const Matrix convolved = convolve(kernel, image);
  const Matrix right = convolve(kernel, shift_right(image));
  const Matrix down = convolve(kernel, shift_down(image));
  for (int i = 1; i < convolved.height; ++i) {
    for (int j = 1; j < convolved.width; ++j) {
      EXPECT_EQ(right.at(i, j), shift_right(convolved).at(i, j));
      EXPECT_EQ(down.at(i, j), shift_down(convolved).at(i, j));
    }
  }
}

}  // namespace
}  // namespace inkling::book
