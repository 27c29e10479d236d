#pragma once

#include <string>

#include "model/network/network.h"
#include "model/training/gradient_check.h"

namespace inkling {

/// A line for each layer of `network` with learned parameters: how many they are, how many of them
/// were checked, the largest relative error and the parameter that has it; a last line for the
/// loss. At most 80 columns.
std::string gradient_check_text(const GradientCheck& check, const Network& network);

/// The errors above `kLargestGradientError`, a line for each; empty where there is none.
std::string wrong_gradients_text(const GradientCheck& check, const Network& network);

}  // namespace inkling
