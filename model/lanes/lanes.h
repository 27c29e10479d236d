#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <experimental/simd>
#include <vector>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

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

namespace lane_details {

/// The choice of `choose` in each lane. (Not `std::experimental::max` and `min`: with SSE, g++ 12
/// drops the writing of their arguments where it does not inline them.)
template <typename Choose>
[[gnu::always_inline]] inline Lanes of_each_lane(const Lanes& a, const Lanes& b, Choose choose) {
  constexpr auto kAligned = std::experimental::vector_aligned;
  alignas(Lanes) std::array<float, kLanes> x;
  alignas(Lanes) std::array<float, kLanes> y;
  a.copy_to(x.data(), kAligned);
  b.copy_to(y.data(), kAligned);
  for (std::size_t n = 0; n < kLanes; ++n) y[n] = choose(x[n], y[n]);
  return Lanes(y.data(), kAligned);
}

}  // namespace lane_details

/// The larger value of each lane. If `b` is not a number, the result is not a number either, so
/// that max(0, x) does not hide an error.
[[gnu::always_inline]] inline Lanes max(const Lanes& a, const Lanes& b) {
#ifdef __AVX512F__
  return std::experimental::max(a, b);
#else
  return lane_details::of_each_lane(a, b, [](float x, float y) { return x > y ? x : y; });
#endif
}

/// The smaller value of each lane; not a number if `b` is none.
[[gnu::always_inline]] inline Lanes min(const Lanes& a, const Lanes& b) {
#ifdef __AVX512F__
  return std::experimental::min(a, b);
#else
  return lane_details::of_each_lane(a, b, [](float x, float y) { return x < y ? x : y; });
#endif
}

/// The sum of the sixteen lanes: of eight pairs, four pairs of these, and so on.
[[gnu::always_inline]] inline float sum(const Lanes& lanes) {
  const auto [first_eight, last_eight] = std::experimental::split<8, 8>(lanes);
  const auto [first_four, last_four] = std::experimental::split<4, 4>(first_eight + last_eight);
  const auto sums = first_four + last_four;
  return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

namespace lane_details {

/// a * b + c for each number, rounded once.
///
/// Where there is no instruction for it: a product of floats is exact in double, and so, nearly
/// always, is rounding the sum to double before rounding it to float. Only if that sum is in the
/// middle between two floats, or beside 0, where floats have fewer digits, it may not be.
///
/// (Not `std::experimental::fma`: g++ 12 drops the writing of its arguments if it does not inline
/// it.)
template <typename Vector>
[[gnu::always_inline]] inline Vector multiply_add(const Vector& a, const Vector& b,
                                                  const Vector& c) {
  using Numbers = std::array<float, Vector::size()>;
  constexpr auto kAligned = std::experimental::vector_aligned;
  alignas(Vector) Numbers x;
  alignas(Vector) Numbers y;
  alignas(Vector) Numbers z;
  a.copy_to(x.data(), kAligned);
  b.copy_to(y.data(), kAligned);
  c.copy_to(z.data(), kAligned);
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  for (std::size_t n = 0; n < z.size(); ++n) z[n] = std::fma(x[n], y[n], z[n]);
#else
  constexpr std::uint32_t kBeyondFloat = (1u << 29) - 1;
  constexpr std::uint32_t kMiddle = 1u << 28;
  alignas(Vector) Numbers result;
  std::uint32_t uncertain = 0;
  for (std::size_t n = 0; n < z.size(); ++n) {
    const double sum =
        static_cast<double>(x[n]) * static_cast<double>(y[n]) + static_cast<double>(z[n]);
    const auto digits = static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(sum));
    uncertain |= (digits & kBeyondFloat) == kMiddle ? 1u : 0u;
    uncertain |= std::abs(sum) < 0x1p-126 && sum != 0.0 ? 1u : 0u;
    result[n] = static_cast<float>(sum);
  }
  if (uncertain == 0) [[likely]]
    return Vector(result.data(), kAligned);
  for (std::size_t n = 0; n < z.size(); ++n) z[n] = std::fma(x[n], y[n], z[n]);
#endif
  return Vector(z.data(), kAligned);
}

}  // namespace lane_details

/// a * b + c in each lane, rounded once, on any processor.
[[gnu::always_inline]] inline Lanes multiply_add(const Lanes& a, const Lanes& b, const Lanes& c) {
#ifdef __AVX512F__
  return Lanes(
      _mm512_fmadd_ps(static_cast<__m512>(a), static_cast<__m512>(b), static_cast<__m512>(c)));
#else
  return lane_details::multiply_add(a, b, c);
#endif
}

/// The address of the first float of a `Lanes` in memory, for code that visits single lanes.
inline float* floats(Lanes* lanes) { return reinterpret_cast<float*>(lanes); }
inline const float* floats(const Lanes* lanes) { return reinterpret_cast<const float*>(lanes); }

}  // namespace inkling
