#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/evaluation/prediction.h"

namespace inkling {

/// An image that was predicted as a class other than its own.
struct Mistake {
  std::size_t image = 0;  ///< The row of its probabilities.
  std::size_t truth = 0;
  std::size_t prediction = 0;
  float confidence = 0.0f;         ///< The probability of `prediction`, the largest one.
  float truth_probability = 0.0f;  ///< The probability of `truth`.
};

/// All mistakes, most confident first; ties are in the order of the images. `labels` has one for
/// each row of `probabilities`, below the number of columns.
std::vector<Mistake> list_mistakes(const Probabilities& probabilities,
                                   std::span<const std::uint16_t> labels);

/// What is left if answers below some confidence are refused.
struct Refusal {
  double confidence = 0.0;   ///< Answers below it are refused.
  std::int64_t answers = 0;  ///< How many are left.
  std::int64_t errors = 0;   ///< How many of these are wrong.
};

/// Refuses the images for which no class has at least the probability `confidence`.
Refusal refuse_below(const Probabilities& probabilities, std::span<const std::uint16_t> labels,
                     double confidence);

}  // namespace inkling
