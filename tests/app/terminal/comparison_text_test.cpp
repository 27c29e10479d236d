#include "app/terminal/comparison_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace inkling {
namespace {

using testing::HasSubstr;
using Json = nlohmann::ordered_json;

/// Two models of 1,000 images, of which each alone has some right and both have ten wrong.
class ComparisonText : public testing::Test {
 protected:
  ModelComparison compare(std::size_t only_first, std::size_t only_second) {
    Comparison images{.both_right = static_cast<std::int64_t>(990 - only_first - only_second),
                      .only_first_right = std::vector<std::uint32_t>(only_first),
                      .only_second_right = std::vector<std::uint32_t>(only_second),
                      .both_wrong = std::vector<std::uint32_t>(10),
                      .test = mcnemar_test(static_cast<std::int64_t>(only_first),
                                           static_cast<std::int64_t>(only_second))};
    for (auto* list : {&images.only_first_right, &images.only_second_right, &images.both_wrong}) {
      std::iota(list->begin(), list->end(), 0u);
    }
    measure(first_, images.both_right + std::ssize(images.only_first_right));
    measure(second_, images.both_right + std::ssize(images.only_second_right));
    return {"a.onnx", "b.onnx", first_, second_, images};
  }

 private:
  static void measure(Evaluation& evaluation, std::int64_t correct) {
    evaluation.count = 1000;
    evaluation.correct = correct;
    evaluation.accuracy = static_cast<double>(correct) / 1000.0;
    evaluation.accuracy_interval = wilson_interval(correct, 1000);
  }

  Evaluation first_;
  Evaluation second_;
};

TEST_F(ComparisonText, GivesBothAccuraciesAndWhoIsRight) {
  EXPECT_THAT(comparison_text(compare(8, 2)),
              HasSubstr("comparison\n"
                        "  A  a.onnx  98.80 %  (95 % interval 97.91 to 99.31 %)\n"
                        "  B  b.onnx  98.20 %  (95 % interval 97.17 to 98.86 %)\n"
                        "\n"
                        "             B correct  B wrong\n"
                        "  A correct        980        8\n"
                        "  A wrong            2       10\n"));
}

TEST_F(ComparisonText, SaysThatASmallDifferenceShowsNothing) {
  EXPECT_THAT(comparison_text(compare(8, 2)),
              HasSubstr("McNemar's test     p = 0.1094  (exact binomial)\n"
                        "If A and B were equally accurate, a difference this large would occur by "
                        "chance\nin 10.94 % of comparisons: the difference is not significant.\n"));
}

TEST_F(ComparisonText, SaysWhichModelIsBetter) {
  // (59 - 30 - 1)^2 / 89 = 8.81
  EXPECT_THAT(comparison_text(compare(30, 59)),
              HasSubstr("McNemar's test     p = 0.0030  (chi-square with continuity correction, "
                        "8.81)\n"));
  EXPECT_THAT(comparison_text(compare(30, 59)), HasSubstr("0.30 % of comparisons: B is better.\n"));
}

TEST_F(ComparisonText, RoundsNoProbabilityToZero) {
  const std::string text = comparison_text(compare(100, 3));
  EXPECT_THAT(text, HasSubstr("p < 0.0001"));
  EXPECT_THAT(text, HasSubstr("\nin less than 0.01 % of comparisons: A is better.\n"));
}

TEST_F(ComparisonText, SaysWhereNoImageMakesADifference) {
  EXPECT_THAT(comparison_text(compare(0, 0)),
              HasSubstr("A and B classify the same images correctly.\n"));
}

TEST_F(ComparisonText, HasItsStableNamesInJson) {
  EXPECT_EQ(comparison_json(compare(3, 1))["only_model_right"], Json::parse("[0, 1, 2]"));
  std::vector<std::string> names;
  const Json json = comparison_json(compare(3, 1));
  for (const auto& [name, value] : json.items()) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"other", "accuracy", "accuracy_interval", "errors",
                                             "both_right", "only_model_right", "only_other_right",
                                             "both_wrong", "mcnemar"}));
}

TEST_F(ComparisonText, HasNoStatisticOfTheExactTestInJson) {
  EXPECT_EQ(comparison_json(compare(0, 5))["mcnemar"],
            Json::parse(R"({"method": "exact binomial", "statistic": null, "p_value": 0.0625})"));
  EXPECT_DOUBLE_EQ(comparison_json(compare(16, 9))["mcnemar"]["statistic"].get<double>(), 1.44);
}

}  // namespace
}  // namespace inkling
