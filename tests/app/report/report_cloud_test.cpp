#include "app/report/report_cloud.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "tests/io/models/random_model.h"

namespace inkling {
namespace {

using nlohmann::ordered_json;
using testing::ElementsAre;

constexpr Shape kShape{.channels = 1, .height = 24, .width = 12};

TEST(Cloud, OfTooManyImagesHasTheMistakesFirstAndEveryNthOther) {
  const std::vector<bool> are_wrong = {false, false, true, false, false, false, true};
  EXPECT_THAT(chosen_points(are_wrong, 7), ElementsAre(0, 1, 2, 3, 4, 5, 6));
  EXPECT_THAT(chosen_points(are_wrong, 4), ElementsAre(0, 2, 3, 6));
  EXPECT_THAT(chosen_points(are_wrong, 1), ElementsAre(2));
  EXPECT_THAT(chosen_points(are_wrong, 0), ElementsAre());
  EXPECT_THAT(chosen_points(are_wrong, 99), testing::SizeIs(7));
}

/// Images of noise and what a model says of them.
class Evaluated {
 public:
  explicit Evaluated(std::size_t count, std::uint32_t first = 0, Shape shape = kShape)
      : model_(random_model("fc 8, relu, fc 3", shape)),
        images_(random_images(shape, first + count)),
        indices_(count),
        labels_(count) {
    std::iota(indices_.begin(), indices_.end(), first);
    probabilities_ = predict(model_.network, images_, indices_, 1);
    const std::vector<Decision> decisions = decide_all(probabilities_);
    for (std::size_t n = 0; n < count; ++n) {
      labels_[n] = static_cast<std::uint16_t>((decisions[n].label + (n % 5 == 0 ? 1 : 0)) % 3);
    }
    evaluation_ = evaluate(probabilities_, labels_);
    report.class_names = model_.class_names;
    report.model = &model_;
    report.answers.emplace(Answers{images_, indices_, labels_, probabilities_, evaluation_});
  }
  Evaluated(const Evaluated&) = delete;
  Evaluated& operator=(const Evaluated&) = delete;

  Report report;

 private:
  Model model_;
  ImageSet images_;
  std::vector<std::uint32_t> indices_;
  std::vector<std::uint16_t> labels_;
  Probabilities probabilities_;
  Evaluation evaluation_;
};

ordered_json numbers_of(const Cloud& cloud) {
  return ordered_json::parse(cloud.view["numbers"].get<std::string>());
}

TEST(Cloud, HasAPointForEachImage) {
  const Evaluated evaluated(20);
  const Cloud cloud = make_cloud(evaluated.report, 100'000);
  const ordered_json numbers = numbers_of(cloud);
  EXPECT_EQ(numbers["points"].get<std::string>().size(), 20u * 3 / 3 * 4);
  EXPECT_EQ(std::max(numbers["width"].get<int>(), numbers["height"].get<int>()), 4095);
  EXPECT_TRUE(numbers["images"].is_null());
  // Images 0, 5, 10 and 15 are wrong.
  EXPECT_EQ(numbers["wrong"], "IYQA");
  EXPECT_EQ(numbers["predictions"].get<std::string>().size(), 8u);
  EXPECT_EQ(numbers["pictured"], "//8P");
  EXPECT_EQ(numbers["sheet"],
            (ordered_json{{"columns", 100}, {"rows", 1}, {"width", 6}, {"height", 12}}));
  EXPECT_EQ(cloud.view["count"], "20");
  EXPECT_TRUE(cloud.view["pictured"].is_null());
  EXPECT_TRUE(cloud.view["hidden"].get<bool>());
  EXPECT_THAT(cloud.style, testing::StartsWith(".small-picture{background-image:url(data:image/"));
}

TEST(Cloud, TellsWhichImagesThePointsAre) {
  // 300, and 1 more each: 300 is 44 + 128, then 2.
  const Evaluated evaluated(3, 300);
  EXPECT_EQ(numbers_of(make_cloud(evaluated.report, 100'000))["images"], "rAIBAQ==");
}

TEST(Cloud, HasPicturesOfTheErrorsFirstWhereThereIsNoRoomForAll) {
  const Evaluated evaluated(500);
  const Cloud cloud = make_cloud(evaluated.report, 8'000);
  EXPECT_LE(cloud.style.size() + cloud.view["numbers"].get<std::string>().size(), 8'000u);
  const int pictured = std::stoi(cloud.view["pictured"].get<std::string>());
  EXPECT_GT(pictured, 100);  // the number of errors
  EXPECT_LT(pictured, 500);
}

TEST(Cloud, OfAnEnsembleOrOfEqualImagesIsEmpty) {
  Evaluated evaluated(1);
  EXPECT_TRUE(make_cloud(evaluated.report, 100'000).view.is_null());
  Evaluated ensemble(10);
  ensemble.report.model = nullptr;
  EXPECT_TRUE(make_cloud(ensemble.report, 100'000).view.is_null());
}

TEST(Cloud, OfTenThousandImagesStaysSmall) {
  const Evaluated evaluated(10'100, 0, {.channels = 1, .height = 12, .width = 12});
  const Cloud cloud = make_cloud(evaluated.report, 290'000);
  EXPECT_LT(cloud.style.size() + cloud.view.dump().size(), 300'000u);
  EXPECT_EQ(cloud.view["count"], "10,000");
  EXPECT_EQ(cloud.view["all"], "10,100");
}

}  // namespace
}  // namespace inkling
