#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/evaluation/evaluation.h"

namespace inkling {

/// The scores of one class.
struct ClassResult {
  std::string name;
  ClassScores scores;
  ClassIntervals intervals;
};

/// The numbers that both `evaluate --json` and the report page show.
struct EvaluationResults {
  const Evaluation& evaluation;
  std::int64_t errors = 0;           ///< Images whose predicted class is not the true class.
  std::vector<ClassResult> classes;  ///< In the order of the labels.
};

/// Collects the results of `evaluation`, which must outlive them. `class_names` has one name for
/// each class.
EvaluationResults evaluation_results(const Evaluation& evaluation,
                                     std::span<const std::string> class_names);

}  // namespace inkling
