#pragma once

#include "app/options/command_line.h"

namespace inkling {

/// Throws UsageError if `line`, which has --resume, also has options that would change the
/// training.
void check_resumption(const CommandLine& line);

}  // namespace inkling
