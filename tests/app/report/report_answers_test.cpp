#include "app/report/report_answers.h"

#include <gtest/gtest.h>

#include "tests/app/evaluations.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

const std::vector<std::string> kNames = {"zero", "one", "two"};
const std::vector<std::size_t> kAll = {0, 1, 2};

/// `counts[truth][prediction]` images, each named with the confidence 0.9 where right, 0.4 where
/// not.
class Counted {
 public:
  explicit Counted(const std::vector<std::vector<int>>& counts) {
    std::vector<int> predictions;
    for (std::size_t truth = 0; truth < counts.size(); ++truth) {
      for (std::size_t prediction = 0; prediction < counts.size(); ++prediction) {
        for (int n = 0; n < counts[truth][prediction]; ++n) {
          labels_.push_back(static_cast<std::uint16_t>(truth));
          predictions.push_back(static_cast<int>(prediction));
        }
      }
    }
    probabilities_.setConstant(static_cast<Eigen::Index>(labels_.size()),
                               static_cast<Eigen::Index>(counts.size()), 0.05f);
    for (std::size_t n = 0; n < labels_.size(); ++n) {
      const bool right = labels_[n] == predictions[n];
      probabilities_(static_cast<Eigen::Index>(n), predictions[n]) = right ? 0.9f : 0.4f;
    }
    evaluation_ = evaluate(probabilities_, labels_);
  }

  std::vector<std::string> findings() const {
    const Answers answers{{}, {}, labels_, probabilities_, evaluation_};
    std::vector<std::string> texts;
    for (const Json& finding : findings_view(results(), answers)) {
      texts.push_back(finding["text"]);
    }
    return texts;
  }
  EvaluationResults results() const { return evaluation_results(evaluation_, kNames); }

 private:
  std::vector<std::uint16_t> labels_;
  Probabilities probabilities_;
  Evaluation evaluation_;
};

TEST(ReportFindings, NameMistakeWeakestClassAndRefusal) {
  EXPECT_EQ(Counted({{95, 4, 0}, {0, 100, 0}, {0, 1, 100}}).findings(),
            (std::vector<std::string>{
                "The most frequent confusion is zero classified as one: 4 of 5 errors.",
                "Class one has the lowest F1 (97.56 %): precision 95.24 %, 0 of 100 images "
                "misclassified.",
                "Rejecting predictions below 50 % confidence (1.67 % of the images) would leave 0 "
                "of 5 errors; the accuracy on the remaining images would be 100.00 %."}));
}

TEST(ReportFindings, SayWhereNothingWentWrong) {
  EXPECT_EQ(Counted({{5, 0, 0}, {0, 5, 0}, {0, 0, 5}}).findings(),
            (std::vector<std::string>{"No images were misclassified."}));
}

TEST(ReportFindings, CallNoMistakeFrequentThatWasMadeOnce) {
  EXPECT_EQ(Counted({{5, 1, 0}, {0, 5, 0}, {0, 1, 5}}).findings().front(),
            "No confusion occurred more than once.");
}

TEST(ReportFindings, SayWhereMistakesAreEquallyFrequent) {
  EXPECT_EQ(Counted({{5, 2, 0}, {0, 5, 0}, {0, 2, 5}}).findings().front(),
            "One of the most frequent confusions is zero classified as one: 2 of 4 errors.");
}

TEST(ReportFindings, AdviseNoRefusalThatTakesMoreThanATwentieth) {
  EXPECT_EQ(Counted({{5, 5, 0}, {0, 5, 0}, {0, 0, 5}}).findings().size(), 2u);
}

TEST(ReportScores, MarkTheWeakestClass) {
  const Counted counted({{95, 4, 0}, {0, 100, 0}, {0, 1, 100}});
  const Json scores = scores_view(counted.results(), kAll);
  EXPECT_EQ(scores["rows"][0]["weakest"], false);
  EXPECT_EQ(scores["rows"][1]["weakest"], true);
  EXPECT_EQ(scores["rows"][1]["scores"][0]["value"], "95.24");
}

TEST(ReportScores, AreThoseOfTheClassesThatAreShown) {
  const std::vector<std::size_t> some = {0, 2};
  const Counted counted({{95, 4, 0}, {0, 100, 0}, {0, 1, 100}});
  const Json scores = scores_view(counted.results(), some);
  EXPECT_EQ(scores["title"], "Scores of these classes");
  ASSERT_EQ(scores["rows"].size(), 2u);
  EXPECT_EQ(scores["rows"][1]["name"], "two");
}

TEST(ReportScores, TakeNoClassWithoutImagesForTheWeakest) {
  const Evaluation evaluation = small_evaluation();
  const Json scores = scores_view(evaluation_results(evaluation, kNames), kAll);
  EXPECT_EQ(scores["rows"][0]["weakest"], true);
  EXPECT_EQ(scores["rows"][2]["weakest"], false);
}

TEST(ReportAnswer, HasTheIntervalInsideItsBar) {
  const Counted counted({{95, 4, 0}, {0, 100, 0}, {0, 1, 100}});
  const Json answer = answer_view(counted.results());
  EXPECT_EQ(answer["accuracy"], "98.33");
  EXPECT_EQ(answer["axis"], "95 to 100 %");
  EXPECT_EQ(answer["mark"], "66.7");
}

}  // namespace
}  // namespace inkling
