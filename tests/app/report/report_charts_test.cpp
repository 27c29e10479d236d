#include "app/report/report_charts.h"

#include <gtest/gtest.h>

#include "tests/app/evaluations.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

std::vector<EpochReport> epochs(int count, bool validated) {
  std::vector<EpochReport> reports;
  for (int epoch = 1; epoch <= count; ++epoch) {
    EpochReport report{.epoch = epoch, .training = {}, .validation = {}};
    report.learning_rate = 0.1 / epoch;
    report.training = {.loss = 0.4 / epoch, .accuracy = 1.0 - 0.1 / epoch};
    if (validated) report.validation = Score{.loss = 0.2 / epoch, .accuracy = 1.0 - 0.05 / epoch};
    reports.push_back(report);
  }
  return reports;
}

std::vector<std::string> labels(const Json& ticks) {
  std::vector<std::string> texts;
  for (const Json& tick : ticks) texts.push_back(tick["label"]);
  return texts;
}

TEST(Curves, AreNoneWithoutEpochs) { EXPECT_TRUE(curves_view({}, 0).empty()); }

TEST(Curves, AreLossAccuracyAndLearningRate) {
  const Json curves = curves_view(epochs(4, true), 0);
  ASSERT_EQ(curves.size(), 3u);
  EXPECT_EQ(curves[0]["title"], "Loss");
  EXPECT_EQ(curves[1]["title"], "Accuracy");
  EXPECT_EQ(curves[2]["title"], "Learning rate");
  EXPECT_EQ(curves[0]["lines"].size(), 2u);
  EXPECT_EQ(curves[2]["lines"].size(), 1u);
}

TEST(Curves, HaveNoLineForAValidationThatWasNot) {
  EXPECT_EQ(curves_view(epochs(4, false), 0)[0]["lines"].size(), 1u);
}

TEST(Curves, HaveRoundNumbersAroundAllValues) {
  const Json curves = curves_view(epochs(4, true), 0);
  // Losses from 0.05 to 0.4, accuracies from 0.9 to 0.9875.
  EXPECT_EQ(labels(curves[0]["rows"]), (std::vector<std::string>{"0.05", "0.1", "0.2", "0.5"}));
  EXPECT_EQ(labels(curves[1]["rows"]),
            (std::vector<std::string>{"90 %", "92.5 %", "95 %", "97.5 %", "100 %"}));
}

TEST(Curves, HavePowersOfTenAloneAroundLossesThatAreFarApart) {
  std::vector<EpochReport> apart = epochs(2, false);
  apart[0].training.loss = 2.0;
  apart[1].training.loss = 0.0015;
  EXPECT_EQ(labels(curves_view(apart, 0)[0]["rows"]),
            (std::vector<std::string>{"0.001", "0.01", "0.1", "1", "10"}));
}

TEST(Curves, GoFromTheFirstEpochToTheLast) {
  const Json line = curves_view(epochs(3, false), 0)[2]["lines"][0];
  EXPECT_EQ(line["dots"].size(), 3u);
  EXPECT_EQ(line["dots"][0]["x"], "52.0");
  EXPECT_EQ(line["dots"][2]["x"], "340.0");
}

TEST(Curves, PutASingleEpochIntoTheMiddle) {
  EXPECT_EQ(curves_view(epochs(1, false), 0)[0]["lines"][0]["dots"][0]["x"], "196.0");
}

TEST(Curves, MarkTheKeptEpoch) {
  EXPECT_EQ(curves_view(epochs(3, true), 2)[0]["best"]["x"], "196.0");
  EXPECT_FALSE(curves_view(epochs(3, true), 0)[0].contains("best"));
}

TEST(Curves, OfVeryManyEpochsHaveNoMorePointsThanCanBeSeen) {
  const std::string points = curves_view(epochs(5000, false), 0)[0]["lines"][0]["points"];
  EXPECT_LE(std::ranges::count(points, ','), 201);
}

TEST(Curves, StandValuesThatAreAllAlike) {
  std::vector<EpochReport> alike = epochs(2, false);
  for (EpochReport& report : alike) report.training = {.loss = 0.0, .accuracy = 1.0};
  const Json curves = curves_view(alike, 0);
  EXPECT_EQ(curves[0]["lines"][0]["points"], "52.0,158.0 340.0,158.0");
}

TEST(Curves, StandValuesThatAreNearlyAlike) {
  std::vector<EpochReport> alike = epochs(2, false);
  alike[0].training = {.loss = 1.0, .accuracy = 0.9999999999999998};
  alike[1].training = {.loss = 1.0, .accuracy = 1.0};
  alike[0].learning_rate = 0.0;
  alike[1].learning_rate = 5e-324;
  const Json curves = curves_view(alike, 0);
  EXPECT_LT(curves[1]["rows"].size(), 10u);
  EXPECT_LT(curves[2]["rows"].size(), 10u);
}

TEST(Curves, StandASingleLossThatIsARoundNumber) {
  std::vector<EpochReport> one = epochs(1, false);
  one[0].training.loss = 0.5;
  EXPECT_EQ(labels(curves_view(one, 0)[0]["rows"]), (std::vector<std::string>{"0.5", "1"}));
}

TEST(Reliability, HasAPointWithItsIntervalForEachBinWithImages) {
  // Seven answers of confidence 0.75, five of them right.
  const Json view = reliability_view(small_evaluation().confidence_bins);
  ASSERT_EQ(view["bins"].size(), 1u);
  EXPECT_EQ(view["bins"][0]["x"], "314.0");
  EXPECT_EQ(view["bins"][0]["count"], "7");
  EXPECT_EQ(view["bins"][0]["text"],
            "7 images, mean confidence 75.00 %: accuracy 71.43 % (95 % interval 35.89 to 91.78 %)");
}

}  // namespace
}  // namespace inkling
