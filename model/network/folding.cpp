// After training, a BatchNorm that follows a layer y = W x + b is z(k) = factor(k) * y(k) +
// summand(k). The same is the layer with weights factor(k) * W(k) and bias factor(k) * b(k) +
// summand(k). A convolution without biases gets them.

#include "model/network/folding.h"

#include <algorithm>
#include <string>
#include <vector>

#include "model/layers/batch_norm.h"
#include "model/layers/convolution.h"
#include "model/layers/dropout.h"
#include "model/network/architecture.h"

namespace inkling {
namespace {

template <typename Kind>
const Kind* as(const Layer& layer) {
  return dynamic_cast<const Kind*>(&layer);
}

bool acts_in_training_only(const Layer& layer) {
  return as<BatchNorm>(layer) != nullptr || as<Dropout>(layer) != nullptr;
}

bool is_folded_into(const Network& network, std::size_t index) {
  return index + 1 < network.layer_count() && as<BatchNorm>(network.layer(index + 1)) != nullptr;
}

std::string text_with_bias(const Layer& layer) {
  const auto* const conv = as<Convolution>(layer);
  if (conv == nullptr) return layer.text();
  Kernels kernels = conv->description();
  kernels.has_bias = true;
  return Convolution(conv->input_shape(), kernels, ConvolutionMethod::kDirect).text();
}

std::string folded_architecture(const Network& network) {
  std::vector<std::string> texts;
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const Layer& layer = network.layer(index);
    std::string& text = texts.emplace_back();
    if (acts_in_training_only(layer)) continue;
    text = is_folded_into(network, index) ? text_with_bias(layer) : layer.text();
  }
  return architecture_text(texts, network.connections().blocks());
}

void fold(const BatchNorm& norm, std::span<const float> norm_parameters, const Layer& before,
          std::span<float> parameters) {
  const std::size_t row = before.weights_of_output();
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
  result.inverse_temperature = network.inverse_temperature;
  std::size_t kept = 0;  // layers of the result that are complete, except perhaps for a BatchNorm
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const Layer& layer = network.layer(index);
    const auto* const norm = as<BatchNorm>(layer);
    const auto parameters = [&](std::size_t n) {
      return result.parameters().subspan(result.parameter_offset(n),
                                         result.layer(n).parameter_count());
    };
    if (norm != nullptr) {
      fold(*norm, network.layer_parameters(index), result.layer(kept - 1), parameters(kept - 1));
    } else if (!acts_in_training_only(layer)) {
      // If a convolution gets biases here, b(k) is 0.
      std::ranges::copy(network.layer_parameters(index), parameters(kept).begin());
      ++kept;
    }
  }
  return result;
}

}  // namespace inkling
