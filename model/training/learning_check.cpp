#include "model/training/learning_check.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "model/training/class_weights.h"

namespace inkling {
namespace {

bool is_of_one_class(std::span<const double> shares) {
  return std::ranges::count(shares, 0.0) + 1 == std::ssize(shares);
}

/// Divides all values by their sum.
void normalize(std::vector<double>& shares) {
  const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= total;
}

/// The smallest mean loss of an answer that is the same for all images, `shares[k]` of which are of
/// class k.
double least_loss(LossFunction function, std::span<const double> shares, double smoothing) {
  double loss = 0.0;
  for (const double share : shares) {
    // The mean target of the class: its share, smoothed.
    const double target =
        (1.0 - smoothing) * share + smoothing / static_cast<double>(shares.size());
    switch (function) {
      case LossFunction::kCrossEntropy:
        if (target > 0.0) loss -= target * std::log(target);
        break;
      case LossFunction::kMeanSquare:  // the variance of the targets
        loss += std::pow(1.0 - smoothing, 2) * share * (1.0 - share);
        break;
      case LossFunction::kHinge:  // at -1 or 1, whichever is right for more images
        loss += 2.0 * std::min(share, 1.0 - share);
        break;
    }
  }
  return loss;
}

}  // namespace

std::optional<Score> score_without_learning(const Dataset& data,
                                            std::span<const std::uint32_t> indices,
                                            std::size_t classes, const TrainingOptions& options) {
  std::vector<double> shares(classes);
  for (const std::uint32_t image : indices) ++shares[data.labels[image]];
  if (is_of_one_class(shares)) return std::nullopt;
  if (options.sampler == Sampler::kBalanced) {
    for (double& share : shares) share = share > 0.0 ? 1.0 : 0.0;
  }
  normalize(shares);
  Score score{.loss = 0.0, .accuracy = std::ranges::max(shares)};
  double mean_weight = 1.0;
  if (!options.class_weights.empty()) {
    const std::vector<float> weights =
        normalized_class_weights(options.class_weights, data, indices);
    for (std::size_t k = 0; k < weights.size(); ++k) shares[k] *= static_cast<double>(weights[k]);
    if (is_of_one_class(shares)) return std::nullopt;
    mean_weight = std::accumulate(shares.begin(), shares.end(), 0.0);
    normalize(shares);
  }
  score.loss = mean_weight * least_loss(options.loss, shares, options.label_smoothing);
  return score;
}

bool shows_learning(const Score& score, double images, const Score& without) {
  constexpr double kMargin = 0.005;
  const double share = without.accuracy;
  const double luck = 2.0 * std::sqrt(share * (1.0 - share) / images);
  return score.loss < (1.0 - kMargin) * without.loss || score.accuracy > share + luck;
}

}  // namespace inkling
