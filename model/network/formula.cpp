#include "model/network/formula.h"

#include <stdexcept>

#include "model/layers/activation.h"
#include "model/layers/addition.h"
#include "model/layers/average_pool.h"
#include "model/layers/batch_norm.h"
#include "model/layers/convolution.h"
#include "model/layers/dropout.h"
#include "model/layers/fully_connected.h"
#include "model/layers/max_pool.h"
#include "model/layers/padding.h"
#include "model/layers/prelu.h"
#include "model/layers/scale.h"
#include "model/text.h"

namespace inkling {
namespace {

template <typename Kind>
const Kind* as(const Layer& layer) {
  return dynamic_cast<const Kind*>(&layer);
}

/// Where in the input a window begins: "i", "2i − 1".
std::string place(const std::string& index, int stride, int margin) {
  return (stride > 1 ? std::to_string(stride) : "") + index +
         (margin > 0 ? " − " + std::to_string(margin) : "");
}

/// The sum of a convolution. With groups, c counts the channels that kernel k reads.
std::string convolved(const Convolution& convolution) {
  const Kernels& kernels = convolution.description();
  const int channels = convolution.channels_of_group();
  std::string channel = "c";
  if (kernels.groups > 1) {
    channel = (channels > 1 ? std::to_string(channels) + " " : "") + "⌊k / " +
              std::to_string(kernels.count / kernels.groups) + "⌋ + c";
  }
  const bool is_depthwise = channels == 1 && kernels.groups > 1 && kernels.count == kernels.groups;
  return std::string("output(k, i, j) = ") + (kernels.has_bias ? "bias(k) + " : "") +
         (is_depthwise ? "Σ(u, v) kernel(k, u, v) · input(k"
                       : "Σ(c, u, v) kernel(k, c, u, v) · input(" + channel) +
         ", " + place("i", kernels.stride_height, 0) + " + u, " +
         place("j", kernels.stride_width, 0) + " + v)";
}

/// The `most` ("max", "mean") of the pixels of each window.
std::string pooled(const Pool& pool, const std::string& most) {
  if (pool.is_global()) return "output(k) = " + most + " over all i, j of input(k, i, j)";
  const auto [height, width, stride_height, stride_width, margins] = pool.window();
  const std::string sides =
      height == width ? "u, v < " + std::to_string(height)
                      : "u < " + std::to_string(height) + ", v < " + std::to_string(width);
  return "output(k, i, j) = " + most + " over " + sides + " of input(k, " +
         place("i", stride_height, margins.top) + " + u, " +
         place("j", stride_width, margins.left) + " + v)" +
         (margins == Margins{} ? "" : " inside the map");
}

Formula formula_of(const Activation& activation) {
  const std::string a = shortest_text(activation.a());
  const std::string b = shortest_text(activation.b());
  const auto formula = [](const char* name, const std::string& text) {
    return Formula{name, "output = " + text, "the activation a of B&J (4.6)", "(4.6)"};
  };
  switch (activation.function()) {
    case ActivationFunction::kRelu:
      return {"ReLU", "output = max(0, input)", "B&J (4.2)", "(4.2)"};
    case ActivationFunction::kLeakyRelu:
      return formula("leaky ReLU", "max(" + a + " input, input)");
    case ActivationFunction::kSigmoid:
      return formula("sigmoid", "1 / (1 + exp(−input))");
    case ActivationFunction::kTanh:
      return formula("tanh", "tanh(input)");
    case ActivationFunction::kSquare:
      return formula("square", "input²");
    case ActivationFunction::kClip:
      return formula("clip", "max(" + a + ", min(" + b + ", input))");
    case ActivationFunction::kElu:
      return formula("ELU", "max(0, input) + " + a + " (exp(min(0, input)) − 1)");
    case ActivationFunction::kSoftplus:
      return formula("softplus", "log(1 + exp(input))");
    case ActivationFunction::kHardSigmoid:
      return formula("hard sigmoid", "max(0, min(1, " + a + " input + " + b + "))");
    case ActivationFunction::kHardSwish:
      return formula("hard swish", "input · max(0, min(1, input / 6 + 1/2))");
    case ActivationFunction::kLogSigmoid:
      return formula("log sigmoid", "−log(1 + exp(−input))");
    case ActivationFunction::kSwish:
      return formula("swish", "input / (1 + exp(−input))");
  }
  return {};
}

}  // namespace

Formula formula_of(const Layer& layer) {
  if (const auto* const convolution = as<Convolution>(layer)) {
    return {"convolution", convolved(*convolution), "B&J, Def. 10.1.3 and 10.5.1", "10.5.1"};
  }
  if (as<FullyConnected>(layer) != nullptr) {
    return {"fully connected", "output(k) = bias(k) + Σ(c) weight(k, c) · input(c)",
            "B&J, Def. 4.1.2: the Wx + b of (4.6)", "4.1.2"};
  }
  if (const auto* const pool = as<MaxPool>(layer)) {
    return {"max pooling", pooled(*pool, "max"),
            std::string("B&J, Def. 10.4.2") +
                (pool->is_global() ? ", of the whole map as in Example 10.6.3" : ""),
            "10.4.2"};
  }
  if (const auto* const pool = as<AveragePool>(layer)) {
    return {"average pooling", pooled(*pool, "mean"),
            pool->is_global() ? "Lin et al., 2014" : "LeCun et al., 1998"};
  }
  if (const auto* const padding = as<Padding>(layer)) {
    return {"padding",
            "output(k, i, j) = input(k, " + place("i", 1, padding->margins().top) + ", " +
                place("j", 1, padding->margins().left) + "), and 0 where that is outside",
            "B&J, Def. 10.3.1", "10.3.1"};
  }
  if (const auto* const activation = as<Activation>(layer)) return formula_of(*activation);
  if (as<PRelu>(layer) != nullptr) {
    return {"PReLU", "output(k, i, j) = max(0, input(k, i, j)) + slope(k) · min(0, input(k, i, j))",
            "He et al., 2015"};
  }
  if (as<Scale>(layer) != nullptr) {
    return {"scale", "output(k, i, j) = factor(k) · input(k, i, j) + summand(k)",
            "Ioffe and Szegedy, 2015: a batch normalisation after training"};
  }
  if (as<Addition>(layer) != nullptr) {
    return {"addition", "output = branch + shortcut", "He et al., 2016"};
  }
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

Formula formula_of_contributions() {
  return {"contribution of each pixel", "contribution(i, j) = ∂logit/∂pixel(i, j) · pixel(i, j)",
          "B&J (4.2): a network of ReLU is linear around each image", "(4.2)"};
}

Formula formula_of_class_map() {
  return {"class activation map of the last convolution",
          "map(i, j) = max(0, Σ(k) weight(k) · feature(k, i, j)), "
          "weight(k) = mean over i, j of ∂logit/∂feature(k, i, j)",
          "Grad-CAM: Selvaraju et al., 2017"};
}

Formula formula_of_softmax(float inverse_temperature) {
  if (inverse_temperature == 1.0f) {
    return {"softmax", "p(k) = exp(logit(k)) / Σ(j) exp(logit(j))", "B&J (4.11)", "(4.11)"};
  }
  return {"softmax", "p(k) = exp(logit(k) / T) / Σ(j) exp(logit(j) / T)",
          "B&J (4.11), with a temperature T (Guo et al., 2017)", "(4.11)"};
}

}  // namespace inkling
