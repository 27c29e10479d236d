#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace inkling {

/// Whether two classifiers that were measured on the same images differ by more than chance.
struct McNemarTest {
  enum class Method {
    kExactBinomial,       ///< For fewer than 25 images on which only one of the two is right.
    kCorrectedChiSquare,  ///< With the continuity correction of Edwards, one degree of freedom.
  };
  Method method = Method::kExactBinomial;
  double statistic = 0.0;  ///< Chi-square; 0 for the exact test, which has none.
  /// How probable, if both were right equally often, is a difference at least as large; in [0, 1].
  double p_value = 1.0;
};

/// The two-sided test of McNemar (1947) from the images that only the first classifier has right
/// (b) and those that only the second has (c); the others tell nothing of the difference.
///
///     exact        p = min(1, 2 (C(n, 0) + ... + C(n, min(b, c))) / 2^n),  n = b + c
///     chi-square   x = max(0, |b - c| - 1)^2 / (b + c),  p = P(chi-square > x) = erfc(sqrt(x / 2))
///
/// Neither count may be negative.
McNemarTest mcnemar_test(std::int64_t only_first, std::int64_t only_second);

/// What two classifiers make of the same images. The lists hold indices, smallest first.
struct Comparison {
  std::int64_t both_right = 0;
  std::vector<std::uint32_t> only_first_right;
  std::vector<std::uint32_t> only_second_right;
  std::vector<std::uint32_t> both_wrong;
  McNemarTest test;
};

/// Compares the predictions of two classifiers with the labels of the images, all of one length.
/// Throws std::invalid_argument where the lengths differ.
Comparison compare(std::span<const std::uint16_t> first, std::span<const std::uint16_t> second,
                   std::span<const std::uint16_t> labels);

}  // namespace inkling
