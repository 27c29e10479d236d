#include "app/options/did_you_mean.h"

#include <gtest/gtest.h>

#include <vector>

namespace inkling {
namespace {

const std::vector<std::string> kOptions = {"--epochs", "--batch-size", "--learning-rate"};

TEST(EditDistance, CountsInsertedDeletedAndReplacedLetters) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(EditDistance, CountsTwoSwappedNeighboursAsOneChange) {
  EXPECT_EQ(edit_distance("tarin", "train"), 1u);
}

TEST(EditDistance, OfAnEmptyWordIsTheOthersLength) { EXPECT_EQ(edit_distance("", "info"), 4u); }

TEST(DidYouMean, NamesTheNearestCandidate) {
  EXPECT_EQ(did_you_mean("--epoch", kOptions), "; did you mean --epochs?");
  EXPECT_EQ(did_you_mean("--lerning-rate", kOptions), "; did you mean --learning-rate?");
}

TEST(DidYouMean, IsSilentWhereNothingIsNear) { EXPECT_EQ(did_you_mean("--zebra", kOptions), ""); }

TEST(DidYouMean, IsSilentWhereNoLetterIsLeft) {
  EXPECT_EQ(nearest("x", std::vector<std::string>{"0", "1"}), std::nullopt);
  EXPECT_EQ(nearest("ab", std::vector<std::string>{"a"}), "a");
}

TEST(DidYouMean, TakesTheFirstAmongEquals) {
  const std::vector<std::string> candidates = {"mlq", "mlr"};
  EXPECT_EQ(nearest("mlp", candidates), "mlq");
}

}  // namespace
}  // namespace inkling
