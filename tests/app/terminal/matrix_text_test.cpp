#include "app/terminal/matrix_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "app/terminal/table.h"
#include "tests/app/evaluations.h"

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::vector<std::string> kNames = {"0", "1"};

Evaluation small() { return evaluation_of(ConfusionMatrix{{9, 1}, {4, 12}}); }

/// Many classes of 400 images: of each, five are taken for the next one and of every tenth class 99
/// for the one after that.
Evaluation many(int classes) {
  ConfusionMatrix confusion = ConfusionMatrix::Zero(classes, classes);
  for (int truth = 0; truth < classes; ++truth) {
    const int often = truth % 10 == 0 ? 99 : 0;
    confusion(truth, truth) = 395 - often;
    confusion(truth, (truth + 1) % classes) = 5;
    confusion(truth, (truth + 2) % classes) += often;
  }
  return evaluation_of(confusion);
}

std::vector<std::string> names(int classes, const std::string& prefix) {
  std::vector<std::string> result;
  for (int n = 0; n < classes; ++n) result.push_back(prefix + std::to_string(n));
  return result;
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, width_of(line));
  return widest;
}

TEST(MatrixText, NamesBothAxesAndDotsItsZeros) {
  EXPECT_EQ(matrix_text(evaluation_of(ConfusionMatrix{{9, 0}, {4, 12}}), kNames, {}),
            "confusion matrix\n"
            "          predicted\n"
            "           0   1\n"
            "true   0   9   .\n"
            "       1   4  12\n");
}

TEST(MatrixText, HasTwoClassesOnTheNarrowestTerminal) {
  for (const std::size_t columns : {0u, 1u, 3u}) {
    EXPECT_THAT(matrix_text(many(10), names(10, "c"), {.columns = columns}),
                HasSubstr("the 2 most often confused of 10 classes; "))
        << columns;
  }
}

TEST(MatrixText, ShowsSharesAndSaysOfWhat) {
  EXPECT_EQ(matrix_text(small(), kNames, {.unit = CellUnit::kShareOfTruth}),
            "confusion matrix, % of each true class\n"
            "          predicted\n"
            "             0     1\n"
            "true   0  90.0  10.0\n"
            "       1  25.0  75.0\n");
}

TEST(MatrixText, NumbersColumnsWhereNamesDoNotFitAboveThem) {
  const std::string text = matrix_text(many(12), names(12, "letter_"), {});
  EXPECT_THAT(text, HasSubstr("predicted, numbered like the rows\n"));
  EXPECT_THAT(text, HasSubstr("true    1 letter_0   296    5   99    .    .    .    .    .    .    "
                              ".    .    .\n"));
  EXPECT_LE(widest_line(text), 80u);
}

TEST(MatrixText, ShowsTheMostConfusedOfManyClassesAndSumsTheOthers) {
  const std::string text = matrix_text(many(47), names(47, ""), {});
  EXPECT_THAT(text, StartsWith("confusion matrix\nthe 12 most often confused of 47 classes; "
                               "--csv FILE writes all\n"));
  EXPECT_THAT(text,
              HasSubstr("   0    1    2    3   10   12   20   22   30   32   40   42  other\n"));
  EXPECT_THAT(text,
              HasSubstr("true       0  296    5   99    .    .    .    .    .    .    .    .   "
                        " .      .\n"));
  EXPECT_LE(widest_line(text), 80u);
}

TEST(MatrixText, ShowsMoreClassesOnAWiderTerminal) {
  const std::string text = matrix_text(many(47), names(47, ""), {.columns = 120});
  EXPECT_THAT(text, Not(HasSubstr("\nthe 12 most")));
  EXPECT_GT(widest_line(text), 100u);
  EXPECT_LE(widest_line(text), 120u);
}

TEST(MatrixText, FitsAnyWidth) {
  for (const int classes : {2, 10, 20, 26, 47, 200}) {
    for (const std::size_t columns : {40u, 60u, 80u, 200u}) {
      for (const CellUnit unit : {CellUnit::kCount, CellUnit::kShareOfAll}) {
        const std::string text =
            matrix_text(many(classes), names(classes, "n"), {.columns = columns, .unit = unit});
        const std::size_t title = text.find("predicted");
        EXPECT_LE(widest_line(text.substr(title == std::string::npos ? 0 : title)), columns)
            << classes << " classes\n"
            << text;
      }
    }
  }
}

TEST(MatrixText, LeavesOutManyClassesWithoutAMistake) {
  const ConfusionMatrix right = ConfusionMatrix::Identity(47, 47);
  EXPECT_EQ(matrix_text(evaluation_of(right), names(47, ""), {}),
            "The confusion matrix of 47 classes is diagonal: no images were misclassified.\n");
}

TEST(MatrixText, IsPlainWithoutColors) {
  EXPECT_THAT(matrix_text(small(), kNames, {}), Not(HasSubstr("\x1b[")));
}

TEST(MatrixText, HasGreenRightAnswersAndYellowAndRedMistakesInBasicColors) {
  const std::string text = matrix_text(evaluation_of(ConfusionMatrix{{9, 1}, {40, 12}}), kNames,
                                       {.colors = ColorDepth::kBasic});
  EXPECT_THAT(text, HasSubstr("\x1b[32m  9\x1b[0m"));
  EXPECT_THAT(text, HasSubstr("\x1b[33m  1\x1b[0m"));
  EXPECT_THAT(text, HasSubstr("\x1b[31m 40\x1b[0m"));
}

TEST(MatrixText, TakesItsColorsFromTheUsual256) {
  EXPECT_THAT(matrix_text(small(), kNames, {.colors = ColorDepth::k256}),
              HasSubstr("\x1b[38;5;231;48;5;166m  4\x1b[0m"));
}

TEST(MatrixText, TakesItsColorsAsTheyAreWhereAllAreAllowed) {
  EXPECT_THAT(matrix_text(small(), kNames, {.colors = ColorDepth::kAll}),
              HasSubstr("\x1b[48;2;217;071;001m  4\x1b[0m"));
}

}  // namespace
}  // namespace inkling
