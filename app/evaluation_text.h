#pragma once

#include <span>
#include <string>

#include "model/evaluation.h"

namespace inkling {

/// The evaluation for people to read: accuracy with its interval, loss and calibration error, the
/// confusion matrix (left out for more than twenty classes), the scores of each class, the most
/// confused pairs. Ten digits fit 80 columns. With `color`, right answers are green.
std::string evaluation_text(const Evaluation& evaluation, std::span<const std::string> class_names,
                            bool color);

}  // namespace inkling
