#include "app/results/classification.h"

#include <gtest/gtest.h>

#include <array>

namespace inkling {
namespace {

using nlohmann::json;

const std::vector<std::string> kNames = {"0", "one\n", "2"};

/// A picture whose network says 1 and then 0.
Classification some_classification() {
  return {.path = "a\tb.png",
          .answer = {.label = "one\n",
                     .probabilities = {0.25f, 0.75f, 0.0f},
                     .box = {3, 4, 50, 60},
                     .dark_ink = true,
                     .stroke_width = 2.5},
          .top = 2,
          .views = 9};
}

/// The same, but less probable than was asked for.
Classification unsure_classification() {
  Classification found = some_classification();
  found.answer.label.clear();
  found.answer.refusal = Refusal::kUnsure;
  return found;
}

TEST(BestPredictions, AreTheMostProbableFirstAndAmongEqualsTheFirstLabel) {
  const std::array<float, 4> probabilities = {0.2f, 0.3f, 0.2f, 0.3f};
  std::vector<std::size_t> labels;
  for (const Prediction& prediction : best_predictions(probabilities, 3)) {
    labels.push_back(prediction.label);
  }
  EXPECT_EQ(labels, (std::vector<std::size_t>{1, 3, 0}));
}

TEST(BestPredictions, AreNoMoreThanThereAreLabels) {
  EXPECT_EQ(best_predictions(std::array{0.4f, 0.6f}, 9).size(), 2u);
}

TEST(ClassificationLine, HasPathLabelsAndProbabilitiesWithTabsBetweenAndControlBytesEscaped) {
  EXPECT_EQ(classification_line(some_classification(), kNames),
            "a\\x09b.png\tone\\x0a\t0.750\t0\t0.250\n");
}

TEST(ClassificationLine, AnswersAQuestionMarkWhereTheNetworkIsNotSure) {
  const Classification found = unsure_classification();
  EXPECT_EQ(classification_line(found, kNames), "a\\x09b.png\t?\t0.750\t0\t0.250\n");
}

TEST(ClassificationJson, HasTheDocumentedNames) {
  EXPECT_EQ(json(classification_json(some_classification(), kNames)), json::parse(R"({
    "path": "a\tb.png", "label": "one\n", "probability": 0.75,
    "top": [{"label": "one\n", "probability": 0.75}, {"label": "0", "probability": 0.25}],
    "polarity": "dark_ink", "box": [3, 4, 50, 60], "stroke_width": 2.5, "unchanged": false,
    "digits": 1, "views": 9})"));
}

TEST(ClassificationJson, TellsLightInkAndWhereThePreparedPictureIs) {
  Classification found = some_classification();
  found.answer.dark_ink = false;
  found.seen = "seen/b.png";
  const auto result = classification_json(found, kNames);
  EXPECT_EQ(result["polarity"], "light_ink");
  EXPECT_EQ(result["seen"], "seen/b.png");
}

TEST(ClassificationJson, HasNoLabelWhereTheNetworkIsNotSure) {
  const Classification found = unsure_classification();
  const auto result = classification_json(found, kNames);
  EXPECT_TRUE(result["label"].is_null());
  EXPECT_EQ(result["probability"], 0.75);
  EXPECT_EQ(result["top"][0]["label"], "one\n");
}

}  // namespace
}  // namespace inkling
