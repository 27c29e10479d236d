#include "model/network/architecture.h"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

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

constexpr std::array kNamed{
    NamedArchitecture{"lenet5",
                      "pad 2, conv 6x5x5, relu, pool 2, conv 16x5x5, relu, pool 2, "
                      "fc 120, relu, fc 84, relu, fc classes",
                      "LeNet-5 (LeCun et al., 1998) with ReLU and max pooling", "B&J (10.39)"},
    NamedArchitecture{"mlp", "fc 128, relu, fc classes", "one hidden layer of 128 neurons",
                      "B&J (4.8)"},
    NamedArchitecture{"softmax", "fc classes", "logistic regression for several classes",
                      "B&J, 6.3"},
    NamedArchitecture{"svm", "fc classes", "linear support vector machines, each against the rest",
                      "B&J, chapter 7", LossFunction::kHinge},
    NamedArchitecture{"invariant",
                      "pad 5, conv 8x5x5 no-bias, relu, pad 5, conv 8x5x5 no-bias, relu, "
                      "pad 11, conv classesx11x11 no-bias, pool all",
                      "gives the same answer wherever the ink is", "B&J, Example 10.6.3"},
};

/// The syntax of a layer's argument, and how `--help` shows it.
enum class Arguments { kNone, kNumber, kFraction, kSlope, kKernels, kWindow };

struct LayerKind {
  std::string_view name;
  Arguments arguments;
  std::string_view help;
  std::unique_ptr<Layer> (*make)(Shape input, const std::vector<double>& arguments);
};

template <ActivationFunction kFunction>
std::unique_ptr<Layer> make_activation(Shape input, const std::vector<double>& arguments) {
  if (arguments.empty()) return std::make_unique<Activation>(input, kFunction);
  return std::make_unique<Activation>(input, kFunction, static_cast<float>(arguments[0]));
}

template <typename LayerType>
std::unique_ptr<Layer> make_sized(Shape input, const std::vector<double>& arguments) {
  return std::make_unique<LayerType>(input, static_cast<int>(arguments[0]));
}

std::unique_ptr<Layer> make_batch_norm(Shape input, const std::vector<double>& /*arguments*/) {
  return std::make_unique<BatchNorm>(input);
}

std::unique_ptr<Layer> make_dropout(Shape input, const std::vector<double>& arguments) {
  return std::make_unique<Dropout>(input, static_cast<float>(arguments[0]));
}

std::unique_ptr<Layer> make_convolution(Shape input, const std::vector<double>& arguments) {
  return std::make_unique<Convolution>(input, static_cast<int>(arguments[0]),
                                       static_cast<int>(arguments[1]),
                                       static_cast<int>(arguments[2]), arguments[3] != 0.0);
}

std::unique_ptr<Layer> make_pool(Shape input, const std::vector<double>& arguments) {
  if (arguments.empty()) return std::make_unique<MaxPool>(input);
  return make_sized<MaxPool>(input, arguments);
}

// A new layer is a header, a source, a test and a line here.
constexpr std::array kLayerKinds{
    LayerKind{"pad", Arguments::kNumber, "pad N: N zero rows and columns on every side",
              make_sized<Padding>},
    LayerKind{"conv", Arguments::kKernels, "conv KxHxW [no-bias]: K kernels of H rows, W columns",
              make_convolution},
    LayerKind{"pool", Arguments::kWindow,
              "pool N: the largest pixel of each NxN window; pool all: of the map", make_pool},
    LayerKind{"fc", Arguments::kNumber, "fc N: N outputs, each from all inputs (or `fc classes`)",
              make_sized<FullyConnected>},
    LayerKind{"batchnorm", Arguments::kNone,
              "batchnorm: normalises channels, right after conv or fc", make_batch_norm},
    LayerKind{"dropout", Arguments::kFraction,
              "dropout P: in training, drops the share P of values", make_dropout},
    LayerKind{"relu", Arguments::kNone, "relu: x if it is positive, else 0",
              make_activation<ActivationFunction::kRelu>},
    LayerKind{"leaky-relu", Arguments::kSlope,
              "leaky-relu [S]: x if it is positive, else S * x (S is 0.01)",
              make_activation<ActivationFunction::kLeakyRelu>},
    LayerKind{"sigmoid", Arguments::kNone, "sigmoid: 1 / (1 + exp(-x))",
              make_activation<ActivationFunction::kSigmoid>},
    LayerKind{"tanh", Arguments::kNone, "tanh: the hyperbolic tangent",
              make_activation<ActivationFunction::kTanh>},
    LayerKind{"square", Arguments::kNone, "square: x * x",
              make_activation<ActivationFunction::kSquare>},
};

/// Removes the last of several words of `text` if it is `word`.
bool take_last_word(std::string_view& text, std::string_view word) {
  const auto space = text.find_last_of(kBlanks);
  if (space == std::string_view::npos || text.substr(space + 1) != word) return false;
  text = trimmed(text.substr(0, space));
  return true;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = text.find(separator);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end != std::string_view::npos) text.remove_prefix(end + 1);
  }
  return parts;
}

/// Reads `count` integers that are separated by an x; one may be the word "classes".
bool read_sizes(std::string_view text, std::size_t count, std::size_t class_count,
                std::vector<double>& arguments) {
  for (const std::string_view part : split(text, 'x')) {
    int number = static_cast<int>(class_count);
    if (part != "classes" && !read_number(part, number)) return false;
    arguments.push_back(number);
  }
  return arguments.size() == count;
}

/// Reads "6x5x5 no-bias", "2", "all", "classes" or a slope, as `kind` requires; false if the text
/// is something else.
bool read_arguments(const LayerKind& kind, std::string_view text, std::size_t class_count,
                    std::vector<double>& arguments) {
  switch (kind.arguments) {
    case Arguments::kNone:
      return text.empty();
    case Arguments::kFraction:
      return read_number(text, arguments.emplace_back());
    case Arguments::kSlope:
      return text.empty() || read_number(text, arguments.emplace_back());
    case Arguments::kNumber:
      return read_sizes(text, 1, class_count, arguments);
    case Arguments::kWindow:
      return text == "all" || read_sizes(text, 1, class_count, arguments);
    case Arguments::kKernels: {
      const bool has_bias = !take_last_word(text, "no-bias");
      if (!read_sizes(text, 3, class_count, arguments)) return false;
      arguments.push_back(has_bias ? 1.0 : 0.0);
      return true;
    }
  }
  return false;
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

/// The parsed text of a layer, for any input.
struct LayerText {
  const LayerKind* kind;
  std::vector<double> arguments;
};

LayerText read_layer(std::string_view text, std::size_t number, std::size_t class_count) {
  const auto fail = [&](const std::string& expected) {
    throw std::invalid_argument("layer " + std::to_string(number) + " " + quoted(text) +
                                ": expects " + expected);
  };
  const std::string_view name = text.substr(0, text.find_first_of(kBlanks));
  const auto kind = std::ranges::find(kLayerKinds, name, &LayerKind::name);
  if (kind == kLayerKinds.end()) {
    fail("one of " + listed(kLayerKinds) + "; networks with a name are " + listed(kNamed));
  }
  LayerText layer{.kind = kind, .arguments = {}};
  if (!read_arguments(*kind, trimmed(text.substr(name.size())), class_count, layer.arguments)) {
    fail(std::string(kind->help));
  }
  return layer;
}

/// Appends the layer that `text` names. If it does not fit, the error says after which layer.
void append_layer(std::vector<std::unique_ptr<Layer>>& layers, std::string_view text, Shape input,
                  std::size_t class_count) {
  const std::size_t number = layers.size() + 1;
  const LayerText layer = read_layer(text, number, class_count);
  try {
    layers.push_back(layer.kind->make(input, layer.arguments));
  } catch (const std::invalid_argument& error) {
    const std::string source =
        layers.empty() ? "the images"
                       : "layer " + std::to_string(number - 1) + " (" + layers.back()->text() + ")";
    throw std::invalid_argument("layer " + std::to_string(number) + ": " + error.what() +
                                "; its input comes from " + source);
  }
}

std::vector<std::unique_ptr<Layer>> build_layers(std::string_view text, Shape input,
                                                 std::size_t class_count) {
  std::vector<std::unique_ptr<Layer>> layers;
  for (const std::string_view part : split(text, ',')) {
    append_layer(layers, part, input, class_count);
    input = layers.back()->output_shape();
    // The network will refuse it; the layers after it would be too large to build.
    if (input.size() > kMostValues) break;
  }
  return layers;
}

}  // namespace

std::span<const NamedArchitecture> named_architectures() { return kNamed; }

const NamedArchitecture* find_named_architecture(std::string_view architecture) {
  const auto named = std::ranges::find(kNamed, trimmed(architecture), &NamedArchitecture::name);
  return named == kNamed.end() ? nullptr : &*named;
}

std::string layer_kinds_help() {
  std::string help;
  for (const LayerKind& kind : kLayerKinds) help += std::string(kind.help) + "\n";
  return help;
}

Network build_network(std::string_view architecture, Shape input, std::size_t class_count) {
  const NamedArchitecture* const named = find_named_architecture(architecture);
  const std::string_view text = named == nullptr ? architecture : named->text;
  std::vector<std::unique_ptr<Layer>> layers;
  try {
    layers = build_layers(text, input, class_count);
  } catch (const std::invalid_argument& error) {
    if (named == nullptr) throw;
    throw std::invalid_argument(std::string(named->name) + " does not fit images of " +
                                to_string(input) + " (" + error.what() +
                                "); choose another network, such as mlp");
  }
  Network network(input, std::move(layers));
  const Layer& last = network.layer(network.layer_count() - 1);
  const Shape& shape = last.output_shape();
  if (shape.size() != class_count) {
    throw std::invalid_argument("layer " + std::to_string(network.layer_count()) + " (" +
                                last.text() + "), the last one: gives " + to_string(shape) + " = " +
                                std::to_string(shape.size()) + " numbers, but there are " +
                                std::to_string(class_count) + " classes");
  }
  return network;
}

}  // namespace inkling
