#include "model/evaluation/evaluation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "model/lanes/elementary_functions.h"

namespace inkling {
namespace {

double ratio(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

std::vector<ClassScores> score_classes(const ConfusionMatrix& confusion) {
  std::vector<ClassScores> scores;
  for (Eigen::Index k = 0; k < confusion.rows(); ++k) {
    const auto hits = static_cast<double>(confusion(k, k));
    const std::int64_t support = confusion.row(k).sum();
    ClassScores score{.precision = ratio(hits, static_cast<double>(confusion.col(k).sum())),
                      .recall = ratio(hits, static_cast<double>(support)),
                      .f1 = 0.0,
                      .support = support};
    score.f1 = ratio(2.0 * score.precision * score.recall, score.precision + score.recall);
    scores.push_back(score);
  }
  return scores;
}

/// Ignores classes that neither occur nor were predicted: EMNIST's letters have no class 0.
ClassScores macro_average(std::span<const ClassScores> classes, const ConfusionMatrix& confusion) {
  std::vector<ClassScores> present;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const bool predicted = confusion.col(static_cast<Eigen::Index>(k)).any();
    if (predicted || classes[k].support > 0) present.push_back(classes[k]);
  }
  ClassScores mean;
  const auto count = static_cast<double>(present.size());
  for (const ClassScores& score : present) {
    mean.precision += score.precision / count;
    mean.recall += score.recall / count;
    mean.f1 += score.f1 / count;
    mean.support += score.support;
  }
  return mean;
}

std::vector<Confusion> list_confusions(const ConfusionMatrix& confusion) {
  std::vector<Confusion> list;
  for (Eigen::Index truth = 0; truth < confusion.rows(); ++truth) {
    for (Eigen::Index prediction = 0; prediction < confusion.cols(); ++prediction) {
      const std::int64_t count = confusion(truth, prediction);
      if (truth == prediction || count == 0) continue;
      list.push_back(
          {static_cast<std::size_t>(truth), static_cast<std::size_t>(prediction), count});
    }
  }
  std::ranges::stable_sort(list, std::greater(), &Confusion::count);
  return list;
}

/// Sorts images by their confidence into bins of equal width.
class Calibration {
 public:
  void add(double confidence, bool correct) {
    const double place = confidence * static_cast<double>(bins_.size());
    // In this form, values that are not a number go into the first bin.
    const std::size_t index = place > 0.0 ? static_cast<std::size_t>(place) : 0;
    Bin& bin = bins_[std::min(index, bins_.size() - 1)];
    bin.confidence += confidence;
    bin.correct += correct ? 1 : 0;
    ++bin.count;
    ++count_;
  }

  double expected_error() const {
    double error = 0.0;
    for (const Bin& bin : bins_) {
      error += std::abs(bin.confidence - static_cast<double>(bin.correct));
    }
    return error / static_cast<double>(count_);
  }

  std::vector<ConfidenceBin> bins() const {
    std::vector<ConfidenceBin> result;
    const auto width = 1.0 / static_cast<double>(bins_.size());
    for (std::size_t n = 0; n < bins_.size(); ++n) {
      const Bin& bin = bins_[n];
      result.push_back({.low = static_cast<double>(n) * width,
                        .high = static_cast<double>(n + 1) * width,
                        .count = bin.count,
                        .correct = bin.correct,
                        .confidence = ratio(bin.confidence, static_cast<double>(bin.count))});
    }
    return result;
  }

 private:
  struct Bin {
    std::int64_t count = 0;
    std::int64_t correct = 0;
    double confidence = 0.0;  // the sum
  };
  std::array<Bin, 15> bins_;
  std::int64_t count_ = 0;
};

/// The most probable class except `first`.
Eigen::Index second_choice(const Probabilities& probabilities, Eigen::Index row,
                           Eigen::Index first) {
  Eigen::Index second = first == 0 ? 1 : 0;
  for (Eigen::Index k = second + 1; k < probabilities.cols(); ++k) {
    if (k != first && probabilities(row, k) > probabilities(row, second)) second = k;
  }
  return second;
}

}  // namespace

Interval wilson_interval(std::int64_t successes, std::int64_t trials) {
  if (trials == 0) return {};
  const double z = 1.959963984540054;  // 97.5 % of the standard normal distribution
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double center = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
  const double reach = z / (1.0 + z * z / n) * std::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
  return {.low = std::max(0.0, center - reach), .high = std::min(1.0, center + reach)};
}

ClassIntervals class_intervals(const ConfusionMatrix& confusion, std::size_t k) {
  const auto index = static_cast<Eigen::Index>(k);
  const std::int64_t hits = confusion(index, index);
  const std::int64_t support = confusion.row(index).sum();
  const std::int64_t predicted = confusion.col(index).sum();
  const Interval shared = wilson_interval(hits, support + predicted - hits);
  return {.precision = wilson_interval(hits, predicted),
          .recall = wilson_interval(hits, support),
          .f1 = {.low = 2.0 * shared.low / (1.0 + shared.low),
                 .high = 2.0 * shared.high / (1.0 + shared.high)}};
}

Evaluation evaluate(const Probabilities& probabilities, std::span<const std::uint16_t> labels) {
  if (labels.empty() || static_cast<std::size_t>(probabilities.rows()) != labels.size()) {
    throw std::invalid_argument(std::to_string(probabilities.rows()) + " predictions and " +
                                std::to_string(labels.size()) +
                                " labels: there must be as many, and at least one");
  }
  Evaluation result;
  result.count = static_cast<std::int64_t>(labels.size());
  result.confusion = ConfusionMatrix::Zero(probabilities.cols(), probabilities.cols());
  Calibration calibration;
  std::int64_t within_two = 0;
  double loss = 0.0;
  for (Eigen::Index row = 0; row < probabilities.rows(); ++row) {
    const Eigen::Index label = labels[static_cast<std::size_t>(row)];
    const auto [prediction, confidence] = decide(probabilities, row);
    ++result.confusion(label, prediction);
    calibration.add(confidence, label == prediction);
    within_two +=
        label == prediction || label == second_choice(probabilities, row, prediction) ? 1 : 0;
    // A probability that is 0 in float counts as the smallest normal number.
    loss -= log(std::max<double>(probabilities(row, label), std::numeric_limits<float>::min()));
  }
  result.correct = result.confusion.diagonal().sum();
  result.accuracy = static_cast<double>(result.correct) / static_cast<double>(result.count);
  result.accuracy_interval = wilson_interval(result.correct, result.count);
  result.top2_accuracy = static_cast<double>(within_two) / static_cast<double>(result.count);
  result.mean_loss = loss / static_cast<double>(result.count);
  result.classes = score_classes(result.confusion);
  result.macro = macro_average(result.classes, result.confusion);
  result.confidence_bins = calibration.bins();
  result.calibration_error = calibration.expected_error();
  result.confusions = list_confusions(result.confusion);
  return result;
}

}  // namespace inkling
