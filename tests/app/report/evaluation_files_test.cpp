#include "app/report/evaluation_files.h"

#include <gtest/gtest.h>

#include "tests/model/expect_refusal.h"

namespace inkling {
namespace {

using Images = std::vector<std::uint32_t>;

/// Four images of the classes "a" and "b, c".
class EvaluationFilesTest : public testing::Test {
 protected:
  Dataset data_{
      .images = {.shape = {.channels = 1, .height = 1, .width = 1}, .pixels = {1, 2, 3, 4}},
      .labels = {0, 0, 1, 1},
      .class_names = {"a", "b, c"}};
  Evaluation evaluation_;
  Measurement measurement_{data_, evaluation_, {{0, 0.75f}, {1, 0.5f}, {0, 0.875f}, {0, 0.5f}}, {}};
};

TEST_F(EvaluationFilesTest, ListEveryImage) {
  EXPECT_EQ(predictions_csv(measurement_, Images{0, 1, 2}),
            "index,label,prediction,probability\n"
            "0,a,a,0.75\n"
            "1,a,\"b, c\",0.5\n"
            "2,\"b, c\",a,0.875\n");
}

TEST_F(EvaluationFilesTest, NameTheFileOfEveryImage) {
  data_.files = {"d/a/1.png", "d/a/2.png", "d/b, c/1.png", "d/b, c/2.png"};
  EXPECT_EQ(predictions_csv(measurement_, Images{1, 2}),
            "index,label,prediction,probability,file\n"
            "1,a,\"b, c\",0.5,d/a/2.png\n"
            "2,\"b, c\",a,0.875,\"d/b, c/1.png\"\n");
}

TEST(MatrixCsv, HasTheNamesInItsFirstRowAndColumn) {
  EXPECT_EQ(matrix_csv(ConfusionMatrix{{9, 1}, {4, 12}}, std::vector<std::string>{"0", "1"},
                       CellUnit::kCount),
            "truth\\prediction,0,1\n"
            "0,9,1\n"
            "1,4,12\n");
}

TEST(MatrixCsv, HasSharesAsFractions) {
  EXPECT_EQ(matrix_csv(ConfusionMatrix{{3, 1}, {0, 0}}, std::vector<std::string>{"0", "1"},
                       CellUnit::kShareOfTruth),
            "truth\\prediction,0,1\n"
            "0,0.75,0.25\n"
            "1,0,0\n");
}

TEST(MatrixCsv, QuotesCommasQuotesAndLineBreaks) {
  EXPECT_EQ(
      matrix_csv(ConfusionMatrix{{1}}, std::vector<std::string>{"say \"a,b\"\n"}, CellUnit::kCount),
      "truth\\prediction,\"say \"\"a,b\"\"\n\"\n"
      "\"say \"\"a,b\"\"\n\",1\n");
}

TEST(EvaluationFiles, TakeStdoutWhereOneIsADash) {
  EXPECT_TRUE(EvaluationFiles{.csv = "-"}.take_stdout());
  EXPECT_FALSE(EvaluationFiles{.csv = "matrix.csv"}.take_stdout());
}

TEST(EvaluationFiles, AreRefusedWhereTwoWantStdout) {
  expect_refusal([] { EvaluationFiles{.json = "-", .errors = "-"}.check(); },
                 "--json and --errors: only one of them can be -, which is stdout");
}

TEST(EvaluationFiles, AreRefusedWhereAPlotIsNoPng) {
  expect_refusal([] { EvaluationFiles{.plot = "matrix.svg"}.check(); },
                 "--plot: 'matrix.svg' does not end in .png");
}

TEST(EvaluationFiles, TakeCapitalsInPng) {
  EXPECT_NO_THROW(EvaluationFiles{.plot = "MATRIX.PNG"}.check());
}

}  // namespace
}  // namespace inkling
