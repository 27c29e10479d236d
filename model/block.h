#pragma once

#include <algorithm>
#include <type_traits>

#include "model/lanes.h"

namespace inkling {

/// How many `Lanes` a kernel may hold as accumulators: most of the vector registers, of which
/// AVX-512 has 32 that hold a `Lanes` each and AVX2 has 16 that hold half of one.
inline constexpr int kAccumulators =
    std::experimental::native_simd<float>::size() >= kLanes ? 24 : 6;

/// Calls `use` with `size` as a compile-time constant (std::integral_constant), so that a loop over
/// it unrolls and its accumulators stay in registers; 1 <= `size` <= `kLargest`.
template <int kLargest, typename Use>
inline void with_constant(int size, Use&& use) {
  if constexpr (kLargest > 1) {
    if (size < kLargest) return with_constant<kLargest - 1>(size, use);
  }
  use(std::integral_constant<int, kLargest>{});
}

/// Cuts 0 .. `count` - 1 into as few blocks of at most `kLargest` as possible, of nearly equal
/// sizes, and calls `use` with the start and the compile-time size of each, in order.
template <int kLargest, typename Use>
inline void for_each_block(int count, Use&& use) {
  const int blocks = (count + kLargest - 1) / kLargest;
  for (int block = 0; block < blocks; ++block) {
    const int begin = static_cast<int>(static_cast<long>(count) * block / blocks);
    const int end = static_cast<int>(static_cast<long>(count) * (block + 1) / blocks);
    with_constant<kLargest>(end - begin, [&](auto size) { use(begin, size); });
  }
}

}  // namespace inkling
