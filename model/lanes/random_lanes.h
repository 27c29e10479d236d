#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "model/lanes/lanes.h"
#include "model/lanes/random.h"

namespace inkling {

/// Sixteen `RandomStream`s side by side, one for each image of a gang. Lane l gives the numbers of
/// RandomStream(seed, purpose, a, b[l]), whatever the other lanes hold.
class RandomLanes {
 public:
  /// `b` has at most sixteen numbers; for other lanes it is 0. The numbers begin with block
  /// `first_block` of four, so that several users of one key (the dropout layers of a network) can
  /// have separate ranges.
  RandomLanes(std::uint64_t seed, Purpose purpose, std::uint32_t a,
              std::span<const std::uint32_t> b, std::uint32_t first_block = 0);

  /// Uniform in [0, 1), a multiple of 2^-24, in each lane.
  Lanes uniform() {
    if (used_ == 4) next_block();
    return block_[used_++];
  }

 private:
  void next_block();

  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 2> counter_;  // purpose and a; b and the block follow
  std::array<std::uint32_t, kLanes> b_{};
  std::uint32_t next_;
  std::array<Lanes, 4> block_;
  std::size_t used_ = 4;
};

}  // namespace inkling
