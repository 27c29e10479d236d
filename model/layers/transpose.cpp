#include "model/layers/transpose.h"

#include <algorithm>
#include <array>
#include <utility>

#include "model/lanes/registers.h"

namespace inkling {
namespace {

constexpr std::size_t kWidth = kRegisterLanes;
using Vector [[gnu::vector_size(kWidth * sizeof(float))]] = float;

/// Exchanges the lanes n + kStep of `x` with the lanes n of `y`, for all n without the bit `kStep`.
template <std::size_t kStep, std::size_t... kLane>
[[gnu::always_inline]] inline void exchange(Vector& x, Vector& y,
                                            std::index_sequence<kLane...> /*lanes*/) {
  const Vector before = x;
  x = __builtin_shufflevector(before, y,
                              ((kLane & kStep) == 0 ? kLane : kLane - kStep + kWidth)...);
  y = __builtin_shufflevector(before, y,
                              ((kLane & kStep) == 0 ? kLane + kStep : kLane + kWidth)...);
}

/// Exchanges the off-diagonal quarters of all squares of 2 kStep x 2 kStep, then of twice the size.
template <std::size_t kStep = 1>
[[gnu::always_inline]] inline void transpose_square(Vector* square) {
  if constexpr (kStep < kWidth) {
#pragma GCC unroll 16
    for (std::size_t n = 0; n < kWidth; ++n) {
      if ((n & kStep) != 0) continue;
      exchange<kStep>(square[n], square[n + kStep], std::make_index_sequence<kWidth>());
    }
    transpose_square<2 * kStep>(square);
  }
}

}  // namespace

void transpose(const Lanes* values, std::ptrdiff_t stride, int count, Lanes* rows) {
  using std::experimental::vector_aligned;
  using Numbers = std::array<std::array<float, kLanes>, kLanes>;
  alignas(Lanes) Numbers from{};
  alignas(Lanes) Numbers to;
  for (int n = 0; n < count; ++n) {
    values[n * stride].copy_to(from[static_cast<std::size_t>(n)].data(), vector_aligned);
  }
  for (std::size_t i = 0; i < kLanes; i += kWidth) {
    for (std::size_t j = 0; j < kLanes; j += kWidth) {
      Vector square[kWidth];
      for (std::size_t n = 0; n < kWidth; ++n)
        std::copy_n(&from[i + n][j], kWidth, reinterpret_cast<float*>(&square[n]));
      transpose_square(square);
      for (std::size_t n = 0; n < kWidth; ++n)
        std::copy_n(reinterpret_cast<const float*>(&square[n]), kWidth, &to[j + n][i]);
    }
  }
  for (int n = 0; n < kLanes; ++n) {
    rows[n].copy_from(to[static_cast<std::size_t>(n)].data(), vector_aligned);
  }
}

}  // namespace inkling
