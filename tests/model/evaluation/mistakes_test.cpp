#include "model/evaluation/mistakes.h"

#include <gtest/gtest.h>

namespace inkling {
namespace {

/// Right, wrong with 0.75, wrong with 0.5, right, wrong with 0.75.
Probabilities answers() {
  Probabilities probabilities(5, 3);
  probabilities << 1.0f, 0.0f, 0.0f,  //
      0.125f, 0.75f, 0.125f,          //
      0.5f, 0.25f, 0.25f,             //
      0.25f, 0.25f, 0.5f,             //
      0.0f, 0.25f, 0.75f;
  return probabilities;
}
const std::vector<std::uint16_t> kLabels = {0, 2, 1, 2, 1};

TEST(Mistakes, AreListedWithTheMostConfidentFirst) {
  const std::vector<Mistake> mistakes = list_mistakes(answers(), kLabels);
  ASSERT_EQ(mistakes.size(), 3u);
  EXPECT_EQ(mistakes[0].image, 1u);
  EXPECT_EQ(mistakes[1].image, 4u);
  EXPECT_EQ(mistakes[2].image, 2u);
}

TEST(Mistakes, KnowTruthAndPredictionWithTheirProbabilities) {
  const Mistake mistake = list_mistakes(answers(), kLabels).front();
  EXPECT_EQ(mistake.truth, 2u);
  EXPECT_EQ(mistake.prediction, 1u);
  EXPECT_EQ(mistake.confidence, 0.75f);
  EXPECT_EQ(mistake.truth_probability, 0.125f);
}

TEST(Refusal, CountsTheAnswersThatAreLeftAndTheirErrors) {
  const Refusal refusal = refuse_below(answers(), kLabels, 0.6);
  EXPECT_EQ(refusal.answers, 3);
  EXPECT_EQ(refusal.errors, 2);
}

TEST(Refusal, KeepsAnAnswerOfJustThatConfidence) {
  EXPECT_EQ(refuse_below(answers(), kLabels, 0.75).answers, 3);
  EXPECT_EQ(refuse_below(answers(), kLabels, 0.76).answers, 1);
}

}  // namespace
}  // namespace inkling
