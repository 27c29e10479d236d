#include "model/layers/winograd_products.h"

#include <algorithm>
#include <array>

#include "model/lanes/block.h"
#include "model/lanes/registers.h"

namespace inkling {
namespace {

constexpr int kTileBlock = kManyRegisters ? 6 : 3;
constexpr int kLargestRowBlock = 8;
// Lanes that stay in the first-level cache (32 of 48 kB) while all rows of a product use them.
constexpr int kCachedLanes = 32 * 1024 / sizeof(Lanes);
constexpr int kGradientRowBlock = kManyRegisters ? 6 : 3;
constexpr int kGroupBlock = 4;

/// A block of `multiply`.
template <int kRows, int kTiles>
void multiply_block(const Factors& factors, int inputs, int tiles, ConstRegisters values,
                    Registers result) {
  std::array<std::array<Register, kTiles>, kRows> totals;
#pragma GCC unroll 8
  for (int k = 0; k < kRows; ++k) {
#pragma GCC unroll 8
    for (int n = 0; n < kTiles; ++n) totals[k][n] = 0.0f;
  }
  const float* factor = factors.values;
  for (int c = 0; c < inputs; ++c, factor += factors.input, values += tiles) {
#pragma GCC unroll 8
    for (int k = 0; k < kRows; ++k) {
#pragma GCC unroll 8
      for (int n = 0; n < kTiles; ++n)
        totals[k][n] = multiply_add(factor[k * factors.row], values[n], totals[k][n]);
    }
  }
#pragma GCC unroll 8
  for (int k = 0; k < kRows; ++k) {
#pragma GCC unroll 8
    for (int n = 0; n < kTiles; ++n) result.set(k * tiles + n, totals[k][n]);
  }
}

/// A block of `sum_products`.
template <int kRows, int kGroups>
void sum_block(const Factors& factors, ConstRegisters values, std::ptrdiff_t count, float* gradient,
               std::ptrdiff_t gradient_row, bool is_first) {
  using std::experimental::vector_aligned;
  std::array<std::array<Register, kGroups>, kRows> totals;
#pragma GCC unroll 8
  for (int k = 0; k < kRows; ++k) {
#pragma GCC unroll 8
    for (int g = 0; g < kGroups; ++g) {
      totals[k][g] = 0.0f;
      if (!is_first) {
        totals[k][g].copy_from(gradient + k * gradient_row + g * kLanes, vector_aligned);
      }
    }
  }
  for (std::ptrdiff_t n = 0; n < count; ++n) {
#pragma GCC unroll 8
    for (int k = 0; k < kRows; ++k) {
#pragma GCC unroll 8
      for (int g = 0; g < kGroups; ++g) {
        totals[k][g] = multiply_add(factors.values[k * factors.row + n * factors.input],
                                    values[g * count + n], totals[k][g]);
      }
    }
  }
#pragma GCC unroll 8
  for (int k = 0; k < kRows; ++k) {
#pragma GCC unroll 8
    for (int g = 0; g < kGroups; ++g) {
      totals[k][g].copy_to(gradient + k * gradient_row + g * kLanes, vector_aligned);
    }
  }
}

}  // namespace

void multiply(const Factors& factors, int rows, int inputs, int tiles, const Lanes* values,
              Lanes* result) {
  const Blocks blocks(tiles, std::clamp(kCachedLanes / inputs, 1, kTileBlock));
  for (int block = 0; block < blocks.blocks; ++block) {
    const int first = blocks.begin(block);
    with_constant<1, kTileBlock>(blocks.begin(block + 1) - first, [&](auto size) {
      constexpr int kRows = std::min(kLargestRowBlock, kAccumulators / size);
      for_each_block<kRows>(rows, [&](int k, auto row_block) {
        for_each_register([&](int lane) {
          multiply_block<row_block, size>(
              {factors.values + k * factors.row, factors.row, factors.input}, inputs, tiles,
              ConstRegisters(values + first, lane), Registers(result + k * tiles + first, lane));
        });
      });
    });
  }
}

void sum_products(const Factors& factors, const Lanes* values, std::ptrdiff_t count, int rows,
                  int groups, float* gradient, std::ptrdiff_t gradient_row, bool is_first) {
  for_each_block<kGradientRowBlock>(rows, [&](int k, auto row_block) {
    for_each_block<kGroupBlock>(groups, [&](int group, auto group_block) {
      for_each_register([&](int lane) {
        sum_block<row_block, group_block>(
            {factors.values + k * factors.row, factors.row, factors.input},
            ConstRegisters(values + group * count, lane), count,
            gradient + k * gradient_row + group * kLanes + lane, gradient_row, is_first);
      });
    });
  });
}

}  // namespace inkling
