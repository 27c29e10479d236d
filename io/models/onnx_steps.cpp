#include "io/models/onnx_steps.h"

#include <algorithm>
#include <cmath>
#include <ranges>
#include <span>
#include <stdexcept>
#include <utility>

#include "io/models/onnx_format.h"
#include "model/layers/addition.h"
#include "model/layers/convolution.h"
#include "model/layers/fully_connected.h"
#include "model/layers/scale.h"

namespace inkling {
namespace {

/// The most layers of a network.
constexpr std::size_t kMostLayers = 10000;

const Convolution* as_convolution(const OnnxStep& step) {
  return dynamic_cast<const Convolution*>(step.layer.get());
}

bool is_fully_connected(const OnnxStep& step) {
  return dynamic_cast<const FullyConnected*>(step.layer.get()) != nullptr;
}

/// Whether a product with weights: a layer that can take lines.
bool is_product(const OnnxStep& step) {
  return as_convolution(step) != nullptr || is_fully_connected(step);
}

bool is_one(std::span<const double> numbers, double number) {
  return std::ranges::all_of(numbers, [&](double x) { return x == number; });
}

bool is_one_number(std::span<const double> numbers) { return is_one(numbers, numbers.front()); }

/// Whether `numbers`, one for each value of `shape`, are the same in each channel.
bool is_one_number_a_channel(std::span<const double> numbers, const Shape& shape) {
  const std::size_t map = shape.size() / static_cast<std::size_t>(shape.channels);
  for (std::size_t n = 0; n < numbers.size(); n += map) {
    if (!is_one_number(numbers.subspan(n, map))) return false;
  }
  return true;
}

bool is_one_line_a_channel(const OnnxStep& line) {
  return is_one_number_a_channel(line.factors, line.shape) &&
         is_one_number_a_channel(line.summands, line.shape);
}

/// Gives the convolution of `step` biases if it has none.
void require_biases(OnnxStep& step) {
  const Convolution* const convolution = as_convolution(step);
  if (convolution == nullptr || convolution->has_bias()) return;
  Kernels kernels = convolution->description();
  kernels.has_bias = true;
  step.layer = std::make_unique<Convolution>(convolution->input_shape(), kernels);
  step.parameters.resize(step.layer->parameter_count());
}

}  // namespace

bool OnnxStep::negates() const {
  return is_line() && is_one(factors, -1.0) && is_one(summands, 0.0);
}

bool OnnxStep::adds(double number) const {
  return is_line() && is_one(factors, 1.0) && is_one(summands, number);
}

double OnnxStep::common_factor() const {
  return is_one_number(factors) && is_one(summands, 0.0) ? factors.front() : 0.0;
}

OnnxSteps::OnnxSteps(const Shape& image, std::string path, bool is_own)
    : path_(std::move(path)), is_own_(is_own) {
  steps_.push_back({.node = "the image", .shape = image});
}

int OnnxSteps::add(OnnxStep step) {
  steps_.push_back(std::move(step));
  return static_cast<int>(steps_.size()) - 1;
}

void OnnxSteps::fail(const OnnxStep& step, const std::string& expected,
                     const std::string& found) const {
  throw FileError({.path = path_,
                   .problem = "node " + printable(step.node) + " is not one that Inkling can read",
                   .expected = expected,
                   .found = found,
                   .next = onnx_format::kNextStep});
}

Network OnnxSteps::network(int output) {
  count_readers(output);
  if (is_own_) take_own_normalization();
  if (readers_[static_cast<std::size_t>(output)] == 0) output = 0;
  for (int number = 1; number <= output; ++number) {
    if (readers_[static_cast<std::size_t>(number)] > 0 && step(number).is_line()) {
      put_into_step_before(step(number));
    }
  }
  if (!is_own_) take_normalization();
  for (int number = 1; !is_own_ && number <= output; ++number) {
    if (readers_[static_cast<std::size_t>(number)] > 0) take_line_before(step(number));
  }
  find_forks();
  is_emitted_.assign(steps_.size(), false);
  std::size_t parameters = 0;
  for (const OnnxStep& step : steps_) parameters += step.parameters.size();
  parameters_.reserve(std::min(parameters, kMostParameters));
  emit(output, 0, 0);
  if (layers_.empty()) {
    fail(step(output), "at least one layer", "none");
  }
  Network network(step(0).shape, std::move(layers_), std::move(parameters_), std::move(blocks_));
  network.normalization = normalization_;
  return network;
}

/// Only steps from which the output comes have readers.
void OnnxSteps::count_readers(int output) {
  readers_.assign(steps_.size(), 0);
  const auto read = [this](int number) { ++readers_[static_cast<std::size_t>(number)]; };
  read(output);
  for (int number = output; number > 0; --number) {
    if (readers_[static_cast<std::size_t>(number)] == 0) continue;
    read(step(number).input);
    if (step(number).is_sum()) read(step(number).summand);
  }
}

void OnnxSteps::put_into_step_before(OnnxStep& line) {
  OnnxStep& source = step(line.input);
  if (line.input == 0 || readers_[static_cast<std::size_t>(line.input)] != 1) return;
  // Of our own lines, only the Mul and Add of a `Scale` belong together.
  const bool belongs = !is_own_ || (is_one(line.factors, 1.0) && is_one(source.summands, 0.0));
  if (source.is_line() && belongs) {
    for (std::size_t n = 0; n < line.factors.size(); ++n) {
      line.summands[n] += line.factors[n] * source.summands[n];
      line.factors[n] *= source.factors[n];
    }
    readers_[static_cast<std::size_t>(line.input)] = 0;
    line.input = source.input;
  } else if (!is_own_ && is_product(source) && is_one_line_a_channel(line)) {
    put_into_layer_before(line);
  }
}

/// `line` becomes the layer that it reads, with other weights.
void OnnxSteps::put_into_layer_before(OnnxStep& line) {
  OnnxStep& source = step(line.input);
  if (!is_one(line.summands, 0.0)) require_biases(source);
  const Layer& layer = *source.layer;
  const std::size_t row = layer.weights_of_output();
  const auto channels = static_cast<std::size_t>(layer.output_shape().channels);
  const std::size_t map = line.factors.size() / channels;
  for (std::size_t k = 0; k < channels; ++k) {
    const double factor = line.factors[k * map];
    for (float& weight : std::span(source.parameters).subspan(k * row, row)) {
      weight = static_cast<float>(factor * static_cast<double>(weight));
    }
    if (layer.bias_count() == 0) continue;
    float& bias = source.parameters[layer.weight_count() + k];
    bias = static_cast<float>(factor * static_cast<double>(bias) + line.summands[k * map]);
  }
  readers_[static_cast<std::size_t>(line.input)] = 0;
  line.input = source.input;
  line.layer = std::move(source.layer);
  line.parameters = std::move(source.parameters);
  line.factors.clear();
  line.summands.clear();
}

/// One line for all pixels, right after the image, is the normalisation:
/// factor * pixel + summand = (pixel - mean) / deviation.
void OnnxSteps::take_normalization() {
  if (readers_.front() != 1) return;
  const auto reads_image = [this](const OnnxStep& step) {
    const auto number = static_cast<std::size_t>(&step - steps_.data());
    return step.is_line() && step.input == 0 && readers_[number] > 0;
  };
  const auto line = std::ranges::find_if(steps_, reads_image);
  if (line == steps_.end()) return;
  const double factor = line->factors.front();
  if (!is_one_number(line->factors) || !is_one_number(line->summands) || factor == 0.0) return;
  normalization_ = {.mean = static_cast<float>(-line->summands.front() / factor),
                    .deviation = static_cast<float>(1.0 / factor)};
  std::ranges::fill(line->factors, 1.0);
  std::ranges::fill(line->summands, 0.0);
}

/// Our own files subtract the mean and divide by the deviation first of all.
void OnnxSteps::take_own_normalization() {
  const auto line_at = [this](int source) {
    const auto reads = [&](const OnnxStep& step) { return step.is_line() && step.input == source; };
    const auto place = std::ranges::find_if(steps_.begin() + 1, steps_.end(), reads);
    return place == steps_.end() ? -1 : static_cast<int>(place - steps_.begin());
  };
  const int mean = line_at(0);
  if (mean < 0 || !is_one(step(mean).factors, 1.0) || !is_one_number(step(mean).summands)) return;
  const int deviation = line_at(mean);
  if (deviation < 0 || !is_one(step(deviation).summands, 0.0) ||
      !is_one_number(step(deviation).factors)) {
    return;
  }
  normalization_ = {.mean = static_cast<float>(-step(mean).summands.front()),
                    .deviation = static_cast<float>(1.0 / step(deviation).factors.front())};
  bypass(deviation);
  bypass(mean);
}

/// What reads the line reads what it read.
void OnnxSteps::bypass(int line) {
  for (OnnxStep& step : steps_) {
    if (step.input == line) step.input = steps_[static_cast<std::size_t>(line)].input;
    if (step.summand == line) step.summand = steps_[static_cast<std::size_t>(line)].input;
  }
  readers_[static_cast<std::size_t>(line)] = 0;
}

/// A product of a line is another product: W (f x + s) + b = (W f) x + (W s + b). (Not if there is
/// padding between them, which is zero after the line.)
void OnnxSteps::take_line_before(OnnxStep& product) {
  OnnxStep& line = step(product.input);
  if (!is_product(product) || !line.is_line() ||
      readers_[static_cast<std::size_t>(product.input)] != 1) {
    return;
  }
  const Convolution* const convolution = as_convolution(product);
  if (convolution != nullptr && !is_one_line_a_channel(line)) return;
  if (!is_one(line.summands, 0.0)) require_biases(product);
  const Layer& layer = *product.layer;
  const std::size_t row = layer.weights_of_output();
  const auto outputs = layer.weight_count() / row;
  // Which value of the line each weight of a row multiplies.
  std::size_t values_of_weight = 1;
  std::size_t rows_of_group = outputs;
  std::size_t weights_of_value = 1;
  if (as_convolution(product) != nullptr) {
    const Kernels& kernels = as_convolution(product)->description();
    weights_of_value =
        static_cast<std::size_t>(kernels.height) * static_cast<std::size_t>(kernels.width);
    values_of_weight = line.factors.size() / static_cast<std::size_t>(line.shape.channels);
    rows_of_group = outputs / static_cast<std::size_t>(kernels.groups);
  }
  const std::size_t channels_of_group = row / weights_of_value;
  for (std::size_t k = 0; k < outputs; ++k) {
    double bias = 0.0;
    for (std::size_t n = 0; n < row; ++n) {
      const std::size_t channel = k / rows_of_group * channels_of_group + n / weights_of_value;
      const std::size_t value = channel * values_of_weight;
      float& weight = product.parameters[k * row + n];
      bias += static_cast<double>(weight) * line.summands[value];
      weight = static_cast<float>(static_cast<double>(weight) * line.factors[value]);
    }
    if (layer.bias_count() == 0) continue;
    float& sum = product.parameters[layer.weight_count() + k];
    sum = static_cast<float>(static_cast<double>(sum) + bias);
  }
  product.input = line.input;
}

/// The step from which all ways to step `number` come last.
int OnnxSteps::before(int number) const {
  const auto index = static_cast<std::size_t>(number);
  return steps_[index].is_sum() ? forks_[index] : steps_[index].input;
}

void OnnxSteps::find_forks() {
  forks_.assign(steps_.size(), -1);
  for (std::size_t number = 0; number < steps_.size(); ++number) {
    if (!steps_[number].is_sum()) continue;
    int a = steps_[number].input;
    int b = steps_[number].summand;
    while (a != b) (a > b ? a : b) = before(std::max(a, b));
    forks_[number] = a;
  }
}

/// Appends the layers after step `first` that lead to step `last`, in their order.
void OnnxSteps::emit(int last, int first, std::size_t depth) {
  std::vector<int> way;
  for (int number = last; number != first; number = before(number)) way.push_back(number);
  for (const int number : std::views::reverse(way)) {
    OnnxStep& current = step(number);
    if (layers_.size() >= kMostLayers) {
      fail(current, "at most " + std::to_string(kMostLayers) + " layers", "more");
    }
    if (!current.is_sum()) {
      if (is_emitted_[static_cast<std::size_t>(number)]) {
        fail(current, "branches that come together like those of a residual block",
             "a value that is used by several");
      }
      is_emitted_[static_cast<std::size_t>(number)] = true;
      emit_step(current);
      continue;
    }
    if (depth == kMostNestedBlocks) {
      fail(current, "at most " + std::to_string(kMostNestedBlocks) + " blocks inside each other",
           "more");
    }
    const int fork = forks_[static_cast<std::size_t>(number)];
    // The identity, if it is one of the two, is the shortcut.
    const bool is_swapped = current.input == fork;
    ResidualBlock block{.begin = layers_.size()};
    emit(is_swapped ? current.summand : current.input, fork, depth + 1);
    block.shortcut_begin = layers_.size();
    emit(is_swapped ? current.input : current.summand, fork, depth + 1);
    block.addition = layers_.size();
    if (block.begin == block.shortcut_begin) {
      fail(current, "a sum of two different values", "lines of the same one");
    }
    layers_.push_back(std::make_unique<Addition>(current.shape));
    blocks_.push_back(block);
  }
}

void OnnxSteps::emit_step(OnnxStep& current) {
  if (current.is_line()) {
    if (!is_own_ && is_one(current.factors, 1.0) && is_one(current.summands, 0.0)) return;
    if (!is_one_line_a_channel(current)) {
      fail(current, "one factor and one summand for each channel, or a fc layer that takes them",
           "other ones for each pixel");
    }
    current.layer = std::make_unique<Scale>(current.shape);
    const auto channels = static_cast<std::size_t>(current.shape.channels);
    const std::size_t map = current.factors.size() / channels;
    for (const auto* const numbers : {&current.factors, &current.summands}) {
      for (std::size_t c = 0; c < channels; ++c) {
        current.parameters.push_back(static_cast<float>((*numbers)[c * map]));
      }
    }
  }
  const auto is_finite = [](float x) { return std::isfinite(x); };
  if (!std::ranges::all_of(current.parameters, is_finite)) {
    fail(current, "weights, biases and factors whose products are finite", "other ones");
  }
  parameters_.insert(parameters_.end(), current.parameters.begin(), current.parameters.end());
  if (parameters_.size() > kMostParameters) {
    fail(current, "at most " + std::to_string(kMostParameters) + " parameters", "more");
  }
  layers_.push_back(std::move(current.layer));
}

}  // namespace inkling
