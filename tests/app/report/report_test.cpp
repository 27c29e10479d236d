#include "app/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "io/files/digest.h"
#include "model/lanes/random.h"
#include "model/network/architecture.h"

namespace inkling {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kLargestPage = 650'000;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

/// What stands between `open` and `close`, the first time from `at` on.
std::string between(const std::string& page, const std::string& open, const std::string& close,
                    std::size_t at = 0) {
  const std::size_t begin = page.find(open, at) + open.size();
  return page.substr(begin, page.find(close, begin) - begin);
}

/// Images of noise, each of which a model names with confidence 0.75. Of `classes` classes; those
/// images are wrong whose number is below `errors`.
class Answered {
 public:
  Answered(std::size_t count, std::size_t errors, std::size_t classes = 3, int side = 8)
      : indices_(count), labels_(count), probabilities_(count, classes) {
    images_.shape = {.channels = 1, .height = side, .width = side};
    images_.pixels.resize(count * images_.shape.size());
    RandomStream random(0, Purpose::kAugmentation);
    for (std::uint8_t& pixel : images_.pixels) {
      pixel = static_cast<std::uint8_t>(random.below(256));
    }
    std::iota(indices_.begin(), indices_.end(), 0u);
    probabilities_.setConstant(0.25f / static_cast<float>(classes - 1));
    for (std::size_t n = 0; n < count; ++n) {
      labels_[n] = static_cast<std::uint16_t>(n % classes);
      const std::size_t prediction = n < errors ? (n + 1) % classes : n % classes;
      probabilities_(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(prediction)) = 0.75f;
    }
    evaluation_ = evaluate(probabilities_, labels_);
    report.title = "Title";
    report.class_names = numbered_classes(classes);
    report.answers.emplace(Answers{.images = images_,
                                   .indices = indices_,
                                   .labels = labels_,
                                   .probabilities = probabilities_,
                                   .evaluation = evaluation_});
  }
  Answered(const Answered&) = delete;
  Answered& operator=(const Answered&) = delete;

  Shape shape() const { return images_.shape; }

  Report report;

 private:
  ImageSet images_;
  std::vector<std::uint32_t> indices_;
  std::vector<std::uint16_t> labels_;
  Probabilities probabilities_;
  Evaluation evaluation_;
};

/// A model with these layers and random parameters.
Model initialized_model(const std::string& layers, Shape images, std::size_t classes) {
  Model model{build_network(layers, images, classes), numbered_classes(classes), {}};
  model.network.initialize(1);
  return model;
}

TEST(Report, TellsAccuracyErrorsAndMistakes) {
  const std::string page = report_page(Answered(100, 8).report);
  EXPECT_THAT(page, HasSubstr("<div class=\"largest\">92.00 <small>%</small></div>"));
  EXPECT_THAT(
      page, HasSubstr("<dd class=\"value\">8</dd><dd class=\"muted\">of 100 images (8.00 %)</dd>"));
  EXPECT_EQ(count_of(page, "<figure "), 8u);
}

TEST(Report, HasACellForEachPairOfClasses) {
  const std::string page = report_page(Answered(100, 8).report);
  const std::string matrix = between(page, "<tbody>", "</tbody>");
  EXPECT_EQ(count_of(matrix, "<th scope=\"row\""), 3u);
  EXPECT_EQ(count_of(matrix, "<td class=\"hit "), 3u);
  EXPECT_EQ(count_of(matrix, "<button "), 3u);
  EXPECT_EQ(count_of(matrix, "<td></td>"), 3u);
  EXPECT_THAT(matrix, HasSubstr("aria-label=\"0 classified as 1: 3 images\">3</button>"));
}

TEST(Report, EscapesWhateverComesFromUsers) {
  const std::string name = "<script>alert(1)</script>\"'&";
  Answered answered(100, 8);
  answered.report.title = answered.report.subtitle = answered.report.notice = name;
  answered.report.class_names = {name, "b", "c"};
  answered.report.facts = {{name, name}};
  const std::string page = report_page(answered.report);
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("alert(1)</script>")));
  EXPECT_THAT(page, HasSubstr("<h1>&lt;script&gt;alert(1)&lt;/script&gt;&quot;&apos;&amp;</h1>"));
  const auto data = nlohmann::json::parse(
      between(page, "<script type=\"application/json\" id=\"data\">", "</script>"));
  EXPECT_EQ(data["evaluation"]["class_names"][0], name);
}

TEST(Report, HasNothingButUtf8) {
  Answered answered(10, 1);
  answered.report.class_names = {"a\xff", "b", "c"};
  const std::string page = report_page(answered.report);
  EXPECT_THAT(page, HasSubstr("a\uFFFD"));
  EXPECT_THAT(page, Not(HasSubstr("\xff")));
}

TEST(Report, AllowsItsOwnStylesAndScriptOnly) {
  const std::string page = report_page(Answered(10, 1).report);
  const std::string policy = between(page, "Content-Security-Policy\" content=\"", "\"");
  const auto source = [](const std::string& text) {
    return "'sha256-" + base64(sha256(text)) + "'";
  };
  const auto sources_of = [&](const std::string& open, const std::string& close) {
    std::string sources;
    for (std::size_t at = page.find(open); at != std::string::npos; at = page.find(open, at + 1)) {
      sources.append(" ").append(source(between(page, open, close, at)));
    }
    return sources;
  };
  EXPECT_EQ(count_of(page, "<style>"), 3u);
  EXPECT_EQ(count_of(page, "<script>"), 2u);
  EXPECT_EQ(policy, "default-src 'none'; img-src data:; style-src" +
                        sources_of("<style>", "</style>") + "; script-src" +
                        sources_of("<script>", "</script>") +
                        "; base-uri 'none'; form-action 'none'");
}

TEST(Report, ExplainsTheMostConfidentMistake) {
  Answered answered(20, 3);
  const Model model{
      build_network("conv 2x3x3, relu, fc classes", answered.shape(), 3), numbered_classes(3), {}};
  answered.report.model = &model;
  const std::string page = report_page(answered.report);
  EXPECT_THAT(page, HasSubstr("layer by layer: image 0 (the most confident error)</h2>"));
  // The pixels, their normalisation, three layers and softmax.
  EXPECT_EQ(count_of(page, "<div class=\"card step\""), 6u);
}

TEST(Report, HasHeatMapsOfTheMistakesForBothClasses) {
  Answered answered(20, 3);
  const Model model = initialized_model("conv 2x3x3, relu, fc classes", answered.shape(), 3);
  answered.report.model = &model;
  const std::string page = report_page(answered.report);
  EXPECT_EQ(count_of(page, "<i class=\"h t\">"), 3u);
  EXPECT_EQ(count_of(page, "<i class=\"h p\">"), 3u);
  EXPECT_EQ(count_of(page, "<small class=\"sum\">"), 6u);
  for (const char* rule :
       {".contributions .t{", ".contributions .p{", ".class-maps .t{", ".class-maps .p{"}) {
    EXPECT_THAT(page, HasSubstr(std::string(rule) + "background-image:url(data:image/png"));
  }
  EXPECT_EQ(count_of(page, "data-heat=\"class-maps\""), 1u);
}

TEST(Report, OfANetworkWithoutAConvolutionHasContributionsOnly) {
  Answered answered(20, 3);
  const Model model = initialized_model("fc classes", answered.shape(), 3);
  answered.report.model = &model;
  const std::string page = report_page(answered.report);
  EXPECT_EQ(count_of(page, "data-heat=\"contributions\""), 1u);
  EXPECT_EQ(count_of(page, "data-heat=\"class-maps\""), 0u);
}

TEST(Report, OfAnEnsembleHasNoHeatMapsAndNoPoints) {
  const std::string page = report_page(Answered(20, 3).report);
  EXPECT_THAT(page, Not(HasSubstr("id=\"heat\"")));
  EXPECT_THAT(page, Not(HasSubstr("id=\"cloud\"")));
}

TEST(Report, HasTheImagesAsPoints) {
  Answered answered(20, 3);
  const Model model = initialized_model("fc 5, relu, fc classes", answered.shape(), 3);
  answered.report.model = &model;
  const std::string page = report_page(answered.report);
  EXPECT_THAT(page, HasSubstr("Each point is one of 20 images: the 5 values of the last hidden"));
  EXPECT_THAT(page, HasSubstr("id=\"cloud-numbers\">{\"points\":"));
}

TEST(Report, NamesNoOtherPlace) {
  const std::string page = report_page(Answered(10, 1).report);
  EXPECT_THAT(page, Not(HasSubstr("://")));
  EXPECT_THAT(page, Not(HasSubstr(" src=")));
}

TEST(Report, WithoutAMistakeSaysSo) {
  const std::string page = report_page(Answered(50, 0).report);
  EXPECT_THAT(page, HasSubstr("<li>No images were misclassified.</li>"));
  EXPECT_THAT(page, HasSubstr("<p class=\"empty\">No images were misclassified.</p>"));
  EXPECT_THAT(page, Not(HasSubstr("Most frequent confusions")));
}

TEST(Report, OfMistakesAloneStaysSmallAndSaysWhatItLeavesOut) {
  const std::string page = report_page(Answered(10'000, 10'000, 10, 28).report);
  EXPECT_LT(page.size(), kLargestPage);
  EXPECT_GT(count_of(page, "<figure "), 50u);
  EXPECT_THAT(page, ContainsRegex("Showing [0-9]+ of 10,000\\."));
}

TEST(Report, WithAnExplanationStaysSmall) {
  Answered answered(10'000, 10'000, 10, 28);
  const Model model = initialized_model(
      "conv 32x5x5, relu, conv 32x5x5, relu, conv 64x5x5, relu, fc classes", answered.shape(), 10);
  answered.report.model = &model;
  EXPECT_LT(report_page(answered.report).size(), kLargestPage);
}

TEST(Report, OfManyClassesAndLargeImagesStaysSmall) {
  const std::string page = report_page(Answered(2'000, 200, 47, 64).report);
  EXPECT_LT(page.size(), kLargestPage);
  EXPECT_THAT(page, HasSubstr("class=\"matrix dense\""));
}

TEST(Report, OfTwoClassesLeavesOutWhetherOneOfTwoIsRight) {
  EXPECT_THAT(report_page(Answered(10, 1, 2).report), Not(HasSubstr("Top-2 accuracy")));
  EXPECT_THAT(report_page(Answered(10, 1, 3).report), HasSubstr("Top-2 accuracy"));
}

TEST(Report, WithoutAnswersHasTheCurvesOnly) {
  Report report{.title = "Training report"};
  report.epochs = {{.epoch = 1, .training = {.loss = 0.5, .accuracy = 0.875}, .validation = {}}};
  const std::string page = report_page(report);
  EXPECT_THAT(page, HasSubstr("Learning rate"));
  EXPECT_THAT(page, Not(HasSubstr("id=\"matrix\"")));
  EXPECT_THAT(page, Not(HasSubstr("id=\"gallery\"")));
}

TEST(Report, OfAThousandClassesIsNoLargerThanOfFew) {
  const std::string page = report_page(Answered(3000, 200, 1000).report);
  EXPECT_LT(page.size(), kLargestPage);
  EXPECT_THAT(page, HasSubstr("Showing the 30 most often confused of 1,000 classes."));
}

TEST(Report, OfAThousandClassesWithoutAMistakeHasNoMatrix) {
  const std::string page = report_page(Answered(1000, 0, 1000).report);
  EXPECT_THAT(page, Not(HasSubstr("id=\"matrix\"")));
}

TEST(Report, ShowsTheImagesThatTheIndicesName) {
  // The mistake is row 0, which is image 7.
  ImageSet images{.shape = {.channels = 1, .height = 1, .width = 1}, .pixels = {}};
  images.pixels.assign(8, 0);
  const std::vector<std::uint32_t> indices = {7};
  const std::vector<std::uint16_t> labels = {1};
  Probabilities probabilities(1, 2);
  probabilities << 0.75f, 0.25f;
  const Evaluation evaluation = evaluate(probabilities, labels);
  Report report;
  report.class_names = {"a", "b"};
  report.answers.emplace(Answers{images, indices, labels, probabilities, evaluation});
  EXPECT_THAT(report_page(report),
              HasSubstr("<small>75.0 % a</small><small>25.0 % b</small><small>image 7</small>"));
}

}  // namespace
}  // namespace inkling
