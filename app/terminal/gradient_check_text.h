#pragma once

#include <string>

#include "model/network/network.h"
#include "model/training/gradient_check.h"

namespace inkling {

/// One line for each layer of `network` with learned parameters: the number of parameters, the
/// number checked, the largest relative error and the parameter that has it. The last line is for
/// the loss. Lines have at most 80 columns.
std::string gradient_check_text(const GradientCheck& check, const Network& network);

/// One line for each error above `kLargestGradientError`; empty if there are none.
std::string wrong_gradients_text(const GradientCheck& check, const Network& network);

}  // namespace inkling
