#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "model/lanes/lanes.h"

// Elementary functions that give the same bits on every processor, which those of the C library do
// not: they are made of additions, multiplications, divisions and fused multiply-adds, each of
// which IEEE 754 defines to the last bit. Errors are below 1.6 units in the last place (measured:
// elementary_functions_test.cpp); special values are those of the C library.
//
// Each function reduces its argument to a small interval around 0, where a polynomial (fitted to
// the function by Remez' algorithm) is as exact as a float can be. Those of floats do not
// branch, so that the compiler can compute sixteen lanes side by side.

namespace inkling {

namespace elementary_details {

/// c[0] + c[1] x + c[2] x^2 + ... by Horner's rule.
template <std::size_t kCount>
[[gnu::always_inline]] inline float polynomial(float x, const float (&c)[kCount]) {
  float value = c[kCount - 1];
#pragma GCC unroll 8
  for (std::size_t n = kCount - 1; n > 0; --n) value = std::fma(value, x, c[n - 1]);
  return value;
}

/// A number rounded to an integer, as a float and as an integer.
struct Rounded {
  float number;
  std::int32_t integer;
};

/// `x` * `factor`, rounded; its absolute value must be below 2^22. Adding 1.5 * 2^23 moves the
/// integer into the lowest bits. If `x` is not a number, `number` is none either.
[[gnu::always_inline]] inline Rounded rounded_product(float x, float factor) {
  constexpr float kShift = 12582912.0f;
  const float shifted = std::fma(x, factor, kShift);
  return {.number = shifted - kShift,
          .integer = static_cast<std::int32_t>(std::bit_cast<std::uint32_t>(shifted) -
                                               std::bit_cast<std::uint32_t>(kShift))};
}

/// 2^n for a normal result.
[[gnu::always_inline]] inline float power_of_two(std::int32_t n) {
  return std::bit_cast<float>((static_cast<std::uint32_t>(n) + 127u) << 23);
}

/// The sine of `x` + `quarters` * pi / 2. |x| must be below 10,000.
[[gnu::always_inline]] inline float sine(float x, std::uint32_t quarters) {
  const Rounded turns = rounded_product(x, 0.636619772f);
  float rest = std::fma(turns.number, -1.57079637f, x);
  rest = std::fma(turns.number, 4.37113900e-8f, rest);
  rest = std::fma(turns.number, 1.71512451e-15f, rest);
  quarters += static_cast<std::uint32_t>(turns.integer);
  const float square = rest * rest;
  const float sine = std::fma(
      rest * square, polynomial(square, {-0.166666572f, 0.00833226599f, -0.000195249556f}), rest);
  const float cosine = std::fma(
      square * square, polynomial(square, {0.0416666516f, -0.00138875429f, 2.44542220e-5f}),
      std::fma(square, -0.5f, 1.0f));
  const float value = (quarters & 1u) != 0 ? cosine : sine;
  return (quarters & 2u) != 0 ? -value : value;
}

template <typename Function>
[[gnu::always_inline]] inline Lanes in_each_lane(const Lanes& x, Function function) {
  alignas(Lanes) std::array<float, kLanes> values;
  x.copy_to(values.data(), std::experimental::vector_aligned);
  for (float& value : values) value = function(value);
  return Lanes(values.data(), std::experimental::vector_aligned);
}

}  // namespace elementary_details

/// e^x.
[[gnu::always_inline]] inline float exp(float x) {
  // e^x = 2^n e^r with |r| <= log(2) / 2. Beyond the limits the result is infinite or 0.
  x = x > 89.0f ? 89.0f : x;
  x = x < -104.0f ? -104.0f : x;
  const auto n = elementary_details::rounded_product(x, 1.44269504f);
  float r = std::fma(n.number, -0.693145752f, x);
  r = std::fma(n.number, -1.42860677e-6f, r);
  const float above_one =
      std::fma(r * r,
               elementary_details::polynomial(
                   r, {0.499999931f, 0.166665148f, 0.0416684568f, 0.00836941883f, 0.00138131447f}),
               r);
  // In two steps, because 2^n may be too large or too small for a float.
  const std::int32_t half = n.integer >> 1;
  return (1.0f + above_one) * elementary_details::power_of_two(half) *
         elementary_details::power_of_two(n.integer - half);
}

/// The natural logarithm: -infinity of 0, not a number for negative x.
[[gnu::always_inline]] inline float log(float x) {
  // x = 2^n (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2).
  const bool is_subnormal = x < std::numeric_limits<float>::min();
  const auto bits = std::bit_cast<std::uint32_t>(is_subnormal ? x * 0x1p23f : x);
  const std::int32_t n = static_cast<std::int32_t>(bits - 0x3f3504f3u) >> 23;
  const float f = std::bit_cast<float>(bits - (static_cast<std::uint32_t>(n) << 23)) - 1.0f;
  const float exponent = static_cast<float>(n) - (is_subnormal ? 23.0f : 0.0f);
  const float square = f * f;
  float rest = std::fma(square * f,
                        elementary_details::polynomial(
                            f, {0.333333317f, -0.250008210f, 0.200012269f, -0.166233574f,
                                0.142017584f, -0.131601822f, 0.127615745f, -0.0763449399f}),
                        -0.5f * square);
  rest = std::fma(exponent, 1.42860677e-6f, rest);
  const float value = std::fma(exponent, 0.693145752f, f + rest);
  const bool is_usual = x > 0.0f && x <= std::numeric_limits<float>::max();
  const float unusual = x == 0.0f  ? -std::numeric_limits<float>::infinity()
                        : x > 0.0f ? x
                                   : std::numeric_limits<float>::quiet_NaN();
  return is_usual ? value : unusual;
}

/// The natural logarithm of a normal number above 0, with the error of a double: below 2 units in
/// the last place.
inline double log(double x) {
  // x = 2^n m with sqrt(1/2) <= m < sqrt(2), and log m = 2 artanh t with t = (m - 1) / (m + 1).
  int n = 0;
  double m = std::frexp(x, &n);
  if (m < 0.70710678118654752) {
    m *= 2.0;
    --n;
  }
  const double t = (m - 1.0) / (m + 1.0);
  double series = 0.0;
  for (int power = 23; power >= 3; power -= 2) series = (series + 1.0 / power) * t * t;
  return n * 0.69314718055994531 + 2.0 * (t + t * series);
}

/// e^x, with the error of a double: below 2 units in the last place of a normal result. |x| must be
/// at most 700.
inline double exp(double x) {
  // e^x = 2^n e^r with |r| <= log(2) / 2; the first part of log(2) has few bits, so that n times it
  // is exact.
  const double n = std::nearbyint(x * 1.4426950408889634);
  const double r = (x - n * 0x1.62e42fefap-1) - n * 0x1.cf79abc9e3b3ap-40;
  double series = 1.0;
  for (int power = 14; power >= 1; --power) series = 1.0 + series * r / power;
  return std::ldexp(series, static_cast<int>(n));
}

/// The hyperbolic tangent.
[[gnu::always_inline]] inline float tanh(float x) {
  const float square = x * x;
  const float near_zero = std::fma(
      x * square,
      elementary_details::polynomial(
          square, {-0.333333257f, 0.133327782f, -0.0538673453f, 0.0211193019f, -0.00632664453f}),
      x);
  const float size = std::abs(x);
  const float far = 1.0f - 2.0f / (exp(2.0f * size) + 1.0f);
  return std::copysign(size < 0.55f ? near_zero : far, x);
}

/// The sine; |x| must be below 10,000.
[[gnu::always_inline]] inline float sin(float x) { return elementary_details::sine(x, 0); }

/// The cosine; |x| must be below 10,000.
[[gnu::always_inline]] inline float cos(float x) { return elementary_details::sine(x, 1); }

/// The same in each lane.
[[gnu::always_inline]] inline Lanes exp(const Lanes& x) {
  return elementary_details::in_each_lane(x, [](float value) { return exp(value); });
}
[[gnu::always_inline]] inline Lanes log(const Lanes& x) {
  return elementary_details::in_each_lane(x, [](float value) { return log(value); });
}
[[gnu::always_inline]] inline Lanes tanh(const Lanes& x) {
  return elementary_details::in_each_lane(x, [](float value) { return tanh(value); });
}
[[gnu::always_inline]] inline Lanes sin(const Lanes& x) {
  return elementary_details::in_each_lane(x, [](float value) { return sin(value); });
}
[[gnu::always_inline]] inline Lanes cos(const Lanes& x) {
  return elementary_details::in_each_lane(x, [](float value) { return cos(value); });
}

}  // namespace inkling
