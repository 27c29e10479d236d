#pragma once

#include <experimental/simd>
#include <vector>

namespace inkling {

/// How many images are computed side by side: each is in a lane, and all sixteen are a gang.
inline constexpr int kLanes = 16;

/// Sixteen floats, the same value (a pixel, a logit, a gradient) of the sixteen images of a gang.
///
/// One AVX-512 register or two AVX2 registers. Arithmetic acts on each lane alone, so a loop over
/// `Lanes` reads like the textbook's loop over numbers and computes sixteen images at once.
using Lanes = std::experimental::simd<float, std::experimental::simd_abi::deduce_t<float, kLanes>>;

/// The result of comparing two `Lanes`: one truth value for each lane.
using LaneMask = Lanes::mask_type;

/// A buffer of `Lanes`; zero when constructed.
using LaneVector = std::vector<Lanes>;

/// `yes` in the lanes where `mask` is true, `no` in the others.
///
/// All masked operations of the model use this function, because compilers have got them wrong:
/// clang 14 with AVX-512 drops libstdc++ 12's masked assignment. This header's test fails with such
/// a compiler.
[[gnu::always_inline]] inline Lanes select(const LaneMask& mask, const Lanes& yes,
                                           const Lanes& no) {
  Lanes result = no;
  where(mask, result) = yes;
  return result;
}

/// The larger value of each lane. If `b` is not a number, the result is not a number either, so
/// that max(0, x) does not hide an error.
[[gnu::always_inline]] inline Lanes max(const Lanes& a, const Lanes& b) {
  return std::experimental::max(a, b);
}

/// The sum of the sixteen lanes.
[[gnu::always_inline]] inline float sum(const Lanes& lanes) {
  return std::experimental::reduce(lanes);
}

/// The address of the first float of a `Lanes` in memory, for code that visits single lanes.
inline float* floats(Lanes* lanes) { return reinterpret_cast<float*>(lanes); }
inline const float* floats(const Lanes* lanes) { return reinterpret_cast<const float*>(lanes); }

}  // namespace inkling
