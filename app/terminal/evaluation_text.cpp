#include "app/terminal/evaluation_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/terminal/table.h"

namespace inkling {
namespace {

constexpr std::size_t kMostConfusions = 5;
constexpr std::size_t kLongestName = 12;

std::string overview(const Evaluation& evaluation) {
  return fmt::format(
      "accuracy           {}\n"
      "errors             {} of {}\n"
      "mean loss          {:.4f}\n"
      "calibration error  {}\n",
      accuracy_text(evaluation), grouped(evaluation.count - evaluation.correct),
      grouped(evaluation.count), evaluation.mean_loss, percent(evaluation.calibration_error));
}

std::vector<std::string> score_cells(const std::string& name, const ClassScores& scores) {
  return {name, percent(scores.precision), percent(scores.recall), percent(scores.f1),
          grouped(scores.support)};
}

std::string scores(const Evaluation& evaluation, const std::vector<std::string>& names) {
  Table table("rrrrr");
  table.add({"class", "precision", "recall", "F1", "support"});
  for (std::size_t label = 0; label < names.size(); ++label) {
    table.add(score_cells(names[label], evaluation.classes[label]));
  }
  table.add(score_cells("macro avg", evaluation.macro));
  return table.text();
}

std::string confusions(const Evaluation& evaluation, const std::vector<std::string>& names) {
  if (evaluation.confusions.empty()) return "no images were misclassified\n";
  std::string text = "most frequent confusions\n";
  const std::size_t shown = std::min(kMostConfusions, evaluation.confusions.size());
  for (std::size_t index = 0; index < shown; ++index) {
    const Confusion& pair = evaluation.confusions[index];
    text += fmt::format("  {} classified as {}: {}\n", names[pair.truth], names[pair.prediction],
                        counted(pair.count, "time"));
  }
  return text;
}

}  // namespace

std::string accuracy_text(const Evaluation& evaluation) {
  const Interval& interval = evaluation.accuracy_interval;
  return fmt::format("{}  (95 % interval {:.2f} to {})", percent(evaluation.accuracy),
                     100.0 * interval.low, percent(interval.high));
}

std::string evaluation_text(const Evaluation& evaluation, std::span<const std::string> class_names,
                            const TextLook& look) {
  const std::vector<std::string> names = shown_names(class_names, kLongestName);
  return overview(evaluation) + "\n" + matrix_text(evaluation, names, look) + "\n" +
         scores(evaluation, names) + "\n" + confusions(evaluation, names);
}

}  // namespace inkling
