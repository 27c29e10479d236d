#include "model/evaluation/comparison.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace inkling {
namespace {

/// From this number on, the chi-square distribution is close enough.
constexpr std::int64_t kFewestForChiSquare = 25;

/// Twice the probability of at most `least` heads in `tosses` of a fair coin.
double two_sided_tail(std::int64_t least, std::int64_t tosses) {
  double ways = 1.0;  // C(tosses, heads)
  double sum = 0.0;
  for (std::int64_t heads = 0; heads <= least; ++heads) {
    sum += ways;
    ways *= static_cast<double>(tosses - heads) / static_cast<double>(heads + 1);
  }
  // If `least` is half of `tosses`, the middle is in both tails.
  return std::min(1.0, 2.0 * std::ldexp(sum, -static_cast<int>(tosses)));
}

}  // namespace

McNemarTest mcnemar_test(std::int64_t only_first, std::int64_t only_second) {
  const std::int64_t different = only_first + only_second;
  if (different < kFewestForChiSquare) {
    return {.method = McNemarTest::Method::kExactBinomial,
            .p_value = two_sided_tail(std::min(only_first, only_second), different)};
  }
  const auto distance =
      static_cast<double>(std::max<std::int64_t>(0, std::abs(only_first - only_second) - 1));
  const double statistic = distance * distance / static_cast<double>(different);
  return {.method = McNemarTest::Method::kCorrectedChiSquare,
          .statistic = statistic,
          .p_value = std::erfc(std::sqrt(statistic / 2.0))};
}

Comparison compare(std::span<const std::uint16_t> first, std::span<const std::uint16_t> second,
                   std::span<const std::uint16_t> labels) {
  if (first.size() != labels.size() || second.size() != labels.size()) {
    throw std::invalid_argument(std::to_string(first.size()) + " and " +
                                std::to_string(second.size()) + " predictions for " +
                                std::to_string(labels.size()) + " images");
  }
  Comparison result;
  for (std::uint32_t image = 0; image < labels.size(); ++image) {
    const bool first_right = first[image] == labels[image];
    const bool second_right = second[image] == labels[image];
    if (first_right && second_right) {
      ++result.both_right;
    } else if (first_right) {
      result.only_first_right.push_back(image);
    } else if (second_right) {
      result.only_second_right.push_back(image);
    } else {
      result.both_wrong.push_back(image);
    }
  }
  result.test =
      mcnemar_test(std::ssize(result.only_first_right), std::ssize(result.only_second_right));
  return result;
}

}  // namespace inkling
