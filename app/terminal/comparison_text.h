#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "model/evaluation/comparison.h"
#include "model/evaluation/evaluation.h"

namespace inkling {

/// Two models, A and B, that were measured on the same images.
struct ModelComparison {
  std::string first_name;   ///< A: a path, or what else to call it.
  std::string second_name;  ///< B.
  const Evaluation& first;
  Evaluation second;
  Comparison images;
};

/// For people: both accuracies with intervals, how many images each has right, McNemar's test and a
/// sentence about what it means.
std::string comparison_text(const ModelComparison& comparison);

/// For programs, as "comparison" of `inkling evaluate --json`:
///
///     other                path of the other model
///     accuracy, accuracy_interval, errors     the other model's
///     both_right           a count
///     only_model_right, only_other_right, both_wrong     lists of indices, from 0
///     mcnemar              {method, statistic, p_value}; no statistic (null) for the exact test
nlohmann::ordered_json comparison_json(const ModelComparison& comparison);

}  // namespace inkling
