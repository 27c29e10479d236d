#pragma once

#include <algorithm>
#include <type_traits>

namespace inkling {

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
