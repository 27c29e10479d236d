#pragma once

#include "app/options/command_line.h"

namespace inkling {

/// Throws UsageError where `line`, which has --resume, has options that would make it another
/// training.
void check_resumption(const CommandLine& line);

}  // namespace inkling
