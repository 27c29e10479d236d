#include "app/terminal/comparison_text.h"

#include <fmt/format.h>

#include "app/terminal/evaluation_text.h"
#include "app/terminal/table.h"
#include "io/files/error.h"

namespace inkling {
namespace {

constexpr double kSignificant = 0.05;
constexpr double kSmallestShown = 0.0001;

std::string method_name(McNemarTest::Method method) {
  return method == McNemarTest::Method::kExactBinomial ? "exact binomial"
                                                       : "chi-square with continuity correction";
}

/// Explains the result of the test in words.
std::string verdict(const Comparison& images) {
  const std::size_t first = images.only_first_right.size();
  const std::size_t second = images.only_second_right.size();
  if (first + second == 0) return "A and B classify the same images correctly.\n";
  const double p = images.test.p_value;
  const std::string chance = p < kSmallestShown ? "less than 0.01 %" : percent(p);
  const std::string better = first > second ? "A" : "B";
  return fmt::format(
      "If A and B were equally accurate, a difference this large would occur by chance\nin {} of "
      "comparisons: {}.\n",
      chance, p < kSignificant ? better + " is better" : "the difference is not significant");
}

std::string test_line(const McNemarTest& test) {
  const std::string p =
      test.p_value < kSmallestShown ? "p < 0.0001" : fmt::format("p = {:.4f}", test.p_value);
  const std::string statistic = test.method == McNemarTest::Method::kExactBinomial
                                    ? ""
                                    : fmt::format(", {:.2f}", test.statistic);
  return fmt::format("McNemar's test     {}  ({}{})\n", p, method_name(test.method), statistic);
}

}  // namespace

std::string comparison_text(const ModelComparison& comparison) {
  const Comparison& images = comparison.images;
  Table models("lll");
  models.add({"A", printable(comparison.first_name), accuracy_text(comparison.first)});
  models.add({"B", printable(comparison.second_name), accuracy_text(comparison.second)});
  Table counts("lrr");
  counts.add({"", "B correct", "B wrong"});
  counts.add(
      {"A correct", grouped(images.both_right), grouped(std::ssize(images.only_first_right))});
  counts.add({"A wrong", grouped(std::ssize(images.only_second_right)),
              grouped(std::ssize(images.both_wrong))});
  return "comparison\n" + models.text() + "\n" + counts.text() + "\n" + test_line(images.test) +
         verdict(images);
}

nlohmann::ordered_json comparison_json(const ModelComparison& comparison) {
  using Json = nlohmann::ordered_json;
  const Comparison& images = comparison.images;
  const Evaluation& other = comparison.second;
  const bool exact = images.test.method == McNemarTest::Method::kExactBinomial;
  return {{"other", comparison.second_name},
          {"accuracy", other.accuracy},
          {"accuracy_interval",
           Json::array({other.accuracy_interval.low, other.accuracy_interval.high})},
          {"errors", other.count - other.correct},
          {"both_right", images.both_right},
          {"only_model_right", images.only_first_right},
          {"only_other_right", images.only_second_right},
          {"both_wrong", images.both_wrong},
          {"mcnemar",
           {{"method", method_name(images.test.method)},
            {"statistic", exact ? Json() : Json(images.test.statistic)},
            {"p_value", images.test.p_value}}}};
}

}  // namespace inkling
