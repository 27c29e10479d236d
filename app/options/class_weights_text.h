#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/dataset.h"

namespace inkling {

/// What --class-weights was given, as it stands among the settings of a run: `none`, `balanced`, or
/// a list such as "7 2, 9 0.5". Where `text` is the path of a file, that is its content, whose
/// lines are the list's entries. Throws FileError where the file cannot be read.
std::string class_weights_setting(const std::string& text);

/// The weight of each class that a setting means, for the images at `indices`; empty for `none`. A
/// class that a list does not name weighs 1. Throws UsageError where the list cannot be read or
/// names a class that is not there.
std::vector<double> class_weights(const std::string& setting, const Dataset& data,
                                  std::span<const std::uint32_t> indices);

}  // namespace inkling
