// Philox 4x32-10 (Salmon et al., 2011, "Parallel random numbers: as easy as 1, 2, 3", 2.2) a second
// time, because Random123's computes one counter at a time. This is the same ten rounds as a loop
// over lanes, which the compiler vectorises. The tests compare the two.

#include "model/lanes/random_lanes.h"

#include <algorithm>
#include <cassert>

namespace inkling {
namespace {

constexpr int kRounds = 10;
constexpr std::uint64_t kMultipliers[] = {0xD2511F53, 0xCD9E8D57};
constexpr std::uint32_t kWeyl[] = {0x9E3779B9, 0xBB67AE85};  // added to the key in each round

float to_uniform(std::uint32_t bits) {
  // Below 2^24, so converting from a signed integer, which AVX2 can, is exact.
  return static_cast<float>(static_cast<std::int32_t>(bits >> 8)) * 0x1p-24f;
}

}  // namespace

RandomLanes::RandomLanes(std::uint64_t seed, Purpose purpose, std::uint32_t a,
                         std::span<const std::uint32_t> b, std::uint32_t first_block)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
      counter_{static_cast<std::uint32_t>(purpose), a},
      next_(first_block) {
  assert(b.size() <= b_.size());
  std::ranges::copy(b, b_.begin());
}

void RandomLanes::next_block() {
  std::array<float*, 4> words;
  for (std::size_t n = 0; n < 4; ++n) words[n] = floats(&block_[n]);
  const std::array<std::uint32_t, kLanes> b = b_;  // a copy: the words cannot overlap it
  const auto [purpose, a] = counter_;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    std::uint32_t counter[] = {purpose, a, b[lane], next_};
    std::uint32_t key[] = {key_[0], key_[1]};
#pragma GCC unroll 10
    for (int round = 0; round < kRounds; ++round) {
      const std::uint64_t products[] = {kMultipliers[0] * counter[0], kMultipliers[1] * counter[2]};
      counter[0] = static_cast<std::uint32_t>(products[1] >> 32) ^ counter[1] ^ key[0];
      counter[1] = static_cast<std::uint32_t>(products[1]);
      counter[2] = static_cast<std::uint32_t>(products[0] >> 32) ^ counter[3] ^ key[1];
      counter[3] = static_cast<std::uint32_t>(products[0]);
      for (int n = 0; n < 2; ++n) key[n] += kWeyl[n];
    }
    for (std::size_t n = 0; n < 4; ++n) words[n][lane] = to_uniform(counter[n]);
  }
  ++next_;
  used_ = 0;
}

}  // namespace inkling
