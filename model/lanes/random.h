#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace inkling {

/// What random numbers are for. Each purpose has its own numbers, so that, for example, one more
/// dropout layer does not change the order of the images.
enum class Purpose : std::uint32_t {
  kInitialization = 1,
  kValidation = 2,
  kShuffling = 3,
  kAugmentation = 4,
  kDropout = 5,
  kGradientCheck = 6,
};

/// Random numbers that depend on their key only: (seed, purpose, a, b).
///
/// `a` and `b` say what the numbers belong to, for example the epoch and the image. The same key
/// always gives the same numbers, on any thread, in any order, before or after a run is resumed.
/// The generator is the counter-based Philox 4x32 (Salmon et al., 2011) with the counter (purpose,
/// a, b, n) for the n-th block of four.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, Purpose purpose, std::uint32_t a = 0, std::uint32_t b = 0);

  /// 32 random bits.
  std::uint32_t bits();
  /// Uniform in [0, 1), a multiple of 2^-24.
  float uniform();
  /// Standard normal.
  float normal();
  /// Uniform in 0 .. count - 1, without bias; `count` is at least 1.
  std::uint32_t below(std::uint32_t count);
  /// Shuffles `values` (Fisher and Yates).
  void shuffle(std::span<std::uint32_t> values);

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  int used_ = 4;
};

}  // namespace inkling
