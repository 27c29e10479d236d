#include "model/learning_check.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace inkling {

std::optional<Score> score_without_learning(const Dataset& data,
                                            std::span<const std::uint32_t> indices,
                                            std::size_t classes, double smoothing) {
  std::vector<std::int64_t> counts(classes);
  for (const std::uint32_t image : indices) ++counts[data.labels[image]];
  if (std::ranges::count(counts, 0) + 1 == std::ssize(counts)) return std::nullopt;
  Score score;
  for (const std::int64_t count : counts) {
    const double share = static_cast<double>(count) / static_cast<double>(indices.size());
    const double p = (1.0 - smoothing) * share + smoothing / static_cast<double>(classes);
    if (p > 0.0) score.loss -= p * std::log(p);
    score.accuracy = std::max(score.accuracy, share);
  }
  return score;
}

bool shows_learning(const Score& score, double images, const Score& without) {
  constexpr double kMargin = 0.005;
  const double share = without.accuracy;
  const double luck = 2.0 * std::sqrt(share * (1.0 - share) / images);
  return score.loss < (1.0 - kMargin) * without.loss || score.accuracy > share + luck;
}

}  // namespace inkling
