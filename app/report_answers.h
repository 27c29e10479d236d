#pragma once

#include <nlohmann/json.hpp>

#include "app/report.h"

namespace inkling {

/// What the report says about labelled images, in the words and numbers that it shows. `evaluation`
/// is what `evaluation_json` gives.

/// The numbers that come first.
nlohmann::ordered_json answer_view(const nlohmann::ordered_json& evaluation);

/// At most three sentences: the most frequent mistake, the weakest class, and what it would buy to
/// refuse unsure answers.
nlohmann::ordered_json findings_view(const nlohmann::ordered_json& evaluation,
                                     const Answers& answers);

/// The confusion matrix, row by row, with recall and precision at its edges. Mistakes and hits have
/// levels from 1 to 5, each kind on a scale of its own.
nlohmann::ordered_json matrix_view(const nlohmann::ordered_json& evaluation);

/// The scores of each class with their intervals; the weakest class is marked.
nlohmann::ordered_json scores_view(const nlohmann::ordered_json& evaluation);

}  // namespace inkling
