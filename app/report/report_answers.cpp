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

std::string interval_text(const Interval& interval) {
  return fmt::format("{} to {}", hundredths(interval.low), percent(interval.high));
}

/// A good start for an axis that ends at 1 and shows values from `low`: 0.975 for 0.983.
double axis_start(double low) {
  for (const double start : {0.995, 0.99, 0.98, 0.975, 0.95, 0.9, 0.8, 0.75, 0.5}) {
    if (low - start >= 0.2 * (1.0 - start)) return start;
  }
  return 0.0;
}

/// The place of `value` on an axis from `start` to 1, in percent of its length.
std::string reach(double value, double start) {
  return fmt::format("{:.1f}", 100.0 * std::clamp((value - start) / (1.0 - start), 0.0, 1.0));
}

/// The class with images that has the lowest F1, or nothing if all of them have an F1 of 1.
std::optional<std::size_t> weakest_class(std::span<const ClassResult> classes) {
  std::optional<std::size_t> weakest;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const ClassScores& scores = classes[k].scores;
    if (scores.support == 0 || scores.f1 == 1.0) continue;
    if (!weakest || scores.f1 < classes[*weakest].scores.f1) weakest = k;
  }
  return weakest;
}

std::string most_frequent_mistake(const EvaluationResults& results) {
  const std::vector<Confusion>& pairs = results.evaluation.confusions;
  if (pairs.empty()) return "No images were misclassified.";
  const Confusion& first = pairs.front();
  if (first.count == 1) {
    return results.errors == 1 ? "There is one error." : "No confusion occurred more than once.";
  }
  const bool has_equal = pairs.size() > 1 && pairs[1].count == first.count;
  return fmt::format(
      "{} is {} classified as {}: {} of {}.",
      has_equal ? "One of the most frequent confusions" : "The most frequent confusion",
      printable(results.classes[first.truth].name),
      printable(results.classes[first.prediction].name), grouped(first.count),
      counted(results.errors, "error"));
}

std::string weakest_class_text(const ClassResult& weakest) {
  const ClassScores& scores = weakest.scores;
  const auto missed = std::llround((1.0 - scores.recall) * static_cast<double>(scores.support));
  return fmt::format("Class {} has the lowest F1 ({}): precision {}, {} of {} misclassified.",
                     printable(weakest.name), percent(scores.f1), percent(scores.precision),
                     grouped(missed), counted(scores.support, "image"));
}

/// The refusal with the fewest remaining errors among those that refuse at most a twentieth of the
/// images; empty if none of these removes a fifth of the errors.
std::optional<Refusal> best_refusal(const EvaluationResults& results, const Answers& answers) {
  constexpr double kMostRefused = 0.05;
  constexpr double kMostErrorsLeft = 0.8;
  const auto count = static_cast<double>(results.evaluation.count);
  const auto errors = static_cast<double>(results.errors);
  std::optional<Refusal> best;
  for (const double confidence : {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99}) {
    const Refusal refusal = refuse_below(answers.probabilities, answers.labels, confidence);
    const auto refused = count - static_cast<double>(refusal.answers);
    if (refused > kMostRefused * count) break;
    const double most = best ? static_cast<double>(best->errors) - 1.0 : kMostErrorsLeft * errors;
    if (errors > 0.0 && static_cast<double>(refusal.errors) <= most) best = refusal;
  }
  return best;
}

std::string refusal_text(const Refusal& refusal, const EvaluationResults& results) {
  const auto count = static_cast<double>(results.evaluation.count);
  const auto answers = static_cast<double>(refusal.answers);
  return fmt::format(
      "Rejecting predictions below {:.0f} % confidence ({} of the images) would leave {} of {}; "
      "the accuracy on the remaining images would be {}.",
      100.0 * refusal.confidence, percent(1.0 - answers / count), grouped(refusal.errors),
      counted(results.errors, "error"),
      percent(1.0 - static_cast<double>(refusal.errors) / answers));
}

/// A score as a number, a bar on an axis from `start` to 1 and, for a single class, its interval.
Json score_view(double score, const Interval* interval, double start) {
  Json view = {{"value", hundredths(score)}, {"reach", reach(score, start)}};
  if (interval != nullptr) {
    view["interval"] = fmt::format("{}–{}", hundredths(interval->low), hundredths(interval->high));
  }
  return view;
}

/// The cells of a row; means over classes have no `intervals`.
Json row_of_scores(const ClassScores& scores, const ClassIntervals* intervals, double start) {
  const auto view = [=](double score, Interval ClassIntervals::*interval) {
    return score_view(score, intervals == nullptr ? nullptr : &(intervals->*interval), start);
  };
  return {{"scores", Json::array({view(scores.precision, &ClassIntervals::precision),
                                  view(scores.recall, &ClassIntervals::recall),
                                  view(scores.f1, &ClassIntervals::f1)})},
          {"support", grouped(scores.support)}};
}

}  // namespace

Json answer_view(const EvaluationResults& results) {
  const Evaluation& evaluation = results.evaluation;
  const auto [low, high] = evaluation.accuracy_interval;
  const double start = axis_start(low);
  Json view = {{"accuracy", hundredths(evaluation.accuracy)},
               {"interval", interval_text(evaluation.accuracy_interval)},
               {"axis", fmt::format("{:.4g} to 100 %", 100.0 * start)},
               {"bar_x", reach(low, start)},
               {"bar_width", fmt::format("{:.1f}", 100.0 * ((high - start) / (1.0 - start) -
                                                            (low - start) / (1.0 - start)))},
               {"mark", reach(evaluation.accuracy, start)},
               {"errors", grouped(results.errors)},
               {"count", grouped(evaluation.count)},
               {"error_rate", percent(1.0 - evaluation.accuracy)},
               {"macro_f1", percent(evaluation.macro.f1)},
               {"calibration_error", percent(evaluation.calibration_error)},
               {"mean_loss", fmt::format("{:.4f}", evaluation.mean_loss)}};
  if (const std::optional<std::size_t> weakest = weakest_class(results.classes)) {
    const ClassResult& result = results.classes[*weakest];
    view["weakest"] = {{"name", shorten(printable(result.name), kLongestNameOnPage)},
                       {"f1", percent(result.scores.f1)}};
  }
  // With two classes, the true one is always among the two most probable.
  if (results.classes.size() > 2) view["top2"] = percent(evaluation.top2_accuracy);
  return view;
}

Json findings_view(const EvaluationResults& results, const Answers& answers) {
  Json findings = Json::array();
  findings.push_back(
      {{"text", most_frequent_mistake(results)}, {"bad", !results.evaluation.confusions.empty()}});
  if (const std::optional<std::size_t> weakest = weakest_class(results.classes)) {
    findings.push_back({{"text", weakest_class_text(results.classes[*weakest])}, {"bad", true}});
  }
  if (const std::optional<Refusal> refusal = best_refusal(results, answers)) {
    findings.push_back({{"text", refusal_text(*refusal, results)}, {"bad", false}});
  }
  return findings;
}

Json scores_view(const EvaluationResults& results, std::span<const std::size_t> shown) {
  const std::optional<std::size_t> weakest = weakest_class(results.classes);
  double lowest = 1.0;
  for (const std::size_t k : shown) {
    const ClassScores& scores = results.classes[k].scores;
    if (scores.support == 0) continue;
    lowest = std::min({lowest, scores.precision, scores.recall, scores.f1});
  }
  const double start = axis_start(lowest);
  Json rows = Json::array();
  for (const std::size_t k : shown) {
    const ClassResult& result = results.classes[k];
    Json row = row_of_scores(result.scores, &result.intervals, start);
    const std::string name = printable(result.name);
    row["name"] = shorten(name, kLongestNameOnPage);
    row["full_name"] = name;
    row["weakest"] = weakest == k;
    rows.push_back(std::move(row));
  }
  const bool is_long = rows.size() > kMostOfNormalSize;
  return {{"rows", std::move(rows)},
          {"title",
           shown.size() < results.classes.size() ? "Scores of these classes" : "Scores by class"},
          {"macro", row_of_scores(results.evaluation.macro, nullptr, start)},
          {"long", is_long},
          {"start", fmt::format("{:.4g}", 100.0 * start)}};
}

}  // namespace inkling
