#include "model/lanes/random.h"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "model/lanes/elementary_functions.h"

namespace inkling {

RandomStream::RandomStream(std::uint64_t seed, Purpose purpose, std::uint32_t a, std::uint32_t b)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
      counter_{static_cast<std::uint32_t>(purpose), a, b, 0} {}

std::uint32_t RandomStream::bits() {
  if (used_ == 4) {
    const r123::Philox4x32::ctr_type counter{{counter_[0], counter_[1], counter_[2], counter_[3]}};
    const r123::Philox4x32::key_type key{{key_[0], key_[1]}};
    const auto block = r123::Philox4x32()(counter, key);
    for (std::size_t n = 0; n < 4; ++n) block_[n] = block[n];
    ++counter_[3];
    used_ = 0;
  }
  return block_[static_cast<std::size_t>(used_++)];
}

float RandomStream::uniform() { return static_cast<float>(bits() >> 8) * 0x1p-24f; }

float RandomStream::normal() {
  // Box and Muller; 1 - uniform() is in (0, 1], so the logarithm is finite.
  const float radius = std::sqrt(-2.0f * log(1.0f - uniform()));
  return radius * cos(2.0f * std::numbers::pi_v<float> * uniform());
}

std::uint32_t RandomStream::below(std::uint32_t count) {
  // Reject the incomplete last range of `count` numbers, which would make small ones more frequent.
  const std::uint32_t rejected = (0u - count) % count;
  std::uint32_t drawn = bits();
  while (drawn < rejected) drawn = bits();
  return drawn % count;
}

void RandomStream::shuffle(std::span<std::uint32_t> values) {
  for (std::size_t n = values.size(); n > 1; --n) {
    std::swap(values[n - 1], values[below(static_cast<std::uint32_t>(n))]);
  }
}

}  // namespace inkling
