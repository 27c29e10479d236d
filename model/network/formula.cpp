#include "model/network/formula.h"

#include <stdexcept>

#include "model/layers/activation.h"
#include "model/layers/batch_norm.h"
#include "model/layers/convolution.h"
#include "model/layers/dropout.h"
#include "model/layers/fully_connected.h"
#include "model/layers/max_pool.h"
#include "model/layers/padding.h"
#include "model/text.h"

namespace inkling {
namespace {

template <typename Kind>
const Kind* as(const Layer& layer) {
  return dynamic_cast<const Kind*>(&layer);
}

constexpr char kActivationSource[] = "the activation a of B&J (4.6)";

Formula formula_of(const Activation& activation) {
  switch (activation.function()) {
    case ActivationFunction::kRelu:
      return {"ReLU", "output = max(0, input)", "B&J (4.2)", "(4.2)"};
    case ActivationFunction::kLeakyRelu:
      return {"leaky ReLU", "output = max(" + shortest_text(activation.slope()) + " input, input)",
              kActivationSource, "(4.6)"};
    case ActivationFunction::kSigmoid:
      return {"sigmoid", "output = 1 / (1 + exp(−input))", kActivationSource, "(4.6)"};
    case ActivationFunction::kTanh:
      return {"tanh", "output = tanh(input)", kActivationSource, "(4.6)"};
    case ActivationFunction::kSquare:
      return {"square", "output = input²", kActivationSource, "(4.6)"};
  }
  return {};
}

}  // namespace

Formula formula_of(const Layer& layer) {
  if (const auto* const convolution = as<Convolution>(layer)) {
    return {"convolution",
            std::string("output(k, i, j) = ") + (convolution->has_bias() ? "bias(k) + " : "") +
                "Σ(c, u, v) kernel(k, c, u, v) · input(c, i + u, j + v)",
            "B&J, Def. 10.1.3 and 10.5.1", "10.5.1"};
  }
  if (as<FullyConnected>(layer) != nullptr) {
    return {"fully connected", "output(k) = bias(k) + Σ(c) weight(k, c) · input(c)",
            "B&J, Def. 4.1.2: the Wx + b of (4.6)", "4.1.2"};
  }
  if (const auto* const pool = as<MaxPool>(layer)) {
    if (pool->is_global()) {
      return {"max pooling", "output(k) = max over all i, j of input(k, i, j)",
              "B&J, Def. 10.4.2, of the whole map as in Example 10.6.3", "10.4.2"};
    }
    const std::string size = std::to_string(pool->window_height());
    return {"max pooling",
            "output(k, i, j) = max over u, v < " + size + " of input(k, " + size + "i + u, " +
                size + "j + v)",
            "B&J, Def. 10.4.2", "10.4.2"};
  }
  if (const auto* const padding = as<Padding>(layer)) {
    const std::string amount = std::to_string(padding->amount());
    return {"padding",
            "output(k, i, j) = input(k, i − " + amount + ", j − " + amount +
                "), and 0 where that is outside",
            "B&J, Def. 10.3.1", "10.3.1"};
  }
  if (const auto* const activation = as<Activation>(layer)) return formula_of(*activation);
  if (as<BatchNorm>(layer) != nullptr) {
    return {"batch normalisation",
            "output(k, i, j) = scale(k) · (input(k, i, j) − mean(k)) / √(variance(k) + " +
                shortest_text(BatchNorm::kEpsilon) + ") + shift(k)",
            "Ioffe and Szegedy, 2015"};
  }
  if (as<Dropout>(layer) != nullptr) {
    return {"dropout", "output = input (in training, some values become 0)",
            "Srivastava et al., 2014"};
  }
  throw std::invalid_argument("no formula is known for the layer " + layer.text());
}

Formula formula_of_normalization() {
  return {"normalisation", "output(i, j) = (pixel(i, j) / 255 − mean) / deviation", ""};
}

Formula formula_of_softmax() {
  return {"softmax", "p(k) = exp(logit(k)) / Σ(j) exp(logit(j))", "B&J (4.11)", "(4.11)"};
}

}  // namespace inkling
