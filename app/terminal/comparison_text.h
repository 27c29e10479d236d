#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "model/evaluation/comparison.h"
#include "model/evaluation/evaluation.h"

namespace inkling {

/// Two models, A and B, evaluated on the same images.
struct ModelComparison {
  std::string first_name;   ///< A: a path or another name.
  std::string second_name;  ///< B.
  const Evaluation& first;
  Evaluation second;
  Comparison images;
};

/// The comparison as text: both accuracies with intervals, how many images each model classifies
/// correctly, McNemar's test and a sentence that explains its result.
std::string comparison_text(const ModelComparison& comparison);

/// The comparison as JSON, the value of "comparison" in `inkling evaluate --json`:
///
///     other                path of the other model
///     accuracy, accuracy_interval, errors     the other model's
///     both_right           a count
///     only_model_right, only_other_right, both_wrong     lists of indices, from 0
///     mcnemar              {method, statistic, p_value}; statistic is null for the exact test
nlohmann::ordered_json comparison_json(const ModelComparison& comparison);

}  // namespace inkling
