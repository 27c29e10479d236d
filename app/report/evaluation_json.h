#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "model/evaluation/evaluation.h"

namespace inkling {

/// The evaluation for programs to read. These names stay as they are; accuracies, scores and the
/// calibration error are fractions in [0, 1]:
///
///     accuracy             correct / count
///     accuracy_interval    [low, high], 95 % after Wilson
///     count, errors        images, and those that were taken for another class
///     top2_accuracy        share whose class is among the two most probable
///     mean_loss            mean cross-entropy, natural logarithm
///     calibration_error    expected calibration error
///     calibration          [{low, high, count, correct, confidence}]: bins of confidence, whose
///                          mean is null without images
///     class_names          in the order of all lists below
///     confusion_matrix     a list of counts for each true class: rows truth, columns prediction
///     classes              [{name, precision, recall, f1, support, precision_interval,
///                          recall_interval, f1_interval}]
///     macro                {precision, recall, f1, support}
///     confusions           [{truth, prediction, count}] by names, the most frequent first
///
/// `inkling evaluate --json` adds `comparison` (see `comparison_json`) where there is one, `models`
/// (a list of paths), `model` where it is one, `data` and `split`.
nlohmann::ordered_json evaluation_json(const Evaluation& evaluation,
                                       std::span<const std::string> class_names);

/// The same without the matrix, which of thousands of classes takes gigabytes.
nlohmann::ordered_json summary_json(const Evaluation& evaluation,
                                    std::span<const std::string> class_names);

/// The matrix alone.
nlohmann::ordered_json matrix_json(const ConfusionMatrix& confusion);

/// `json` as text; bytes that are no UTF-8, which JSON cannot hold, become U+FFFD. `indent` -1 puts
/// it on one line.
std::string json_text(const nlohmann::ordered_json& json, int indent);

}  // namespace inkling
