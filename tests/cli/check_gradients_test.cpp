#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/train.h"

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class CheckGradients : public Train {
 protected:
  /// Checks a network with all that changes the loss of a batch.
  Outcome check(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{
        "--check-gradients",
        "--model",
        "conv 4x3x3, batchnorm, pool 2, relu, dropout 0.3, fc 6, tanh, fc classes",
        "--augment",
        "light",
        "--batch-size",
        "40",
        "--label-smoothing",
        "0.1"};
    words.insert(words.end(), more.begin(), more.end());
    return train(words);
  }
};

TEST_F(CheckGradients, PrintsTheLargestErrorOfEachLayer) {
  const Outcome outcome = check();
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.out,
              MatchesRegex("     layer       parameters  checked    error  largest at\n"
                           "  1  conv 4x3x3          40       40  .\\..e-0[4-9]  (weight|bias) .+\n"
                           "  2  batchnorm            8        8  .\\..e-0[4-9]  bias .\n"
                           "  6  fc 6               606      606  .\\..e-0[4-9]  (weight|bias) .+\n"
                           "  8  fc 3                21       21  .\\..e-0[4-9]  (weight|bias) .+\n"
                           "     loss                             .\\..e-[01].\n"));
}

TEST_F(CheckGradients, SaysWhatItDoesWhereTheResultsAreNot) {
  EXPECT_EQ(check().error,
            "checking the gradient of custom on the first batch by central differences\n"
            "(for large layers, a random sample chosen by --seed)\n"
            "they agree; errors up to 0.01 are rounding\n");
}

TEST_F(CheckGradients, IsQuietWhereItIsToldSo) { EXPECT_EQ(check({"--quiet"}).error, ""); }

TEST_F(CheckGradients, LeavesNoRunFolder) {
  check();
  EXPECT_FALSE(std::filesystem::exists(place_.path("runs")));
}

TEST_F(CheckGradients, PrintsTheSameOnAnyNumberOfThreads) {
  EXPECT_EQ(check({"--threads", "1"}).out, check({"--threads", "3"}).out);
}

TEST_F(CheckGradients, FailsTheGateWhereTheGradientIsWrong) {
  // Its values overflow in float and not in double.
  const Outcome outcome =
      check({"--quiet", "--augment", "none", "--model",
             "fc 9, square, square, square, square, square, square, square, square, fc classes"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.out, HasSubstr("inf"));
  EXPECT_THAT(outcome.error, HasSubstr("layer 10 (fc 3), weight 0: backpropagation gives "));
  EXPECT_THAT(outcome.error, HasSubstr("the relative error inf exceeds 0.01\n"));
}

TEST_F(CheckGradients, RefusesToGoOnWithATraining) {
  const Outcome outcome =
      inkling_run(place_, {"train", "--resume", "runs/mlp-1", "--check-gradients"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.error,
              HasSubstr("--check-gradients: a resumed training run keeps its settings"));
}

TEST_F(CheckGradients, RefusesToDrawImages) {
  const Outcome outcome = check({"--show-augmented", "a.png"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.error,
              HasSubstr("--show-augmented cannot be used together with --check-gradients"));
}

}  // namespace
}  // namespace inkling
