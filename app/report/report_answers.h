#pragma once

#include <nlohmann/json.hpp>
#include <span>

#include "app/report/report.h"

namespace inkling {

/// What the report says about labelled images, in the words and numbers that it shows. `evaluation`
/// is what `summary_json` gives.

/// The numbers that come first.
nlohmann::ordered_json answer_view(const nlohmann::ordered_json& evaluation);

/// At most three sentences: the most frequent mistake, the weakest class, and what it would buy to
/// refuse unsure answers.
nlohmann::ordered_json findings_view(const nlohmann::ordered_json& evaluation,
                                     const Answers& answers);

/// The scores of `shown` classes with their intervals; the weakest class is marked.
nlohmann::ordered_json scores_view(const nlohmann::ordered_json& evaluation,
                                   std::span<const std::size_t> shown);

}  // namespace inkling
