#include "tests/textbook/book.h"

// B&J, Exercises 10.3, 10.5, 10.7 and 10.9: which layers are linear, and two simple kernels.

namespace inkling::book {
namespace {

class Exercises_10_3_To_10_9 : public testing::Test {
 protected:
  RandomStream random_{1, Purpose::kAugmentation};
  Matrix a_ = random_matrix(6, 8, random_);
  Matrix b_ = random_matrix(6, 8, random_);
  Matrix kernel_ = random_matrix(3, 4, random_);
};

TEST_F(Exercises_10_3_To_10_9, ConvolutionIsLinearInTheImage) {
  EXPECT_EQ(convolve(kernel_, a_ + -0.5f * b_),
            convolve(kernel_, a_) + -0.5f * convolve(kernel_, b_));
}

TEST_F(Exercises_10_3_To_10_9, ConvolutionIsLinearInTheKernel) {
  const Matrix other = random_matrix(3, 4, random_);
  EXPECT_EQ(convolve(kernel_ + -0.5f * other, a_),
            convolve(kernel_, a_) + -0.5f * convolve(other, a_));
}

TEST_F(Exercises_10_3_To_10_9, PaddingIsLinear) {
  EXPECT_EQ(pad(a_ + -0.5f * b_, 2), pad(a_, 2) + -0.5f * pad(b_, 2));
}

TEST_F(Exercises_10_3_To_10_9, AKernelOfOneNumberMultipliesTheImageWithIt) {
  EXPECT_EQ(convolve({{-0.75f}}, a_), -0.75f * a_);
}

TEST_F(Exercises_10_3_To_10_9, AKernelWithAOneInItsUpperLeftCornerGivesTheUpperLeftBlock) {
  EXPECT_EQ(convolve({{1, 0},  //
                      {0, 0}},
                     {{1, 2, 3},  //
                      {4, 5, 6},  //
                      {7, 8, 9}}),
            (Matrix{{1, 2},  //
                    {4, 5}}));
}

TEST_F(Exercises_10_3_To_10_9, PoolingCommutesWithAFactorThatIsNotNegative) {
  EXPECT_EQ(pool(2.5f * a_, 2), 2.5f * pool(a_, 2));
  EXPECT_EQ(pool(0.0f * a_, 2), 0.0f * pool(a_, 2));
}

TEST_F(Exercises_10_3_To_10_9, PoolingDoesNotCommuteWithANegativeFactor) {
  EXPECT_NE(pool(-1.0f * a_, 2), -1.0f * pool(a_, 2));
}

TEST_F(Exercises_10_3_To_10_9, PoolingIsNotAdditive) {
  const Matrix left{{1, 0},  //
                    {0, 0}};
  const Matrix right{{0, 1},  //
                     {0, 0}};
  EXPECT_EQ(pool(left + right, 2), (Matrix{{1}}));
  EXPECT_EQ(pool(left, 2) + pool(right, 2), (Matrix{{2}}));
}

}  // namespace
}  // namespace inkling::book
