#pragma once

#include <nlohmann/json.hpp>
#include <span>

#include "app/report/evaluation_results.h"
#include "app/report/report.h"

namespace inkling {

// The parts of the report page about labelled images, as values for its template.

/// The headline numbers.
nlohmann::ordered_json answer_view(const EvaluationResults& results);

/// At most three sentences: the most frequent mistake, the weakest class, and the effect of
/// rejecting predictions with low confidence.
nlohmann::ordered_json findings_view(const EvaluationResults& results, const Answers& answers);

/// The scores of the classes in `shown` with their intervals. The weakest class is marked.
nlohmann::ordered_json scores_view(const EvaluationResults& results,
                                   std::span<const std::size_t> shown);

}  // namespace inkling
