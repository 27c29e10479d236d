#include "app/evaluation_text.h"

#include <fmt/color.h>
#include <fmt/format.h>

#include <algorithm>

#include "app/table.h"
#include "app/terminal.h"
#include "io/error.h"

namespace inkling {
namespace {

constexpr std::size_t kMostMatrixClasses = 20;
constexpr std::size_t kMostConfusions = 5;
constexpr std::size_t kLongestName = 12;

/// Class names as they are shown: without control bytes, cut where they are long.
std::vector<std::string> shown_names(std::span<const std::string> class_names) {
  std::vector<std::string> names;
  for (const std::string& name : class_names) {
    names.push_back(shorten(printable(name), kLongestName));
  }
  return names;
}

std::string overview(const Evaluation& evaluation) {
  const Interval& interval = evaluation.accuracy_interval;
  return fmt::format(
      "accuracy           {}  (95 % interval {:.2f} to {})\n"
      "errors             {} of {}\n"
      "mean loss          {:.4f}\n"
      "calibration error  {}\n",
      percent(evaluation.accuracy), 100.0 * interval.low, percent(interval.high),
      grouped(evaluation.count - evaluation.correct), grouped(evaluation.count),
      evaluation.mean_loss, percent(evaluation.calibration_error));
}

std::string matrix(const ConfusionMatrix& confusion, const std::vector<std::string>& names,
                   bool color) {
  std::size_t cell = std::to_string(confusion.maxCoeff()).size();
  std::size_t label = 0;
  for (const std::string& name : names) label = std::max(label, width_of(name));
  cell = std::max(cell, label) + 2;

  const std::string margin(std::string_view("truth  ").size(), ' ');
  std::string text = "confusion matrix\n" + margin + std::string(label + 2, ' ') + "prediction\n";
  text += margin + std::string(label, ' ');
  for (const std::string& name : names) text += padded_left(name, cell);
  text += "\n";
  for (std::size_t truth = 0; truth < names.size(); ++truth) {
    text += (truth == 0 ? "truth  " : margin) + padded_left(names[truth], label);
    for (std::size_t prediction = 0; prediction < names.size(); ++prediction) {
      const auto count =
          confusion(static_cast<Eigen::Index>(truth), static_cast<Eigen::Index>(prediction));
      const std::string shown = padded_left(count == 0 ? "." : std::to_string(count), cell);
      text += styled(color && truth == prediction, fmt::fg(fmt::terminal_color::green), shown);
    }
    text += "\n";
  }
  return text;
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
  table.add(score_cells("macro", evaluation.macro));
  return table.text();
}

std::string confusions(const Evaluation& evaluation, const std::vector<std::string>& names) {
  if (evaluation.confusions.empty()) return "no image was taken for another class\n";
  std::string text = "most confused\n";
  const std::size_t shown = std::min(kMostConfusions, evaluation.confusions.size());
  for (std::size_t index = 0; index < shown; ++index) {
    const Confusion& pair = evaluation.confusions[index];
    text += fmt::format("  {} taken for {}: {}\n", names[pair.truth], names[pair.prediction],
                        counted(pair.count, "time"));
  }
  return text;
}

}  // namespace

std::string evaluation_text(const Evaluation& evaluation, std::span<const std::string> class_names,
                            bool color) {
  const std::vector<std::string> names = shown_names(class_names);
  const std::string confusion_matrix =
      names.size() <= kMostMatrixClasses
          ? matrix(evaluation.confusion, names, color)
          : fmt::format("The confusion matrix of {} classes is left out; --json FILE has it.\n",
                        names.size());
  return overview(evaluation) + "\n" + confusion_matrix + "\n" + scores(evaluation, names) + "\n" +
         confusions(evaluation, names);
}

}  // namespace inkling
