#include <gtest/gtest.h>

#include "model/architecture.h"
#include "tests/textbook/regression.h"

// The experiment of the essay "Understanding the Math behind Neural Networks" (NT): a small network
// learns x^2 from 1000 samples by 50 passes of descent on all of them at once. There the cost, half
// the squared error, falls to about 0.0003, and the answers at 0.1 and 0.5 are about 0.03 and 0.23.

namespace inkling {
namespace {

class SquareFunction : public testing::TestWithParam<std::uint64_t> {
 protected:
  SquareFunction() {
    constexpr int kSamples = 1000;
    RegressionData data;
    for (int n = 0; n < kSamples; ++n) {
      const float x = static_cast<float>(2 * n + 1 - kSamples) / kSamples;
      data.samples.push_back(x);
      data.targets.push_back(x * x);
    }
    network_.initialize(GetParam());
    const TrainingOptions options{
        .epochs = 50,
        .batch_size = kSamples,
        .sgd = {.learning_rate = 0.2, .momentum = 0.8, .weight_decay = 0.0}};
    book::descend(network_, data, options, [&](int, double loss) { cost_ = loss / 2.0; });
  }

  Network network_ = build_network("fc 16, leaky-relu, fc 16, leaky-relu, fc 1", {}, 1);
  double cost_ = 0.0;  // before the last step
};

TEST_P(SquareFunction, IsLearnedToTheCostOfTheEssay) { EXPECT_LT(cost_, 0.0003); }

TEST_P(SquareFunction, IsAnsweredAsWellAsInTheEssay) {
  // The essay's answers are 0.02 away from 0.01 and 0.25.
  EXPECT_NEAR(book::answer(network_, 0.1f), 0.01f, 0.03f);
  EXPECT_NEAR(book::answer(network_, 0.5f), 0.25f, 0.03f);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SquareFunction, testing::Values(0, 1, 2, 3, 4));

}  // namespace
}  // namespace inkling
