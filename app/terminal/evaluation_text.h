#pragma once

#include <span>
#include <string>

#include "app/terminal/matrix_text.h"
#include "model/evaluation/evaluation.h"

namespace inkling {

/// "99.54 %  (95 % interval 99.39 to 99.65 %)".
std::string accuracy_text(const Evaluation& evaluation);

/// The evaluation as text: accuracy with its interval, loss and expected calibration error, the
/// confusion matrix (see `matrix_text`), the scores of each class, the most frequent confusions.
std::string evaluation_text(const Evaluation& evaluation, std::span<const std::string> class_names,
                            const TextLook& look);

}  // namespace inkling
