#include "model/evaluation/comparison.h"

#include <gtest/gtest.h>

#include "tests/model/expect_refusal.h"

namespace inkling {
namespace {

using Images = std::vector<std::uint32_t>;
using Labels = std::vector<std::uint16_t>;
using Method = McNemarTest::Method;

TEST(McNemarTest, CountsTheWaysOfFewDifferences) {
  // 2 (C(10, 0) + C(10, 1) + C(10, 2)) / 2^10
  const McNemarTest test = mcnemar_test(2, 8);
  EXPECT_EQ(test.method, Method::kExactBinomial);
  EXPECT_DOUBLE_EQ(test.p_value, 112.0 / 1024.0);
}

TEST(McNemarTest, HasTwoSides) {
  EXPECT_DOUBLE_EQ(mcnemar_test(0, 5).p_value, 2.0 / 32.0);
  EXPECT_DOUBLE_EQ(mcnemar_test(5, 0).p_value, 2.0 / 32.0);
}

TEST(McNemarTest, OfEqualCountsHasTheProbabilityOne) {
  EXPECT_EQ(mcnemar_test(5, 5).p_value, 1.0);
  EXPECT_EQ(mcnemar_test(13, 13).p_value, 1.0);
}

TEST(McNemarTest, OfNoDifferenceHasTheProbabilityOne) {
  EXPECT_EQ(mcnemar_test(0, 0).p_value, 1.0);
}

TEST(McNemarTest, TakesChiSquareWithCorrectionFromTwentyFiveDifferencesOn) {
  EXPECT_EQ(mcnemar_test(16, 8).method, Method::kExactBinomial);
  // (16 - 9 - 1)^2 / 25 = 1.2^2; 1.2 is exceeded by the standard normal, both ways, in 0.2301393.
  const McNemarTest test = mcnemar_test(16, 9);
  EXPECT_EQ(test.method, Method::kCorrectedChiSquare);
  EXPECT_DOUBLE_EQ(test.statistic, 1.44);
  EXPECT_NEAR(test.p_value, 0.2301393, 1e-7);
}

TEST(McNemarTest, HasTheChiSquareOfItsFormula) {
  // (59 - 41 - 1)^2 / 100 = 1.7^2
  const McNemarTest test = mcnemar_test(41, 59);
  EXPECT_DOUBLE_EQ(test.statistic, 2.89);
  EXPECT_NEAR(test.p_value, 0.0891309, 1e-7);
}

TEST(Comparison, SortsImagesByWhoIsRight) {
  const Comparison found =
      compare(Labels{0, 1, 2, 0, 1}, Labels{0, 0, 2, 1, 2}, Labels{0, 1, 1, 1, 1});
  EXPECT_EQ(found.both_right, 1);
  EXPECT_EQ(found.only_first_right, (Images{1, 4}));
  EXPECT_EQ(found.only_second_right, Images{3});
  EXPECT_EQ(found.both_wrong, Images{2});
}

TEST(Comparison, TestsWhereOnlyOneIsRight) {
  const Comparison found = compare(Labels{0, 0, 0, 1}, Labels{1, 1, 0, 1}, Labels{0, 0, 0, 0});
  EXPECT_DOUBLE_EQ(found.test.p_value, mcnemar_test(2, 0).p_value);
}

TEST(Comparison, RefusesOtherNumbersOfPredictions) {
  expect_refusal(
      [] {
        compare(Labels{0, 1}, Labels{0}, Labels{0, 1});
      },
      "2 and 1 predictions for 2 images");
}

}  // namespace
}  // namespace inkling
