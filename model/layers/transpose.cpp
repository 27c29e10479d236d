#include "model/layers/transpose.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace inkling {
namespace {

/// The sixteen floats of a `Lanes` in a form in which they can be exchanged.
using Vector [[gnu::vector_size(kLanes * sizeof(float))]] = float;

/// Lane n of both `x` and `y`, if n has the bit `kStep`, comes from lane n - kStep and goes to the
/// other one. The result is `x`, or `y` if `kSecond`.
template <std::size_t kStep, bool kSecond, std::size_t... kLane>
Vector exchange(Vector x, Vector y, std::index_sequence<kLane...> /*lanes*/) {
  if constexpr (kSecond) {
    return __builtin_shufflevector(x, y,
                                   ((kLane & kStep) == 0 ? kLane + kStep : kLane + kLanes)...);
  }
  return __builtin_shufflevector(x, y, ((kLane & kStep) == 0 ? kLane : kLane - kStep + kLanes)...);
}

/// Exchanges the off-diagonal quarters of all squares of 2 kStep x 2 kStep.
template <std::size_t kStep>
void exchange_quarters(Vector* square) {
  constexpr std::make_index_sequence<kLanes> kAll;
#pragma GCC unroll 16
  for (std::size_t n = 0; n < kLanes; ++n) {
    if ((n & kStep) != 0) continue;
    const Vector x = square[n];
    const Vector y = square[n + kStep];
    square[n] = exchange<kStep, false>(x, y, kAll);
    square[n + kStep] = exchange<kStep, true>(x, y, kAll);
  }
}

}  // namespace

void transpose(const Lanes* values, std::ptrdiff_t stride, int count, Lanes* rows) {
  Vector square[kLanes] = {};
  for (int n = 0; n < count; ++n) square[n] = std::bit_cast<Vector>(values[n * stride]);
  exchange_quarters<1>(square);
  exchange_quarters<2>(square);
  exchange_quarters<4>(square);
  exchange_quarters<8>(square);
  for (int n = 0; n < kLanes; ++n) rows[n] = std::bit_cast<Lanes>(square[n]);
}

}  // namespace inkling
