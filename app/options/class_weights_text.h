#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/dataset.h"

namespace inkling {

/// The value of --class-weights as the settings of a run store it: `none`, `balanced`, or a list
/// such as "7 2, 9 0.5". If `text` is the path of a file, each of its lines becomes an entry of the
/// list. Throws FileError if the file cannot be read.
std::string class_weights_setting(const std::string& text);

/// The weight of each class for such a setting and the images at `indices`; empty for `none`. A
/// class that is not in the list has weight 1. Throws UsageError if the list cannot be read or
/// names an unknown class.
std::vector<double> class_weights(const std::string& setting, const Dataset& data,
                                  std::span<const std::uint32_t> indices);

}  // namespace inkling
