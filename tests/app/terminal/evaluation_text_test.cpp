#include "app/terminal/evaluation_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "app/terminal/table.h"
#include "tests/app/evaluations.h"

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> kNames = {"0", "1", "2"};

std::string small_text() { return evaluation_text(small_evaluation(), kNames, {}); }

/// Ten or more classes with every image right, `count` of each.
Evaluation perfect_evaluation(int classes, int count) {
  Probabilities probabilities = Probabilities::Zero(classes * count, classes);
  std::vector<std::uint16_t> labels;
  for (int image = 0; image < classes * count; ++image) {
    labels.push_back(static_cast<std::uint16_t>(image % classes));
    probabilities(image, image % classes) = 1.0f;
  }
  return evaluate(probabilities, labels);
}

std::vector<std::string> numbered_names(int count) {
  std::vector<std::string> names;
  for (int number = 0; number < count; ++number) names.push_back(std::to_string(number));
  return names;
}

TEST(EvaluationText, GivesAccuracyWithIntervalAndErrors) {
  // Wilson's interval of 5 of 7, computed by hand: 0.3589 to 0.9178.
  EXPECT_THAT(small_text(),
              HasSubstr("accuracy           71.43 %  (95 % interval 35.89 to 91.78 %)\n"
                        "errors             2 of 7\n"));
}

TEST(EvaluationText, GivesLossAndCalibrationError) {
  // Five times -log(3/4), twice -log(1/8), over 7; confidence 75 % against accuracy 71.43 %.
  EXPECT_THAT(small_text(), HasSubstr("mean loss          0.7996\n"
                                      "calibration error  3.57 %\n"));
}

TEST(EvaluationText, NamesBothAxesOfTheMatrixAndDotsItsZeros) {
  EXPECT_THAT(small_text(), HasSubstr("confusion matrix\n"
                                      "          predicted\n"
                                      "          0  1  2\n"
                                      "true   0  4  .  2\n"
                                      "       1  .  1  .\n"
                                      "       2  .  .  .\n"));
}

TEST(EvaluationText, GivesTheScoresOfEachClassAndTheirMeans) {
  EXPECT_THAT(small_text(), HasSubstr("      class  precision    recall        F1  support\n"
                                      "          0   100.00 %   66.67 %   80.00 %        6\n"
                                      "          1   100.00 %  100.00 %  100.00 %        1\n"
                                      "          2     0.00 %    0.00 %    0.00 %        0\n"
                                      "  macro avg    66.67 %   55.56 %   60.00 %        7\n"));
}

TEST(EvaluationText, NamesTheMostConfusedPairs) {
  EXPECT_THAT(small_text(), HasSubstr("most frequent confusions\n  0 classified as 2: 2 times\n"));
}

TEST(EvaluationText, SaysWhereNothingWasConfused) {
  EXPECT_THAT(evaluation_text(perfect_evaluation(3, 1), kNames, {}),
              HasSubstr("no images were misclassified\n"));
}

TEST(EvaluationText, OfTenClassesFitsEightyColumns) {
  const auto names = numbered_names(10);
  std::istringstream lines(evaluation_text(perfect_evaluation(10, 1000), names, {}));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(width_of(line), 80u) << line;
}

TEST(EvaluationText, ShowsNoControlBytesOfClassNames) {
  const std::vector<std::string> names = {"a\x1b[2J", "b", "c"};
  EXPECT_THAT(evaluation_text(small_evaluation(), names, {}), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace inkling
