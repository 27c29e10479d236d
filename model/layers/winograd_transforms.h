#pragma once

#include <array>
#include <cstddef>

#include "model/lanes/registers.h"

// The matrices of Winograd's minimal filtering (Lavin and Gray, 2016, "Fast algorithms for
// convolutional neural networks") for tiles of six pixels. They evaluate polynomials at 0, 1, -1,
// 2, -2 and infinity: a kernel of n pixels and 7 - n outputs are polynomials of degree n - 1 and
// 6 - n; A and G have a power of the points in each column, G with a factor for each point, and
// B^T is the same for all n.
//
// Each function multiplies a vector with one matrix. The transposed matrices are for gradients.

namespace inkling {

inline constexpr int kTileSide = 6;

template <std::size_t kCount>
using RegisterArray = std::array<Register, kCount>;
template <std::size_t kSide>
using RegisterSquare = std::array<RegisterArray<kSide>, kSide>;

namespace winograd_details {

/// The sums of the even and of the odd powers of a polynomial at a point.
struct Halves {
  Register even;
  Register odd;
};

template <std::size_t kCount>
[[gnu::always_inline]] inline Halves evaluate(const RegisterArray<kCount>& polynomial,
                                              float point) {
  Halves halves{polynomial[0], point * polynomial[1]};
  float power = point;
#pragma GCC unroll 8
  for (std::size_t n = 2; n < kCount; ++n) {
    power *= point;
    Register& half = n % 2 == 0 ? halves.even : halves.odd;
    half = multiply_add(power, polynomial[n], half);
  }
  return halves;
}

/// The transpose: what each power gets of the values at 1 and -1, and at 2 and -2.
template <std::size_t kCount>
[[gnu::always_inline]] inline RegisterArray<kCount> combine(const Halves& at_one,
                                                            const Halves& at_two) {
  RegisterArray<kCount> powers;
  float power = 1.0f;
#pragma GCC unroll 8
  for (std::size_t n = 0; n < kCount; ++n, power *= 2.0f) {
    powers[n] = n % 2 == 0 ? multiply_add(power, at_two.even, at_one.even)
                           : multiply_add(power, at_two.odd, at_one.odd);
  }
  return powers;
}

}  // namespace winograd_details

/// B^T pixels
[[gnu::always_inline]] inline RegisterArray<6> transform_pixels(const RegisterArray<6>& d) {
  const Register even_one = multiply_add(-4.0f, d[2], d[4]);
  const Register odd_one = multiply_add(-4.0f, d[1], d[3]);
  const Register even_two = d[4] - d[2];
  const Register odd_two = 2.0f * (d[3] - d[1]);
  return {multiply_add(4.0f, d[0], multiply_add(-5.0f, d[2], d[4])),
          even_one + odd_one,
          even_one - odd_one,
          even_two + odd_two,
          even_two - odd_two,
          multiply_add(4.0f, d[1], multiply_add(-5.0f, d[3], d[5]))};
}

/// B values
[[gnu::always_inline]] inline RegisterArray<6> transposed_pixels(const RegisterArray<6>& m) {
  const Register even_one = m[1] + m[2];
  const Register odd_one = m[1] - m[2];
  const Register even_two = m[3] + m[4];
  const Register odd_two = 2.0f * (m[3] - m[4]);
  return {4.0f * m[0],
          multiply_add(4.0f, m[5] - odd_one, -odd_two),
          multiply_add(-5.0f, m[0], multiply_add(-4.0f, even_one, -even_two)),
          multiply_add(-5.0f, m[5], odd_one + odd_two),
          m[0] + even_one + even_two,
          m[5]};
}

/// G kernel
template <std::size_t kCount>
[[gnu::always_inline]] inline RegisterArray<6> transform_kernel(const RegisterArray<kCount>& g) {
  const auto one = winograd_details::evaluate(g, 1.0f);
  const auto two = winograd_details::evaluate(g, 2.0f);
  return {(1.0f / 4) * g[0],
          (-1.0f / 6) * (one.even + one.odd),
          (-1.0f / 6) * (one.even - one.odd),
          (1.0f / 24) * (two.even + two.odd),
          (1.0f / 24) * (two.even - two.odd),
          g[kCount - 1]};
}

/// G^T values
template <std::size_t kCount>
[[gnu::always_inline]] inline RegisterArray<kCount> transposed_kernel(const RegisterArray<6>& m) {
  RegisterArray<kCount> kernel =
      winograd_details::combine<kCount>({(-1.0f / 6) * (m[1] + m[2]), (-1.0f / 6) * (m[1] - m[2])},
                                        {(1.0f / 24) * (m[3] + m[4]), (1.0f / 24) * (m[3] - m[4])});
  kernel[0] = multiply_add(1.0f / 4, m[0], kernel[0]);
  kernel[kCount - 1] += m[5];
  return kernel;
}

/// A^T values
template <std::size_t kCount>
[[gnu::always_inline]] inline RegisterArray<kCount> transform_outputs(const RegisterArray<6>& m) {
  RegisterArray<kCount> outputs =
      winograd_details::combine<kCount>({m[1] + m[2], m[1] - m[2]}, {m[3] + m[4], m[3] - m[4]});
  outputs[0] += m[0];
  outputs[kCount - 1] += m[5];
  return outputs;
}

/// A outputs
template <std::size_t kCount>
[[gnu::always_inline]] inline RegisterArray<6> transposed_outputs(const RegisterArray<kCount>& y) {
  const auto one = winograd_details::evaluate(y, 1.0f);
  const auto two = winograd_details::evaluate(y, 2.0f);
  return {
      y[0],         one.even + one.odd, one.even - one.odd, two.even + two.odd, two.even - two.odd,
      y[kCount - 1]};
}

/// Applies a transform to the rows of a square and then to its columns.
template <std::size_t kTo, std::size_t kFrom, typename Transform>
[[gnu::always_inline]] inline RegisterSquare<kTo> in_both_directions(
    const RegisterSquare<kFrom>& square, Transform&& transform) {
  std::array<RegisterArray<kTo>, kFrom> rows;
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kFrom; ++i) rows[i] = transform(square[i]);
  RegisterSquare<kTo> result;
#pragma GCC unroll 8
  for (std::size_t j = 0; j < kTo; ++j) {
    RegisterArray<kFrom> column;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kFrom; ++i) column[i] = rows[i][j];
    const RegisterArray<kTo> changed = transform(column);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kTo; ++i) result[i][j] = changed[i];
  }
  return result;
}

}  // namespace inkling
