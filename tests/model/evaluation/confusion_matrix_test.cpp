#include "model/evaluation/confusion_matrix.h"

#include <gtest/gtest.h>

namespace inkling {
namespace {

using Classes = std::vector<std::size_t>;

ConfusionMatrix matrix(std::initializer_list<std::initializer_list<std::int64_t>> rows) {
  return ConfusionMatrix(rows);
}

/// Class 2 has no image and is never predicted.
ConfusionMatrix example() { return matrix({{3, 1, 0}, {2, 2, 0}, {0, 0, 0}}); }

Eigen::MatrixXd values(std::initializer_list<std::initializer_list<double>> rows) {
  return Eigen::MatrixXd(rows);
}

TEST(CellValues, AreCountsWhereNothingElseIsAskedFor) {
  EXPECT_EQ(cell_values(example(), CellUnit::kCount), values({{3, 1, 0}, {2, 2, 0}, {0, 0, 0}}));
}

TEST(CellValues, AreSharesOfEachRow) {
  EXPECT_EQ(cell_values(example(), CellUnit::kShareOfTruth),
            values({{0.75, 0.25, 0}, {0.5, 0.5, 0}, {0, 0, 0}}));
}

TEST(CellValues, AreSharesOfEachColumn) {
  EXPECT_EQ(cell_values(example(), CellUnit::kShareOfPrediction),
            values({{3.0 / 5, 1.0 / 3, 0}, {2.0 / 5, 2.0 / 3, 0}, {0, 0, 0}}));
}

TEST(CellValues, AreSharesOfAllImages) {
  EXPECT_EQ(cell_values(example(), CellUnit::kShareOfAll),
            values({{3.0 / 8, 1.0 / 8, 0}, {2.0 / 8, 2.0 / 8, 0}, {0, 0, 0}}));
}

TEST(MostConfusedClasses, TakesPairsWhileTheyFit) {
  const std::vector<Confusion> confusions = {{4, 9, 7}, {3, 5, 6}, {9, 7, 5}};
  EXPECT_EQ(most_confused_classes(confusions, 4), (Classes{3, 4, 5, 9}));
  EXPECT_EQ(most_confused_classes(confusions, 3), (Classes{4, 7, 9}));
}

TEST(MostConfusedClasses, AreThoseWithMistakesOnly) {
  EXPECT_EQ(most_confused_classes(std::vector<Confusion>{{1, 0, 1}}, 10), (Classes{0, 1}));
}

TEST(GatherOthers, AddsUpWhatIsNotChosen) {
  const ConfusionMatrix all = matrix({{9, 1, 2, 3}, {4, 8, 5, 6}, {1, 2, 7, 3}, {4, 5, 6, 9}});
  EXPECT_EQ(gather_others(all, Classes{0, 2}), matrix({{9, 2, 4}, {1, 7, 5}, {8, 11, 28}}));
}

}  // namespace
}  // namespace inkling
