#include "app/report/report_matrix.h"

#include <gtest/gtest.h>

#include "model/dataset.h"
#include "tests/app/evaluations.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

/// So many classes of three images, of which of 5 one and of 7 two are taken for 6.
Evaluation many(int classes) {
  ConfusionMatrix confusion = 3 * ConfusionMatrix::Identity(classes, classes);
  confusion(5, 5) = 2;
  confusion(5, 6) = 1;
  confusion(7, 7) = 1;
  confusion(7, 6) = 2;
  return evaluation_of(confusion);
}

TEST(ReportMatrix, HasItsOwnScaleForMistakes) {
  const Evaluation evaluation =
      evaluation_of(ConfusionMatrix{{100, 5, 1}, {0, 50, 0}, {0, 0, 100}});
  const Json matrix = ReportMatrix(evaluation, {"zero", "one", "two"}).view();
  EXPECT_EQ(matrix["rows"][0]["cells"][0]["hit"]["level"], 5);
  EXPECT_EQ(matrix["rows"][0]["cells"][1]["mistake"]["level"], 5);
  EXPECT_EQ(matrix["rows"][0]["cells"][2]["mistake"]["level"], 1);
  EXPECT_EQ(matrix["rows"][1]["cells"][1]["hit"]["level"], 3);
  EXPECT_EQ(matrix["rows"][1]["cells"][0]["empty"], true);
}

TEST(ReportMatrix, HasAllClassesWhereTheyAreFew) {
  const Evaluation evaluation = many(10);
  const ReportMatrix matrix(evaluation, numbered_classes(10));
  EXPECT_EQ(matrix.classes().size(), 10u);
  EXPECT_EQ(matrix.place(9), 9u);
  EXPECT_EQ(matrix.view()["size"], 10);
  EXPECT_FALSE(matrix.view().contains("part"));
  EXPECT_TRUE(matrix.numbers()["others"].is_null());
}

TEST(ReportMatrix, HasOfVeryManyClassesThoseThatAreConfusedAndTheSumOfTheOthers) {
  const Evaluation evaluation = many(1000);
  const ReportMatrix matrix(evaluation, numbered_classes(1000));
  const Json numbers = matrix.numbers();
  EXPECT_EQ(numbers["class_names"], Json::parse(R"(["5","6","7","other"])"));
  EXPECT_EQ(numbers["confusion_matrix"],
            Json::parse("[[2,1,0,0],[0,3,0,0],[0,2,1,0],[0,0,0,2991]]"));
  EXPECT_EQ(numbers["others"], 3);
}

TEST(ReportMatrix, PutsClassesWithoutARowOfTheirOwnIntoTheLastOne) {
  const Evaluation evaluation = many(1000);
  const ReportMatrix matrix(evaluation, numbered_classes(1000));
  EXPECT_EQ(matrix.place(6), 1u);
  EXPECT_EQ(matrix.place(0), 3u);
  EXPECT_EQ(matrix.place(999), 3u);
}

TEST(ReportMatrix, GivesTheSumNoColour) {
  const Evaluation evaluation = many(1000);
  const Json view = ReportMatrix(evaluation, numbered_classes(1000)).view();
  EXPECT_EQ(view["part"], "Showing the 3 most often confused of 1,000 classes.");
  EXPECT_EQ(view["rows"][3]["name"], "other");
  EXPECT_EQ(view["rows"][3]["recall"], "");
  EXPECT_EQ(view["rows"][3]["cells"][3], Json({{"sum", 2991}}));
  EXPECT_EQ(view["most_hits"], "3");
}

TEST(ReportMatrix, IsEmptyWhereNoneOfVeryManyClassesIsConfused) {
  const Evaluation evaluation = evaluation_of(ConfusionMatrix::Identity(101, 101));
  EXPECT_TRUE(ReportMatrix(evaluation, numbered_classes(101)).empty());
}

}  // namespace
}  // namespace inkling
