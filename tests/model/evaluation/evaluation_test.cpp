#include "model/evaluation/evaluation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/model/expect_refusal.h"

namespace inkling {
namespace {

using Labels = std::vector<std::uint16_t>;

/// Probabilities whose rows are given one after the other.
Probabilities rows(int classes, std::initializer_list<float> values) {
  return Eigen::Map<const Probabilities>(
      values.begin(), static_cast<Eigen::Index>(values.size()) / classes, classes);
}

/// Certain predictions of the given classes.
Probabilities certain(int classes, const Labels& predictions) {
  Probabilities result =
      Probabilities::Zero(static_cast<Eigen::Index>(predictions.size()), classes);
  for (std::size_t n = 0; n < predictions.size(); ++n) {
    result(static_cast<Eigen::Index>(n), predictions[n]) = 1.0f;
  }
  return result;
}

/// Six images of classes 0, 0, 0, 1, 1, 2 that are taken for 0, 0, 1, 1, 2, 1.
Evaluation example() { return evaluate(certain(3, {0, 0, 1, 1, 2, 1}), Labels{0, 0, 0, 1, 1, 2}); }

TEST(WilsonInterval, HasTheNumbersOfItsFormula) {
  // (p + z^2/2n -+ z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n), z = 1.959963984540054
  const Interval eight = wilson_interval(8, 10);
  EXPECT_NEAR(eight.low, 0.4901624715, 1e-9);
  EXPECT_NEAR(eight.high, 0.9433178485, 1e-9);
  const Interval many = wilson_interval(9890, 10000);
  EXPECT_NEAR(many.low, 0.9867597195, 1e-9);
  EXPECT_NEAR(many.high, 0.9908647300, 1e-9);
}

TEST(WilsonInterval, HasAWidthAtZeroAndOne) {
  // z^2 / (n + z^2) with z = 1.959964
  const double width = 3.841458820694124 / 13.841458820694124;
  EXPECT_NEAR(wilson_interval(0, 10).low, 0.0, 1e-12);
  EXPECT_NEAR(wilson_interval(0, 10).high, width, 1e-12);
  EXPECT_NEAR(wilson_interval(10, 10).low, 1.0 - width, 1e-12);
  EXPECT_NEAR(wilson_interval(10, 10).high, 1.0, 1e-12);
}

TEST(WilsonInterval, StaysBetweenZeroAndOne) {
  for (std::int64_t trials = 1; trials <= 50; ++trials) {
    EXPECT_GE(wilson_interval(0, trials).low, 0.0);
    EXPECT_LE(wilson_interval(trials, trials).high, 1.0);
  }
}

TEST(WilsonInterval, OfNoTrialsIsEverything) {
  EXPECT_EQ(wilson_interval(0, 0).low, 0.0);
  EXPECT_EQ(wilson_interval(0, 0).high, 1.0);
}

TEST(Evaluation, CountsHitsAndTheirShare) {
  const Evaluation found = example();
  EXPECT_EQ(found.count, 6);
  EXPECT_EQ(found.correct, 3);
  EXPECT_DOUBLE_EQ(found.accuracy, 0.5);
  EXPECT_DOUBLE_EQ(found.accuracy_interval.low, wilson_interval(3, 6).low);
  EXPECT_DOUBLE_EQ(found.accuracy_interval.high, wilson_interval(3, 6).high);
}

TEST(Evaluation, HasTheTruthInRowsAndThePredictionInColumns) {
  ConfusionMatrix expected(3, 3);
  expected << 2, 1, 0,  //
      0, 1, 1,          //
      0, 1, 0;
  EXPECT_EQ(example().confusion, expected);
}

TEST(Evaluation, ScoresEachClass) {
  const std::vector<ClassScores> classes = example().classes;
  ASSERT_EQ(classes.size(), 3u);
  EXPECT_DOUBLE_EQ(classes[0].precision, 1.0);
  EXPECT_DOUBLE_EQ(classes[0].recall, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(classes[0].f1, 0.8);
  EXPECT_EQ(classes[0].support, 3);
  EXPECT_DOUBLE_EQ(classes[1].precision, 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(classes[1].recall, 0.5);
  EXPECT_DOUBLE_EQ(classes[1].f1, 0.4);
  EXPECT_EQ(classes[1].support, 2);
}

TEST(Evaluation, ScoresAClassThatIsNeverHitWithZero) {
  const ClassScores scores = example().classes[2];
  EXPECT_EQ(scores.precision, 0.0);
  EXPECT_EQ(scores.recall, 0.0);
  EXPECT_EQ(scores.f1, 0.0);
  EXPECT_EQ(scores.support, 1);
}

TEST(Evaluation, ScoresAClassWithoutImagesAndPredictionsWithZero) {
  const Evaluation found = evaluate(certain(3, {0, 1}), Labels{0, 1});
  EXPECT_EQ(found.classes[2].precision, 0.0);
  EXPECT_EQ(found.classes[2].recall, 0.0);
  EXPECT_EQ(found.classes[2].f1, 0.0);
  EXPECT_EQ(found.classes[2].support, 0);
}

TEST(Evaluation, AveragesOverTheClassesWithoutWeights) {
  const ClassScores macro = example().macro;
  EXPECT_DOUBLE_EQ(macro.precision, (1.0 + 1.0 / 3.0 + 0.0) / 3.0);
  EXPECT_DOUBLE_EQ(macro.recall, (2.0 / 3.0 + 0.5 + 0.0) / 3.0);
  EXPECT_DOUBLE_EQ(macro.f1, (0.8 + 0.4 + 0.0) / 3.0);
  EXPECT_EQ(macro.support, 6);
}

TEST(Evaluation, LeavesClassesThatNeitherOccurNorArePredictedOutOfTheMeans) {
  const Evaluation found = evaluate(certain(3, {0, 1}), Labels{0, 1});
  EXPECT_EQ(found.macro.precision, 1.0);
  EXPECT_EQ(found.macro.recall, 1.0);
  EXPECT_EQ(found.macro.f1, 1.0);
}

TEST(Evaluation, TakesTheMeanOfTheCrossEntropies) {
  const Evaluation found =
      evaluate(rows(2, {0.25f, 0.75f, 0.5f, 0.5f, 1.0f, 0.0f}), Labels{0, 1, 0});
  EXPECT_NEAR(found.mean_loss, (std::log(4.0) + std::log(2.0)) / 3.0, 1e-12);
}

TEST(Evaluation, KeepsTheLossOfAnImpossibleLabelFinite) {
  EXPECT_TRUE(std::isfinite(evaluate(rows(2, {1.0f, 0.0f}), Labels{1}).mean_loss));
}

TEST(Evaluation, TakesTheFirstOfEqualProbabilities) {
  const Evaluation found = evaluate(rows(3, {0.2f, 0.4f, 0.4f}), Labels{2});
  EXPECT_EQ(found.confusion(2, 1), 1);
}

TEST(Evaluation, ListsTheMostFrequentConfusionFirst) {
  const Evaluation found = evaluate(certain(3, {1, 0, 0, 2, 2, 2}), Labels{0, 1, 1, 2, 0, 1});
  // Equally frequent ones come in the order of the matrix.
  const std::vector<Confusion> expected{{1, 0, 2}, {0, 1, 1}, {0, 2, 1}, {1, 2, 1}};
  ASSERT_EQ(found.confusions.size(), expected.size());
  for (std::size_t n = 0; n < expected.size(); ++n) {
    EXPECT_EQ(found.confusions[n].truth, expected[n].truth) << "place " << n;
    EXPECT_EQ(found.confusions[n].prediction, expected[n].prediction) << "place " << n;
    EXPECT_EQ(found.confusions[n].count, expected[n].count) << "place " << n;
  }
}

TEST(Evaluation, WithoutAMistakeHasNoConfusions) {
  EXPECT_TRUE(evaluate(certain(2, {0, 1}), Labels{0, 1}).confusions.empty());
}

TEST(Evaluation, IsCalibratedWhereConfidenceIsAccuracy) {
  const Probabilities probabilities = rows(2, {0.75f, 0.25f, 0.75f, 0.25f,  //
                                               0.75f, 0.25f, 0.75f, 0.25f});
  EXPECT_NEAR(evaluate(probabilities, Labels{0, 0, 0, 1}).calibration_error, 0.0, 1e-12);
}

TEST(Evaluation, WeighsTheCalibrationOfEachBinWithItsImages) {
  // Confidence 0.75 in two images, one right: 0.25 off; confidence 1 in one image that is right;
  // confidence 0.5 in one image that is wrong: 0.5 off.
  const Probabilities probabilities = rows(2, {0.75f, 0.25f, 0.75f, 0.25f,  //
                                               0.0f, 1.0f, 0.5f, 0.5f});
  EXPECT_NEAR(evaluate(probabilities, Labels{0, 1, 1, 1}).calibration_error,
              (2 * 0.25 + 0.0 + 0.5) / 4.0, 1e-12);
}

TEST(Evaluation, CancelsOverAndUnderconfidenceInsideABinOnly) {
  // 0.61 and 0.65 share a bin of fifteen, 0.61 and 0.69 do not.
  EXPECT_NEAR(evaluate(rows(2, {0.61f, 0.39f, 0.65f, 0.35f}), Labels{0, 1}).calibration_error,
              std::abs(0.61 + 0.65 - 1.0) / 2.0, 1e-7);
  EXPECT_NEAR(evaluate(rows(2, {0.61f, 0.39f, 0.69f, 0.31f}), Labels{0, 1}).calibration_error,
              (0.39 + 0.69) / 2.0, 1e-7);
}

TEST(Evaluation, SortsImagesIntoBinsOfConfidence) {
  // 0.62 and 0.66 are in the bin from 9/15 to 10/15, 1 in the last one.
  const Evaluation found =
      evaluate(rows(2, {0.62f, 0.38f, 0.66f, 0.34f, 0.0f, 1.0f}), Labels{0, 1, 1});
  ASSERT_EQ(found.confidence_bins.size(), 15u);
  const ConfidenceBin& bin = found.confidence_bins[9];
  EXPECT_DOUBLE_EQ(bin.low, 0.6);
  EXPECT_DOUBLE_EQ(bin.high, 10.0 / 15.0);
  EXPECT_EQ(bin.count, 2);
  EXPECT_EQ(bin.correct, 1);
  EXPECT_NEAR(bin.confidence, 0.64, 1e-7);
  EXPECT_EQ(found.confidence_bins[14].count, 1);
  EXPECT_EQ(found.confidence_bins[0].count, 0);
}

TEST(Evaluation, CountsLabelsAmongTheTwoMostProbableClasses) {
  // First, second, and third choice.
  const Evaluation found =
      evaluate(rows(3, {0.5f, 0.3f, 0.2f, 0.5f, 0.3f, 0.2f, 0.5f, 0.3f, 0.2f}), Labels{0, 1, 2});
  EXPECT_DOUBLE_EQ(found.top2_accuracy, 2.0 / 3.0);
}

TEST(Evaluation, TakesTheFirstOfEqualSecondChoices) {
  const Probabilities equal = rows(3, {0.25f, 0.5f, 0.25f});
  EXPECT_EQ(evaluate(equal, Labels{0}).top2_accuracy, 1.0);
  EXPECT_EQ(evaluate(equal, Labels{2}).top2_accuracy, 0.0);
}

TEST(ClassIntervals, AreThoseOfWilson) {
  // Class 0: 3 images, 2 hits, 2 predictions; class 1: 2 images, 1 hit, 3 predictions.
  const ConfusionMatrix confusion = example().confusion;
  const ClassIntervals first = class_intervals(confusion, 0);
  EXPECT_EQ(first.recall.low, wilson_interval(2, 3).low);
  EXPECT_EQ(first.precision.high, wilson_interval(2, 2).high);
  EXPECT_EQ(class_intervals(confusion, 1).precision.low, wilson_interval(1, 3).low);
}

TEST(ClassIntervals, OfF1ComesFromTheShareOfHitsInAllThatHasToDoWithTheClass) {
  // One hit among four images that are of class 1 or were taken for it: F1 is 2/5.
  const Interval shared = wilson_interval(1, 4);
  const Interval f1 = class_intervals(example().confusion, 1).f1;
  EXPECT_DOUBLE_EQ(f1.low, 2.0 * shared.low / (1.0 + shared.low));
  EXPECT_DOUBLE_EQ(f1.high, 2.0 * shared.high / (1.0 + shared.high));
  EXPECT_LT(f1.low, 0.4);
  EXPECT_GT(f1.high, 0.4);
}

TEST(Evaluation, SurvivesProbabilitiesThatAreNotNumbers) {
  const float nan = std::nanf("");
  EXPECT_TRUE(std::isnan(evaluate(rows(2, {nan, nan}), Labels{0}).mean_loss));
}

TEST(Evaluation, RefusesOtherNumbersOfImagesAndLabels) {
  expect_refusal(
      [] {
        evaluate(certain(2, {0, 1}), Labels{0});
      },
      "2 predictions and 1 labels: there must be as many, and at least one");
}

TEST(Evaluation, RefusesNoImages) {
  expect_refusal([] { evaluate(Probabilities(0, 2), Labels{}); },
                 "0 predictions and 0 labels: there must be as many, and at least one");
}

}  // namespace
}  // namespace inkling
