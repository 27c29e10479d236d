#include "model/training/class_weights.h"

#include <cmath>
#include <stdexcept>

namespace inkling {
namespace {

std::vector<double> class_counts(const Dataset& data, std::span<const std::uint32_t> indices) {
  std::vector<double> counts(data.class_count());
  for (const std::uint32_t image : indices) ++counts[data.labels[image]];
  return counts;
}

}  // namespace

std::vector<double> balanced_class_weights(const Dataset& data,
                                           std::span<const std::uint32_t> indices) {
  std::vector<double> weights = class_counts(data, indices);
  for (double& weight : weights) weight = weight > 0.0 ? 1.0 / weight : 0.0;
  return weights;
}

std::vector<float> normalized_class_weights(std::span<const double> weights, const Dataset& data,
                                            std::span<const std::uint32_t> indices) {
  const std::vector<double> counts = class_counts(data, indices);
  if (weights.size() != counts.size()) {
    throw std::invalid_argument("there must be a weight for each class");
  }
  double total = 0.0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (!std::isfinite(weights[k]) || weights[k] < 0.0) {
      throw std::invalid_argument("the weight of a class must be a number of at least 0");
    }
    total += counts[k] * weights[k];
  }
  if (!std::isfinite(total)) throw std::invalid_argument("the weights of classes are too large");
  if (total <= 0.0) throw std::invalid_argument("no training image has a weight above 0");
  std::vector<float> normalized;
  for (const double weight : weights) {
    normalized.push_back(static_cast<float>(weight * static_cast<double>(indices.size()) / total));
  }
  return normalized;
}

}  // namespace inkling
