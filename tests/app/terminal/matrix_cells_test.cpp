#include "app/terminal/matrix_cells.h"

#include <gtest/gtest.h>

#include <cmath>

namespace inkling {
namespace {

/// Four of class 1 are taken for 0, one of class 0 for 1.
ConfusionMatrix example() { return ConfusionMatrix{{9, 1}, {4, 12}}; }

MatrixCells cells(CellUnit unit = CellUnit::kCount) { return {example(), unit, 2}; }

TEST(MatrixCells, ShowCounts) { EXPECT_EQ(cells().text(1, 0), "4"); }

TEST(MatrixCells, ShowSharesInPercent) {
  EXPECT_EQ(cells(CellUnit::kShareOfTruth).text(0, 0), "90.0");
  EXPECT_EQ(cells(CellUnit::kShareOfPrediction).text(0, 1), "7.7");
}

TEST(MatrixCells, ShowNothingForNoImage) {
  EXPECT_EQ(MatrixCells(ConfusionMatrix{{1, 0}, {0, 1}}, CellUnit::kCount, 2).text(0, 1), "");
}

TEST(MatrixCells, ShadeRightAnswersByTheirShareOfTheTrueClass) {
  for (const CellUnit unit : {CellUnit::kCount, CellUnit::kShareOfAll}) {
    EXPECT_DOUBLE_EQ(cells(unit).shade(0, 0), 0.9);
    EXPECT_DOUBLE_EQ(cells(unit).shade(1, 1), 0.75);
  }
}

TEST(MatrixCells, ShadeMistakesOnAScaleOfTheirOwn) {
  EXPECT_DOUBLE_EQ(cells().shade(1, 0), 1.0);
  EXPECT_DOUBLE_EQ(cells().shade(0, 1), 0.5);
}

TEST(MatrixCells, LeaveSumsOverOtherClassesUncolored) {
  const MatrixCells gathered(ConfusionMatrix{{9, 1}, {4, 12}}, CellUnit::kCount, 1);
  EXPECT_TRUE(gathered.is_colored(0, 0));
  EXPECT_FALSE(gathered.is_colored(1, 0));
  EXPECT_FALSE(gathered.is_colored(1, 1));
}

TEST(MatrixCells, WriteOnStrongColorsInWhite) {
  EXPECT_EQ(MatrixCells::ink_on(cells().color(1, 0)).red, 255);
  EXPECT_LT(MatrixCells::ink_on({254, 237, 205}).red, 50);
}

}  // namespace
}  // namespace inkling
