#include "model/network/architecture.h"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <vector>

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
enum class Arguments {
  kNone,
  kNumber,
  kFraction,
  kSlope,
  kTwoOrNone,
  kTwo,
  kKernels,
  kMargins,
  kWindow,
  kBranches
};

struct LayerKind {
  std::string_view name;
  Arguments arguments;
  std::string_view help;
  std::unique_ptr<Layer> (*make)(Shape input, const std::vector<double>& arguments);
};

template <ActivationFunction kFunction>
std::unique_ptr<Layer> make_activation(Shape input, const std::vector<double>& arguments) {
  if (arguments.empty()) return std::make_unique<Activation>(input, kFunction);
  return std::make_unique<Activation>(input, kFunction, static_cast<float>(arguments.front()),
                                      static_cast<float>(arguments.back()));
}

template <typename LayerType>
std::unique_ptr<Layer> make_sized(Shape input, const std::vector<double>& arguments) {
  return std::make_unique<LayerType>(input, static_cast<int>(arguments[0]));
}

template <typename LayerType>
std::unique_ptr<Layer> make_alone(Shape input, const std::vector<double>& /*arguments*/) {
  return std::make_unique<LayerType>(input);
}

std::unique_ptr<Layer> make_dropout(Shape input, const std::vector<double>& arguments) {
  return std::make_unique<Dropout>(input, static_cast<float>(arguments[0]));
}

std::unique_ptr<Layer> make_convolution(Shape input, const std::vector<double>& arguments) {
  return std::make_unique<Convolution>(input,
                                       Kernels{.count = static_cast<int>(arguments[0]),
                                               .height = static_cast<int>(arguments[1]),
                                               .width = static_cast<int>(arguments[2]),
                                               .stride_height = static_cast<int>(arguments[3]),
                                               .stride_width = static_cast<int>(arguments[4]),
                                               .groups = static_cast<int>(arguments[5]),
                                               .has_bias = arguments[6] != 0.0});
}

Margins margins_of(std::span<const double> arguments) {
  return {.top = static_cast<int>(arguments[0]),
          .left = static_cast<int>(arguments[1]),
          .bottom = static_cast<int>(arguments[2]),
          .right = static_cast<int>(arguments[3])};
}

std::unique_ptr<Layer> make_padding(Shape input, const std::vector<double>& arguments) {
  return std::make_unique<Padding>(input, margins_of(arguments));
}

template <typename PoolType>
std::unique_ptr<Layer> make_pool(Shape input, const std::vector<double>& arguments) {
  if (arguments.empty()) return std::make_unique<PoolType>(input);
  return std::make_unique<PoolType>(input,
                                    Window{.height = static_cast<int>(arguments[0]),
                                           .width = static_cast<int>(arguments[1]),
                                           .stride_height = static_cast<int>(arguments[2]),
                                           .stride_width = static_cast<int>(arguments[3]),
                                           .margins = margins_of(std::span(arguments).last(4))});
}

constexpr std::string_view kResidual = "residual";

// A new layer is a header, a source, a test and a line here.
constexpr std::array kLayerKinds{
    LayerKind{"pad", Arguments::kMargins,
              "pad N: N zero rows and columns on every side; or pad TxLxBxR", make_padding},
    LayerKind{"conv", Arguments::kKernels,
              "conv KxHxW [stride S|SxT] [groups G] [no-bias]: K kernels of HxW", make_convolution},
    LayerKind{"pool", Arguments::kWindow,
              "pool N|HxW [stride S|SxT] [pad P]: largest of each window; or pool all",
              make_pool<MaxPool>},
    LayerKind{"average-pool", Arguments::kWindow,
              "average-pool N|HxW [stride S|SxT] [pad P]: mean; or average-pool all",
              make_pool<AveragePool>},
    LayerKind{"fc", Arguments::kNumber, "fc N: N outputs, each from all inputs (or `fc classes`)",
              make_sized<FullyConnected>},
    LayerKind{"batchnorm", Arguments::kNone,
              "batchnorm: normalises channels, right after conv or fc", make_alone<BatchNorm>},
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
    LayerKind{"clip", Arguments::kTwo, "clip A B: x, but at least A and at most B",
              make_activation<ActivationFunction::kClip>},
    LayerKind{"elu", Arguments::kSlope,
              "elu [A]: x if it is positive, else A * (exp(x) - 1) (A is 1)",
              make_activation<ActivationFunction::kElu>},
    LayerKind{"softplus", Arguments::kNone, "softplus: log(1 + exp(x))",
              make_activation<ActivationFunction::kSoftplus>},
    LayerKind{"hard-sigmoid", Arguments::kTwoOrNone,
              "hard-sigmoid [A B]: A * x + B between 0 and 1 (A is 0.2, B is 0.5)",
              make_activation<ActivationFunction::kHardSigmoid>},
    LayerKind{"hard-swish", Arguments::kNone, "hard-swish: x * (x / 6 + 1/2 between 0 and 1)",
              make_activation<ActivationFunction::kHardSwish>},
    LayerKind{"log-sigmoid", Arguments::kNone, "log-sigmoid: -log(1 + exp(-x))",
              make_activation<ActivationFunction::kLogSigmoid>},
    LayerKind{"swish", Arguments::kNone, "swish: x / (1 + exp(-x))",
              make_activation<ActivationFunction::kSwish>},
    LayerKind{"prelu", Arguments::kNone, "prelu: leaky-relu with a learned slope for each channel",
              make_alone<PRelu>},
    LayerKind{"scale", Arguments::kNone, "scale: a learned factor and summand for each channel",
              make_alone<Scale>},
    // A block of layers, which `NetworkText` reads.
    LayerKind{kResidual, Arguments::kBranches,
              "residual(A, ...[; B, ...]): layers A, added to their input or to B of it", nullptr},
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

/// Cuts the last word `word` of `text` and what follows it off; true if there was one. `rest` is
/// what follows.
bool take_option(std::string_view& text, std::string_view word, std::string_view& rest) {
  for (std::size_t begin = text.rfind(word); begin != std::string_view::npos && begin > 0;
       begin = text.rfind(word, begin - 1)) {
    const std::string_view after = text.substr(begin + word.size());
    const auto is_blank = [](char letter) { return kBlanks.find(letter) != kBlanks.npos; };
    if (after.empty() || !is_blank(after.front()) || !is_blank(text[begin - 1])) continue;
    rest = trimmed(after);
    text = trimmed(text.substr(0, begin));
    return true;
  }
  return false;
}

/// Appends `count` integers that are separated by an x; one may be the word "classes".
bool read_sizes(std::string_view text, std::size_t count, std::size_t class_count,
                std::vector<double>& arguments) {
  const std::vector<std::string_view> parts = split(text, 'x');
  for (const std::string_view part : parts) {
    int number = static_cast<int>(class_count);
    if (part != "classes" && !read_number(part, number)) return false;
    arguments.push_back(number);
  }
  return parts.size() == count;
}

/// Appends `count` integers; a single one means that all are the same.
bool read_same_sizes(std::string_view text, std::size_t count, std::size_t class_count,
                     std::vector<double>& arguments) {
  if (text.find('x') != std::string_view::npos) {
    return read_sizes(text, count, class_count, arguments);
  }
  if (!read_sizes(text, 1, class_count, arguments)) return false;
  arguments.insert(arguments.end(), count - 1, arguments.back());
  return true;
}

/// Appends two numbers that are separated by blanks.
bool read_two(std::string_view text, std::vector<double>& arguments) {
  const std::size_t blank = text.find_first_of(kBlanks);
  return blank != std::string_view::npos &&
         read_number(text.substr(0, blank), arguments.emplace_back()) &&
         read_number(trimmed(text.substr(blank)), arguments.emplace_back());
}

/// Reads "3 stride 2 pad 1" as height, width, strides and margins.
bool read_window(std::string_view text, std::size_t class_count, std::vector<double>& arguments) {
  std::string_view margins = "0";
  std::string_view strides;
  take_option(text, "pad", margins);
  if (!take_option(text, "stride", strides)) strides = text;
  return read_same_sizes(text, 2, class_count, arguments) &&
         read_same_sizes(strides, 2, class_count, arguments) &&
         read_same_sizes(margins, 4, class_count, arguments);
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
    case Arguments::kTwoOrNone:
      return text.empty() || read_two(text, arguments);
    case Arguments::kTwo:
      return read_two(text, arguments);
    case Arguments::kNumber:
      return read_sizes(text, 1, class_count, arguments);
    case Arguments::kWindow:
      return text == "all" || read_window(text, class_count, arguments);
    case Arguments::kMargins:
      return read_same_sizes(text, 4, class_count, arguments);
    case Arguments::kKernels: {
      const bool has_bias = !take_last_word(text, "no-bias");
      std::string_view groups = "1";
      std::string_view strides = "1";
      take_option(text, "groups", groups);
      take_option(text, "stride", strides);
      if (!read_sizes(text, 3, class_count, arguments) ||
          !read_same_sizes(strides, 2, class_count, arguments) ||
          !read_sizes(groups, 1, class_count, arguments)) {
        return false;
      }
      arguments.push_back(has_bias ? 1.0 : 0.0);
      return true;
    }
    case Arguments::kBranches:
      return false;
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

/// Reads the text of a network from its begin to its end:
///
///     network   layers
///     layers    layer, layer, ...
///     layer     residual(layers) or residual(layers; layers) or the text of another layer
class NetworkText {
 public:
  NetworkText(std::string_view text, Shape images, std::size_t class_count)
      : rest_(text), images_(images), class_count_(class_count) {}

  Network read();

 private:
  void read_layers(std::size_t input);
  void read_block(std::size_t input);
  void append_layer(std::string_view text, std::size_t input);

  bool take(char letter);
  std::size_t next_number() const { return layers_.size() + 1; }
  [[noreturn]] void refuse_next(const std::string& expected) const;

  std::string_view rest_;
  Shape images_;
  std::size_t class_count_;
  std::vector<std::unique_ptr<Layer>> layers_;
  std::vector<ResidualBlock> blocks_;
  std::size_t open_blocks_ = 0;
};

Network NetworkText::read() {
  read_layers(0);
  if (!trimmed(rest_).empty()) refuse_next("a comma or the end of the text");
  return Network(images_, std::move(layers_), {}, std::move(blocks_));
}

/// Reads layers separated by commas, the first of which reads activation `input`.
void NetworkText::read_layers(std::size_t input) {
  do {
    const std::string_view text = rest_.substr(0, rest_.find_first_of(",;()"));
    rest_.remove_prefix(text.size());
    if (trimmed(text) == kResidual && take('(')) {
      read_block(input);
    } else {
      append_layer(trimmed(text), input);
    }
    input = layers_.size();
  } while (take(','));
}

/// Reads the rest of a block whose branches read activation `input`.
void NetworkText::read_block(std::size_t input) {
  if (++open_blocks_ > kMostNestedBlocks) {
    throw std::invalid_argument("layer " + std::to_string(next_number()) + ": at most " +
                                std::to_string(kMostNestedBlocks) +
                                " residual blocks can be inside each other");
  }
  ResidualBlock block{.begin = layers_.size()};
  read_layers(input);
  block.shortcut_begin = layers_.size();
  std::size_t shortcut = input;
  if (take(';')) {
    read_layers(input);
    shortcut = layers_.size();
  }
  if (!take(')')) {
    refuse_next(std::string("a comma or ) of the residual block that begins with layer ") +
                std::to_string(block.begin + 1));
  }
  block.addition = layers_.size();
  check_summands(images_, layers_, next_number(), block.shortcut_begin, shortcut);
  layers_.push_back(std::make_unique<Addition>(layers_[block.shortcut_begin - 1]->output_shape()));
  blocks_.push_back(block);
  --open_blocks_;
}

/// Appends the layer that `text` names. If it does not fit, the error says after which layer.
void NetworkText::append_layer(std::string_view text, std::size_t input) {
  const LayerText layer = read_layer(text, next_number(), class_count_);
  const Shape shape = input == 0 ? images_ : layers_[input - 1]->output_shape();
  try {
    layers_.push_back(layer.kind->make(shape, layer.arguments));
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument("layer " + std::to_string(next_number()) + ": " + error.what() +
                                "; its input comes from " + source_of(layers_, input));
  }
  // The layers after it would be too large to build.
  check_output_size(*layers_.back(), layers_.size());
}

/// Takes `letter` if it comes next, perhaps after blanks.
bool NetworkText::take(char letter) {
  const std::size_t next = rest_.find_first_not_of(kBlanks);
  if (next == std::string_view::npos || rest_[next] != letter) return false;
  rest_.remove_prefix(next + 1);
  return true;
}

/// Refuses what comes after the layers so far.
void NetworkText::refuse_next(const std::string& expected) const {
  const std::string_view next = trimmed(rest_);
  throw std::invalid_argument("after " + source_of(layers_, layers_.size()) + ": expects " +
                              expected + ", found " +
                              (next.empty() ? "the end of the text" : quoted(next.substr(0, 1))));
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
  Network network = [&] {
    try {
      return NetworkText(text, input, class_count).read();
    } catch (const std::invalid_argument& error) {
      if (named == nullptr) throw;
      throw std::invalid_argument(std::string(named->name) + " does not fit images of " +
                                  to_string(input) + " (" + error.what() +
                                  "); choose another network, such as mlp");
    }
  }();
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
