#pragma once

#include <cstddef>

#include "model/lanes/lanes.h"

// The matrix products of Winograd's convolution. All sums are in the order of their index, whatever
// the sizes of blocks.

namespace inkling {

/// A matrix of rows x inputs whose neighbours are `row` and `input` floats apart.
struct Factors {
  const float* values;
  std::ptrdiff_t row;
  std::ptrdiff_t input;
};

/// result(k, tile) = sum over c of factors(k, c) * values(c, tile)
///
/// for `rows` k, `inputs` c and `tiles` tiles.
void multiply(const Factors& factors, int rows, int inputs, int tiles, const Lanes* values,
              Lanes* result);

/// gradient(k, group, lane) = sum over n of factors(k, n) * values(group, n)[lane]
///
/// for `rows` k, `groups` groups and `count` n. Rows of the gradient are `gradient_row` floats
/// apart. Unless `is_first`, the sum is added to the gradient.
void sum_products(const Factors& factors, const Lanes* values, std::ptrdiff_t count, int rows,
                  int groups, float* gradient, std::ptrdiff_t gradient_row, bool is_first);

}  // namespace inkling
