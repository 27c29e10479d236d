#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace inkling {

/// A test whether two classifiers, measured on the same images, differ by more than chance.
struct McNemarTest {
  enum class Method {
    kExactBinomial,       ///< If only one of the two is right on fewer than 25 images.
    kCorrectedChiSquare,  ///< Otherwise: Edwards' continuity correction, one degree of freedom.
  };
  Method method = Method::kExactBinomial;
  double statistic = 0.0;  ///< Chi-square; 0 for the exact test, which has none.
  /// The probability of a difference at least as large if both are equally accurate; in [0, 1].
  double p_value = 1.0;
};

/// McNemar's two-sided test (1947). `b` is the number of images that only the first classifier gets
/// right, `c` the number that only the second gets right. The other images do not matter.
///
///     exact        p = min(1, 2 (C(n, 0) + ... + C(n, min(b, c))) / 2^n),  n = b + c
///     chi-square   x = max(0, |b - c| - 1)^2 / (b + c),  p = P(chi-square > x) = erfc(sqrt(x / 2))
///
/// Neither count may be negative.
McNemarTest mcnemar_test(std::int64_t only_first, std::int64_t only_second);

/// The answers of two classifiers to the same images. The lists hold indices in ascending order.
struct Comparison {
  std::int64_t both_right = 0;
  std::vector<std::uint32_t> only_first_right;
  std::vector<std::uint32_t> only_second_right;
  std::vector<std::uint32_t> both_wrong;
  McNemarTest test;
};

/// Compares the predictions of two classifiers with the labels of the images. Throws
/// std::invalid_argument if the lengths differ.
Comparison compare(std::span<const std::uint16_t> first, std::span<const std::uint16_t> second,
                   std::span<const std::uint16_t> labels);

}  // namespace inkling
