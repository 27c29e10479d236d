#pragma once

#include <algorithm>
#include <type_traits>

#include "model/lanes/lanes.h"

namespace inkling {

/// How many `Lanes` a kernel may hold as accumulators: most of the vector registers, of which
/// AVX-512 has 32 that hold a `Lanes` each and AVX2 has 16 that hold half of one.
inline constexpr int kAccumulators =
    std::experimental::native_simd<float>::size() >= kLanes ? 24 : 6;

/// `lanes` in a register. Where a value comes from memory g++ likes to read it there again for each
/// use, and with 27 accumulators the reads, not the multiplications, then set the pace. Not a copy
/// on AVX2, where it would go through memory.
#ifdef __AVX512F__
[[gnu::always_inline]] inline Lanes in_register(const Lanes& lanes) {
  auto value = static_cast<__m512>(lanes);
  asm("" : "+v"(value));
  return Lanes(value);
}
#else
inline const Lanes& in_register(const Lanes& lanes) { return lanes; }
#endif

/// Calls `use` with `size` as a compile-time constant (std::integral_constant), so that a loop over
/// it unrolls and its accumulators stay in registers; `kSmallest` <= `size` <= `kLargest`.
template <int kSmallest, int kLargest, typename Use>
inline void with_constant(int size, Use&& use) {
  if constexpr (kLargest > kSmallest) {
    if (size < kLargest) return with_constant<kSmallest, kLargest - 1>(size, use);
  }
  use(std::integral_constant<int, kLargest>{});
}

/// Cuts 0 .. `count` - 1 into as few blocks of at most `largest` as possible. Their sizes differ by
/// one at the most.
struct Blocks {
  int count;
  int blocks;

  constexpr Blocks(int count_, int largest)
      : count(count_), blocks((count_ + largest - 1) / largest) {}

  constexpr int begin(int block) const {
    return static_cast<int>(static_cast<long>(count) * block / blocks);
  }
  constexpr int largest_size() const { return (count + blocks - 1) / blocks; }
};

/// Cuts 0 .. `count` - 1 into `Blocks` of at most `kLargest` and calls `use` with the start and the
/// compile-time size of each, in order. Sizes below `kSmallest` must not occur.
template <int kSmallest, int kLargest, typename Use>
inline void for_each_block(int count, Use&& use) {
  const Blocks cut(count, kLargest);
  for (int block = 0; block < cut.blocks; ++block) {
    const int begin = cut.begin(block);
    with_constant<kSmallest, kLargest>(cut.begin(block + 1) - begin,
                                       [&](auto size) { use(begin, size); });
  }
}

template <int kLargest, typename Use>
inline void for_each_block(int count, Use&& use) {
  for_each_block<1, kLargest>(count, use);
}

}  // namespace inkling
