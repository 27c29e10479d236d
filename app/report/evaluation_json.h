#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "app/report/evaluation_results.h"

namespace inkling {

/// The evaluation as JSON. The names are stable. Accuracies, scores and the calibration error are
/// fractions in [0, 1]:
///
///     accuracy             correct / count
///     accuracy_interval    [low, high], the 95 % Wilson interval
///     count, errors        number of images, and of those with a wrong prediction
///     top2_accuracy        share whose true class is among the two most probable
///     mean_loss            mean cross-entropy, natural logarithm
///     calibration_error    expected calibration error
///     calibration          [{low, high, count, correct, confidence}]: bins of confidence with the
///                          mean confidence, which is null if the bin is empty
///     class_names          in the order of all lists below
///     confusion_matrix     a list of counts for each true class (row) by predicted class (column)
///     classes              [{name, precision, recall, f1, support, precision_interval,
///                          recall_interval, f1_interval}]
///     macro                {precision, recall, f1, support}
///     confusions           [{truth, prediction, count}] by class name, the most frequent first
///
/// `inkling evaluate --json` adds `comparison` (see `comparison_json`) if there is one, `models`
/// (a list of paths), `model` if there is only one, `data` and `split`.
nlohmann::ordered_json evaluation_json(const EvaluationResults& results);

/// The confusion matrix as a list of rows.
nlohmann::ordered_json matrix_json(const ConfusionMatrix& confusion);

/// `json` as text. Bytes that are not valid UTF-8 become U+FFFD. An `indent` of -1 writes one line.
std::string json_text(const nlohmann::ordered_json& json, int indent);

}  // namespace inkling
