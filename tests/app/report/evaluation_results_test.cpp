#include "app/report/evaluation_results.h"

#include <gtest/gtest.h>

#include "tests/app/evaluations.h"

namespace inkling {
namespace {

const std::vector<std::string> kNames = {"zero", "one", "two"};

TEST(EvaluationResults, CountErrors) {
  const Evaluation evaluation = small_evaluation();
  EXPECT_EQ(evaluation_results(evaluation, kNames).errors, 2);
}

TEST(EvaluationResults, GiveEachClassItsNameScoresAndIntervals) {
  const Evaluation evaluation = small_evaluation();
  const EvaluationResults results = evaluation_results(evaluation, kNames);
  ASSERT_EQ(results.classes.size(), 3u);
  EXPECT_EQ(results.classes[0].name, "zero");
  EXPECT_EQ(results.classes[0].scores.support, 6);
  EXPECT_DOUBLE_EQ(results.classes[0].scores.recall, 4.0 / 6.0);
  EXPECT_EQ(results.classes[0].intervals.f1.low, class_intervals(evaluation.confusion, 0).f1.low);
}

TEST(EvaluationResults, HaveAClassWithoutImages) {
  const Evaluation evaluation = small_evaluation();
  const EvaluationResults results = evaluation_results(evaluation, kNames);
  EXPECT_EQ(results.classes[2].name, "two");
  EXPECT_EQ(results.classes[2].scores.support, 0);
}

}  // namespace
}  // namespace inkling
