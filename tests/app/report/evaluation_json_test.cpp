#include "app/report/evaluation_json.h"

#include <gtest/gtest.h>

#include "tests/app/evaluations.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

const std::vector<std::string> kNames = {"zero", "one", "two"};

Json small_json() {
  const Evaluation evaluation = small_evaluation();
  return evaluation_json(evaluation_results(evaluation, kNames));
}

TEST(EvaluationJson, HasItsStableNames) {
  std::vector<std::string> names;
  const Json json = small_json();
  for (const auto& [name, value] : json.items()) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"accuracy", "accuracy_interval", "count", "errors",
                                             "top2_accuracy", "mean_loss", "calibration_error",
                                             "calibration", "class_names", "confusion_matrix",
                                             "classes", "macro", "confusions"}));
}

TEST(EvaluationJson, GivesAccuracyAsAFraction) {
  EXPECT_DOUBLE_EQ(small_json()["accuracy"].get<double>(), 5.0 / 7.0);
}

TEST(EvaluationJson, CountsImagesAndErrors) {
  EXPECT_EQ(small_json()["count"], 7);
  EXPECT_EQ(small_json()["errors"], 2);
}

TEST(EvaluationJson, HasTheTruthInTheRowsOfTheMatrix) {
  EXPECT_EQ(small_json()["confusion_matrix"], Json::parse("[[4,0,2],[0,1,0],[0,0,0]]"));
}

TEST(EvaluationJson, GivesTheScoresOfEachClassWithItsName) {
  const Json json = small_json();
  const Json& scores = json["classes"][0];
  EXPECT_EQ(scores["name"], "zero");
  EXPECT_DOUBLE_EQ(scores["precision"].get<double>(), 1.0);
  EXPECT_DOUBLE_EQ(scores["recall"].get<double>(), 4.0 / 6.0);
  EXPECT_DOUBLE_EQ(scores["f1"].get<double>(), 0.8);
  EXPECT_EQ(scores["support"], 6);
}

TEST(EvaluationJson, GivesTheScoresOfEachClassTheirIntervals) {
  const Json json = small_json();
  const ClassIntervals intervals = class_intervals(small_evaluation().confusion, 0);
  const Json& scores = json["classes"][0];
  EXPECT_EQ(scores["precision_interval"][0], intervals.precision.low);
  EXPECT_EQ(scores["recall_interval"][1], intervals.recall.high);
  EXPECT_EQ(scores["f1_interval"][0], intervals.f1.low);
}

TEST(EvaluationJson, HasTheBinsOfTheCalibration) {
  // All seven answers have the confidence 0.75, five of them are right.
  const Json json = small_json();
  EXPECT_EQ(json["calibration"].size(), 15u);
  EXPECT_EQ(json["calibration"][11]["count"], 7);
  EXPECT_EQ(json["calibration"][11]["correct"], 5);
  EXPECT_EQ(json["calibration"][11]["confidence"], 0.75);
  EXPECT_TRUE(json["calibration"][0]["confidence"].is_null());
}

TEST(EvaluationJson, NamesConfusedClasses) {
  EXPECT_EQ(small_json()["confusions"],
            Json::parse(R"([{"truth": "zero", "prediction": "two", "count": 2}])"));
}

TEST(JsonText, ReplacesBytesThatAreNoUtf8) {
  EXPECT_EQ(json_text({{"path", "a\xff"}}, -1), "{\"path\":\"a\uFFFD\"}\n");
}

}  // namespace
}  // namespace inkling
