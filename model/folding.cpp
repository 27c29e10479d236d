// Behind a layer of weights, y = W x + b, a BatchNorm is z(k) = factor(k) * y(k) + summand(k) when
// the training is over. So is the layer of weights factor(k) * W(k) with the bias factor(k) * b(k)
// + summand(k).

#include "model/folding.h"

#include <algorithm>
#include <string>
#include <vector>

#include "model/architecture.h"
#include "model/batch_norm.h"
#include "model/dropout.h"

namespace inkling {
namespace {

template <typename Kind>
const Kind* as(const Layer& layer) {
  return dynamic_cast<const Kind*>(&layer);
}

bool acts_in_training_only(const Layer& layer) {
  return as<BatchNorm>(layer) != nullptr || as<Dropout>(layer) != nullptr;
}

std::string folded_architecture(const Network& network) {
  std::string text;
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const Layer& layer = network.layer(index);
    if (!acts_in_training_only(layer)) text += (text.empty() ? "" : ", ") + layer.text();
  }
  return text;
}

void fold(const BatchNorm& norm, std::span<const float> norm_parameters, const Layer& before,
          std::span<float> parameters) {
  const std::size_t row = before.weight_count() / before.bias_count();
  for (std::size_t k = 0; k < before.bias_count(); ++k) {
    const auto [factor, summand] = norm.line(norm_parameters, k);
    for (float& weight : parameters.subspan(k * row, row)) weight *= factor;
    float& bias = parameters[before.weight_count() + k];
    bias = factor * bias + summand;
  }
}

}  // namespace

Network folded(const Network& network) {
  Network result =
      build_network(folded_architecture(network), network.input_shape(), network.class_count());
  result.normalization = network.normalization;
  std::span<float> rest = result.parameters();
  std::span<float> before;  // the parameters of the last layer that was kept
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const Layer& layer = network.layer(index);
    if (const auto* const norm = as<BatchNorm>(layer)) {
      fold(*norm, network.layer_parameters(index), network.layer(index - 1), before);
    } else if (!acts_in_training_only(layer)) {
      before = rest.first(layer.parameter_count());
      rest = rest.subspan(layer.parameter_count());
      std::ranges::copy(network.layer_parameters(index), before.begin());
    }
  }
  return result;
}

}  // namespace inkling
