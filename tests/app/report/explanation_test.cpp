#include "app/report/explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/report/explanation_page.h"
#include "model/network/trace.h"
#include "tests/io/models/random_model.h"

namespace inkling {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;

constexpr Shape kShape{.channels = 1, .height = 12, .width = 12};
constexpr const char* kAll =
    "pad 2, conv 4x3x3, batchnorm, relu, dropout 0.5, pool 2, conv 3x2x2, tanh, fc 5, leaky-relu, "
    "fc 3";

ordered_json explanation_of(const Model& model, const ExplanationLimits& limits = kLimitsOfPage) {
  ordered_json view;
  const ImageSet images = random_images(model.network.input_shape(), 1);
  add_explanation(view, model, images.pixels, "an image", limits);
  return view["explanation"];
}

ordered_json numbers_of(const ordered_json& explanation) {
  return ordered_json::parse(explanation["numbers"].get<std::string>());
}

TEST(Explanation, HasAStepForEachLayerThatActs) {
  const ordered_json steps = explanation_of(random_model(kAll, kShape))["steps"];
  std::vector<std::string> names;
  for (const auto& step : steps) names.push_back(step["name"]);
  EXPECT_THAT(names, testing::ElementsAre("pixels", "normalisation", "padding", "convolution",
                                          "ReLU", "max pooling", "convolution", "tanh",
                                          "fully connected", "leaky ReLU", "fully connected"));
  EXPECT_EQ(steps[2]["number"], "1");
  EXPECT_EQ(steps[3]["source"], "B&J, Def. 10.1.3 and 10.5.1");
}

TEST(Explanation, ShowsTheKernelsOfTheFirstLayerThatHasSome) {
  const ordered_json steps = explanation_of(random_model(kAll, kShape))["steps"];
  EXPECT_TRUE(steps[2]["kernels"].is_null());
  EXPECT_EQ(steps[3]["kernels"]["text"], "4 kernels of 3x3 as a picture");
  EXPECT_TRUE(steps[6]["kernels"].is_null());
}

TEST(Explanation, ShowsTheWeightsOfAFullyConnectedLayerLikeTheImage) {
  const ordered_json steps = explanation_of(random_model("fc 3", kShape))["steps"];
  EXPECT_EQ(steps[2]["kernels"]["text"], "3 kernels of 12x12 as a picture");
}

TEST(Explanation, TakesTheLargestLogitOffWherePowersAreNoNumbersAnyMore) {
  Model model = random_model("fc 3", kShape);
  for (float& parameter : model.network.parameters()) parameter *= 1e5f;
  const ordered_json softmax = explanation_of(model)["softmax"];
  EXPECT_THAT(softmax["power"].get<std::string>(), testing::StartsWith("exp(logit − "));
  EXPECT_THAT(softmax.dump(), Not(HasSubstr("inf")));
}

TEST(Explanation, DividesTheLogitsByTheTemperature) {
  Model model = random_model("fc 3", kShape);
  EXPECT_TRUE(explanation_of(model)["softmax"]["temperature"].is_null());
  model.network.inverse_temperature = 0.5f;
  const ordered_json softmax = explanation_of(model)["softmax"];
  EXPECT_EQ(softmax["temperature"], "2");
  EXPECT_EQ(softmax["power"], "exp(logit / T)");
  EXPECT_THAT(softmax["formula"].dump(), HasSubstr("exp(logit(k) / T)"));
  for (float& parameter : model.network.parameters()) parameter *= 1e5f;
  EXPECT_THAT(explanation_of(model)["softmax"]["power"].get<std::string>(),
              testing::MatchesRegex("exp\\(\\(logit − .*\\) / T\\)"));
}

TEST(Explanation, GivesTheProbabilitiesOfTheNetwork) {
  Model model = random_model("fc 3", kShape);
  model.network.inverse_temperature = 0.7f;
  const Trace expected = trace(model.network, random_images(kShape, 1).pixels);
  const ordered_json rows = explanation_of(model)["softmax"]["rows"];
  ASSERT_EQ(rows.size(), 3u);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(std::stof(rows[k]["probability"].get<std::string>()), expected.probabilities[k],
                6e-5f);
  }
}

TEST(Explanation, TellsTheScriptHowEachLayerComputes) {
  const ordered_json steps = numbers_of(explanation_of(random_model(kAll, kShape)))["steps"];
  EXPECT_EQ(steps[1]["mean"].get<float>(), 0.1307f);
  EXPECT_EQ(steps[2]["top"], 2);
  EXPECT_EQ(steps[3]["kernel"], (ordered_json{3, 3}));
  EXPECT_EQ(steps[4]["function"], "max(0, input)");
  EXPECT_EQ(steps[5]["windows"][0][1], (ordered_json{2, 4}));
  EXPECT_EQ(steps[8]["terms"].size(), 5u);
  EXPECT_EQ(steps[8]["terms"][0].size(), 8u);
}

TEST(Explanation, TellsTheScriptOfAConvolutionWithoutBiasAndOfAGlobalPool) {
  const Model model = random_model("conv 3x3x4 no-bias, pool all", kShape);
  const ordered_json steps = numbers_of(explanation_of(model))["steps"];
  EXPECT_TRUE(steps[2]["biases"].is_null());
  EXPECT_EQ(steps[3]["windows"], (ordered_json::array({{{0, 10}}, {{0, 9}}})));
}

TEST(Explanation, TellsTheScriptTheStridesAndGroupsOfAConvolution) {
  const Model model = random_model("conv 4x3x3 stride 2x1, conv 6x2x2 groups 2, fc 3", kShape);
  const ordered_json steps = numbers_of(explanation_of(model))["steps"];
  EXPECT_EQ(steps[2]["strides"], (ordered_json{2, 1}));
  EXPECT_EQ(steps[2]["groups"], 1);
  EXPECT_EQ(steps[3]["strides"], (ordered_json{1, 1}));
  EXPECT_EQ(steps[3]["groups"], 2);
}

TEST(Explanation, TellsTheScriptSlopesAndFactors) {
  const Model model = random_model("conv 4x3x3, prelu, scale, average-pool 5, fc 3", kShape);
  const ordered_json steps = numbers_of(explanation_of(model))["steps"];
  EXPECT_EQ(steps[3]["kind"], "slope");
  EXPECT_EQ(steps[4]["kind"], "scale");
  EXPECT_EQ(steps[5]["kind"], "average");
  EXPECT_EQ(steps[5]["windows"], (ordered_json::array({{{0, 5}, {5, 10}}, {{0, 5}, {5, 10}}})));
  for (const int step : {3, 4}) EXPECT_TRUE(steps[step]["weights"].contains("numbers"));
}

TEST(Explanation, TellsWhatTheLayersOfAResidualBlockRead) {
  const ordered_json explanation =
      explanation_of(random_model("relu, residual(conv 4x1x1; conv 4x1x1), fc 3", kShape));
  EXPECT_EQ(explanation["has_blocks"], true);
  const ordered_json& steps = explanation["steps"];
  EXPECT_EQ(steps[3]["text"], "conv 4x1x1");
  EXPECT_EQ(steps[4]["text"], "conv 4x1x1 of step 1");
  EXPECT_EQ(steps[5]["name"], "addition");
  EXPECT_EQ(steps[5]["text"], "step 2 + step 3");
  const ordered_json numbers = numbers_of(explanation)["steps"];
  EXPECT_EQ(numbers[4]["input"], 2);
  EXPECT_EQ(numbers[5]["kind"], "addition");
  EXPECT_EQ(numbers[5]["input"], 3);
  EXPECT_EQ(numbers[5]["shortcut"], 4);
  EXPECT_EQ(numbers[5]["begin"], 2);
  EXPECT_EQ(numbers[6]["input"], 5);
}

TEST(Explanation, NamesThePixelsThatABlockAdds) {
  const ordered_json explanation = explanation_of(random_model("residual(tanh), fc 3", kShape));
  EXPECT_EQ(explanation["steps"][3]["text"], "step 1 + the normalised pixels");
  EXPECT_EQ(numbers_of(explanation)["steps"][3]["shortcut"], 1);
}

TEST(Explanation, OfMoreNumbersThanAllowedHasPicturesOnly) {
  const Model model = random_model(kAll, kShape);
  const ordered_json explanation =
      explanation_of(model, {.maps = 2, .neurons = 4, .numbers = 1000});
  EXPECT_EQ(numbers_of(explanation), ordered_json::object());
  EXPECT_EQ(explanation["has_numbers"], false);
  EXPECT_THAT(explanation["steps"][3]["picture"]["caption"].get<std::string>(),
              testing::StartsWith("The first 2 of 4. "));
}

TEST(Explanation, ShowsWhereItLookedForTheTwoMostProbableClasses) {
  const ordered_json explanation = explanation_of(random_model("conv 4x3x3, tanh, fc 3", kShape));
  const ordered_json& looks = explanation["looks"];
  ASSERT_EQ(looks.size(), 2u);
  EXPECT_EQ(looks[0]["name"], "contribution of each pixel");
  EXPECT_EQ(looks[1]["name"], "class activation map of the last convolution");
  for (const auto& look : looks) {
    ASSERT_EQ(look["sides"].size(), 2u);
    EXPECT_EQ(look["sides"][0]["name"], explanation["answer_name"]);
    EXPECT_NE(look["sides"][1]["name"], explanation["answer_name"]);
  }
  // There is a tanh in the network: sum, biases, rest and logit.
  EXPECT_THAT(looks[0]["sides"][0]["sum"].get<std::string>(),
              testing::MatchesRegex(".*[0-9.]+ (\\+|−) [0-9.]+ (\\+|−) [0-9.]+ = .*[0-9.]+"));
  EXPECT_TRUE(looks[1]["sides"][0]["sum"].is_null());
}

TEST(Explanation, ComparesTheAnswerWithTheTruth) {
  const Model model = random_model("fc 3", kShape);
  const ImageSet images = random_images(kShape, 1);
  for (std::size_t truth = 0; truth < 3; ++truth) {
    ordered_json view;
    add_explanation(view, model, images.pixels, "an image", kLimitsOfPage, truth);
    const ordered_json& sides = view["explanation"]["looks"][0]["sides"];
    if (sides[0]["name"] != model.class_names[truth]) {
      EXPECT_EQ(sides[1]["name"], model.class_names[truth]);
    }
  }
}

TEST(Explanation, OfASingleClassHasOneHeatMap) {
  Model model{build_network("fc 1", kShape, 1), {"one"}, {}};
  EXPECT_EQ(explanation_of(model)["looks"][0]["sides"].size(), 1u);
}

TEST(Explanation, PageEscapesWhateverComesFromUsers) {
  Model model = random_model("fc 3", kShape);
  model.class_names = {"<b>a</b>", "<b>b</b>", "<b>c</b>"};
  const cv::Mat image(12, 12, CV_8UC1, cv::Scalar(7));
  const std::string page =
      explanation_page(model, {"<i>.png", image, image}, {{"<u>", "</script>x"}});
  EXPECT_THAT(page, HasSubstr("&lt;b&gt;a&lt;/b&gt;"));
  EXPECT_THAT(page, HasSubstr("&lt;i&gt;.png"));
  EXPECT_THAT(page, Not(HasSubstr("<b>a")));
  EXPECT_THAT(page, Not(HasSubstr("<i>")));
  EXPECT_THAT(page, Not(HasSubstr("</script>x")));
}

TEST(Explanation, PageOfLargeImagesNamesNoOtherPlace) {
  const Shape large{.channels = 1, .height = 64, .width = 64};
  const cv::Mat image(64, 64, CV_8UC1, cv::Scalar(7));
  const std::string page = explanation_page(random_model("conv 6x5x5, relu, pool 2, fc 3", large),
                                            {"large.png", image, image}, {});
  EXPECT_THAT(page, Not(HasSubstr("://")));
  EXPECT_LT(page.size(), 1'000'000u);
}

}  // namespace
}  // namespace inkling
