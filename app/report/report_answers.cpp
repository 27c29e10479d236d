#include "app/report/report_answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "app/report/page.h"
#include "app/terminal/table.h"
#include "io/files/error.h"
#include "model/evaluation/mistakes.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostOfNormalSize = 20;  // classes

/// 0.98912 as "98.91", for tables of percent.
std::string hundredths(double fraction) { return fmt::format("{:.2f}", 100.0 * fraction); }

std::string interval_text(const Json& interval) {
  return fmt::format("{} to {}", hundredths(interval[0].get<double>()),
                     percent(interval[1].get<double>()));
}

std::string shown_name(const Json& name) { return printable(name.get<std::string>()); }

/// The start of an axis to 1 on which everything from `low` can be seen well: 0.975 for 0.983.
double axis_start(double low) {
  for (const double start : {0.995, 0.99, 0.98, 0.975, 0.95, 0.9, 0.8, 0.75, 0.5}) {
    if (low - start >= 0.2 * (1.0 - start)) return start;
  }
  return 0.0;
}

/// How far `value` reaches on an axis from `start` to 1, in percent of its length.
std::string reach(double value, double start) {
  return fmt::format("{:.1f}", 100.0 * std::clamp((value - start) / (1.0 - start), 0.0, 1.0));
}

/// Which class has the lowest F1, of those that have images; nothing where nothing went wrong.
std::optional<std::size_t> weakest_class(const Json& evaluation) {
  std::optional<std::size_t> weakest;
  const Json& classes = evaluation["classes"];
  for (std::size_t k = 0; k < classes.size(); ++k) {
    if (classes[k]["support"] == 0 || classes[k]["f1"] == 1.0) continue;
    if (!weakest || classes[k]["f1"] < classes[*weakest]["f1"]) weakest = k;
  }
  return weakest;
}

std::string most_frequent_mistake(const Json& evaluation) {
  const Json& pairs = evaluation["confusions"];
  if (pairs.empty()) return "No image was taken for another class.";
  const auto count = pairs[0]["count"].get<std::int64_t>();
  const auto errors = evaluation["errors"].get<std::int64_t>();
  if (count == 1) {
    return errors == 1 ? "There is a single mistake." : "No mistake was made twice.";
  }
  const bool has_equal = pairs.size() > 1 && pairs[1]["count"] == count;
  return fmt::format("{} taken for {} is {} mistake: {} of {}.", shown_name(pairs[0]["truth"]),
                     shown_name(pairs[0]["prediction"]),
                     has_equal ? "one of the most frequent kinds of" : "the most frequent",
                     grouped(count), counted(errors, "error"));
}

std::string weakest_class_text(const Json& evaluation, std::size_t weakest) {
  const Json& scores = evaluation["classes"][weakest];
  const auto recall = scores["recall"].get<double>();
  const auto support = scores["support"].get<std::int64_t>();
  const auto missed = std::llround((1.0 - recall) * static_cast<double>(support));
  return fmt::format("{} is the weakest class: {} of its {} missed, precision {}, F1 {}.",
                     shown_name(scores["name"]), grouped(missed), counted(support, "image"),
                     percent(scores["precision"].get<double>()),
                     percent(scores["f1"].get<double>()));
}

/// The refusal that leaves the fewest errors while it takes at most a twentieth of the images;
/// nothing where that would not take a fifth of the errors.
std::optional<Refusal> best_refusal(const Answers& answers) {
  constexpr double kMostRefused = 0.05;
  constexpr double kMostErrorsLeft = 0.8;
  const Evaluation& evaluation = answers.evaluation;
  const auto errors = static_cast<double>(evaluation.count - evaluation.correct);
  std::optional<Refusal> best;
  for (const double confidence : {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99}) {
    const Refusal refusal = refuse_below(answers.probabilities, answers.labels, confidence);
    const auto refused = static_cast<double>(evaluation.count - refusal.answers);
    if (refused > kMostRefused * static_cast<double>(evaluation.count)) break;
    const double most = best ? static_cast<double>(best->errors) - 1.0 : kMostErrorsLeft * errors;
    if (errors > 0.0 && static_cast<double>(refusal.errors) <= most) best = refusal;
  }
  return best;
}

std::string refusal_text(const Refusal& refusal, const Evaluation& evaluation) {
  const std::int64_t errors = evaluation.count - evaluation.correct;
  const auto answers = static_cast<double>(refusal.answers);
  return fmt::format(
      "Refusing answers below {:.0f} % confidence, {} of the images, would leave {} of {}: "
      "{} of the rest are right.",
      100.0 * refusal.confidence, percent(1.0 - answers / static_cast<double>(evaluation.count)),
      grouped(refusal.errors), counted(errors, "error"),
      percent(1.0 - static_cast<double>(refusal.errors) / answers));
}

/// A score as number, interval and bar on an axis from `start` to 1.
Json score_view(const Json& scores, const std::string& name, double start) {
  const double value = scores[name].get<double>();
  Json view = {{"value", hundredths(value)}, {"reach", reach(value, start)}};
  if (scores.contains(name + "_interval")) {
    const Json& interval = scores[name + "_interval"];
    view["interval"] = fmt::format("{}–{}", hundredths(interval[0].get<double>()),
                                   hundredths(interval[1].get<double>()));
  }
  return view;
}

Json row_of_scores(const Json& scores, double start) {
  return {{"scores",
           Json::array({score_view(scores, "precision", start), score_view(scores, "recall", start),
                        score_view(scores, "f1", start)})},
          {"support", grouped(scores["support"].get<std::int64_t>())}};
}

}  // namespace

Json answer_view(const Json& evaluation) {
  const double accuracy = evaluation["accuracy"].get<double>();
  const Json& interval = evaluation["accuracy_interval"];
  const double low = interval[0].get<double>();
  const double high = interval[1].get<double>();
  const double start = axis_start(low);
  const auto share = [start](double value) { return (value - start) / (1.0 - start); };
  const auto count = evaluation["count"].get<std::int64_t>();
  const auto errors = evaluation["errors"].get<std::int64_t>();
  Json view = {{"accuracy", hundredths(accuracy)},
               {"interval", interval_text(interval)},
               {"axis", fmt::format("{:.4g} to 100 %", 100.0 * start)},
               {"bar_x", reach(low, start)},
               {"bar_width", fmt::format("{:.1f}", 100.0 * (share(high) - share(low)))},
               {"mark", reach(accuracy, start)},
               {"errors", grouped(errors)},
               {"count", grouped(count)},
               {"error_rate", percent(1.0 - accuracy)},
               {"macro_f1", percent(evaluation["macro"]["f1"].get<double>())},
               {"calibration_error", percent(evaluation["calibration_error"].get<double>())},
               {"mean_loss", fmt::format("{:.4f}", evaluation["mean_loss"].get<double>())}};
  if (const std::optional<std::size_t> weakest = weakest_class(evaluation)) {
    const Json& scores = evaluation["classes"][*weakest];
    view["weakest"] = {{"name", shorten(shown_name(scores["name"]), kLongestNameOnPage)},
                       {"f1", percent(scores["f1"].get<double>())}};
  }
  // Of two classes, one of the two most probable is always right.
  if (evaluation["class_names"].size() > 2) {
    view["top2"] = percent(evaluation["top2_accuracy"].get<double>());
  }
  return view;
}

Json findings_view(const Json& evaluation, const Answers& answers) {
  Json findings = Json::array();
  findings.push_back(
      {{"text", most_frequent_mistake(evaluation)}, {"bad", !evaluation["confusions"].empty()}});
  if (const std::optional<std::size_t> weakest = weakest_class(evaluation)) {
    findings.push_back({{"text", weakest_class_text(evaluation, *weakest)}, {"bad", true}});
  }
  if (const std::optional<Refusal> refusal = best_refusal(answers)) {
    findings.push_back({{"text", refusal_text(*refusal, answers.evaluation)}, {"bad", false}});
  }
  return findings;
}

Json scores_view(const Json& evaluation, std::span<const std::size_t> shown) {
  const std::optional<std::size_t> weakest = weakest_class(evaluation);
  const Json& classes = evaluation["classes"];
  double lowest = 1.0;
  for (const std::size_t k : shown) {
    const Json& scores = classes[k];
    if (scores["support"] == 0) continue;
    for (const char* name : {"precision", "recall", "f1"}) {
      lowest = std::min(lowest, scores[name].get<double>());
    }
  }
  const double start = axis_start(lowest);
  Json rows = Json::array();
  for (const std::size_t k : shown) {
    Json row = row_of_scores(classes[k], start);
    const std::string name = shown_name(classes[k]["name"]);
    row["name"] = shorten(name, kLongestNameOnPage);
    row["full_name"] = name;
    row["weakest"] = weakest == k;
    rows.push_back(std::move(row));
  }
  const bool is_long = rows.size() > kMostOfNormalSize;
  return {{"rows", std::move(rows)},
          {"title", shown.size() < classes.size() ? "These classes" : "Each class"},
          {"macro", row_of_scores(evaluation["macro"], start)},
          {"long", is_long},
          {"start", fmt::format("{:.4g}", 100.0 * start)}};
}

}  // namespace inkling
