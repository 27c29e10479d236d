#pragma once

#include <cstddef>

#include "model/lanes/lanes.h"

namespace inkling {

/// Exchanges lanes and values: value n of row l is lane l of `values[n * stride]`. `count` <= 16
/// values are read; the others count as 0. Sixteen `rows` are written, perhaps over the values.
void transpose(const Lanes* values, std::ptrdiff_t stride, int count, Lanes* rows);

}  // namespace inkling
