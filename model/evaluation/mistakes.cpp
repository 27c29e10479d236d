#include "model/evaluation/mistakes.h"

#include <algorithm>
#include <cassert>

namespace inkling {

std::vector<Mistake> list_mistakes(const Probabilities& probabilities,
                                   std::span<const std::uint16_t> labels) {
  assert(static_cast<std::size_t>(probabilities.rows()) == labels.size());
  std::vector<Mistake> mistakes;
  for (Eigen::Index row = 0; row < probabilities.rows(); ++row) {
    const auto image = static_cast<std::size_t>(row);
    const std::uint16_t label = labels[image];
    const auto [prediction, confidence] = decide(probabilities, row);
    if (prediction == label) continue;
    mistakes.push_back({.image = image,
                        .truth = label,
                        .prediction = prediction,
                        .confidence = confidence,
                        .truth_probability = probabilities(row, label)});
  }
  std::ranges::stable_sort(mistakes, std::greater(), &Mistake::confidence);
  return mistakes;
}

Refusal refuse_below(const Probabilities& probabilities, std::span<const std::uint16_t> labels,
                     double confidence) {
  assert(static_cast<std::size_t>(probabilities.rows()) == labels.size());
  Refusal refusal{.confidence = confidence};
  for (Eigen::Index row = 0; row < probabilities.rows(); ++row) {
    const Decision decision = decide(probabilities, row);
    if (decision.confidence < confidence) continue;
    ++refusal.answers;
    refusal.errors += decision.label == labels[static_cast<std::size_t>(row)] ? 0 : 1;
  }
  return refusal;
}

}  // namespace inkling
