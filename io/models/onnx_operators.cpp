// The layers: one function for each operator, which checks everything that a node of that kind can
// contain. A new kind of layer needs such a function and a line in the table.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "io/models/onnx_graph_reader.h"
#include "io/models/onnx_shapes.h"
#include "model/layers/average_pool.h"
#include "model/layers/convolution.h"
#include "model/layers/fully_connected.h"
#include "model/layers/max_pool.h"
#include "model/layers/padding.h"
#include "model/layers/prelu.h"
#include "model/text.h"

namespace inkling {
namespace {

/// For the constructors of the layers, which refuse values that are too small or too large.
int to_int(std::int64_t number) {
  using Int = std::numeric_limits<int>;
  return static_cast<int>(std::clamp<std::int64_t>(number, Int::min(), Int::max()));
}

OnnxIntegers dims_of(const Shape& shape) { return {shape.channels, shape.height, shape.width}; }

/// The geometry of a window, or of a kernel, over feature maps.
struct Placement {
  OnnxIntegers size;  // rows, columns
  OnnxIntegers strides;
  Margins margins;  // to pad with zeros
};

OnnxIntegers two(OnnxNode& node, const std::string& name, const OnnxIntegers& missing,
                 std::int64_t least) {
  const OnnxIntegers found = node.attribute(name, missing);
  const bool fits = std::ranges::all_of(found, [&](std::int64_t n) {
    return n >= least && n <= std::numeric_limits<std::int32_t>::max();
  });
  if (found.size() != missing.size() || !fits) {
    node.fail("attribute " + name + ": " + std::to_string(missing.size()) +
                  " numbers, each at least " + std::to_string(least),
              to_string(found));
  }
  return found;
}

/// Reads where windows of `size` (dilations included) are placed on `maps`.
Placement read_placement(OnnxNode& node, const OnnxIntegers& size, const Shape& maps) {
  Placement placement{.size = size, .strides = two(node, "strides", {1, 1}, 1), .margins = {}};
  const OnnxIntegers pads = two(node, "pads", {0, 0, 0, 0}, 0);
  const std::string automatic = node.attribute("auto_pad", "NOTSET");
  if (automatic == "NOTSET" || automatic.empty()) {
    placement.margins = {to_int(pads[0]), to_int(pads[1]), to_int(pads[2]), to_int(pads[3])};
  } else if (automatic == "SAME_UPPER" || automatic == "SAME_LOWER") {
    // As many windows as strides fit; an odd row or column is at the end, or at the beginning.
    const auto total = [&](std::size_t axis, std::int64_t side) {
      const std::int64_t windows = (side + placement.strides[axis] - 1) / placement.strides[axis];
      return to_int(
          std::max<std::int64_t>(0, (windows - 1) * placement.strides[axis] + size[axis] - side));
    };
    const int rows = total(0, maps.height);
    const int columns = total(1, maps.width);
    placement.margins = {rows / 2, columns / 2, rows - rows / 2, columns - columns / 2};
    if (automatic == "SAME_LOWER") {
      std::swap(placement.margins.top, placement.margins.bottom);
      std::swap(placement.margins.left, placement.margins.right);
    }
  } else if (automatic != "VALID") {
    node.fail("auto_pad of NOTSET, SAME_UPPER, SAME_LOWER or VALID", printable(automatic));
  }
  return placement;
}

/// The rows below a map of `side`, padded with `before` and `after`, into which the last window
/// reaches if windows are counted with ceil_mode. (A window that would begin there is left out.)
int rows_of_ceil_mode(std::int64_t side, std::int64_t before, std::int64_t after,
                      std::int64_t window, std::int64_t stride) {
  const std::int64_t room = side + before + after - window;
  if (room < 0) return 0;
  std::int64_t last = (room + stride - 1) / stride;
  if (last * stride >= side + before) --last;
  return to_int(std::max<std::int64_t>(0, last * stride - room));
}

/// `weights` of kernels of `rows` x `columns` with zeros between them, so that they reach over
/// `wide_rows` x `wide_columns`.
std::vector<float> dilated(std::span<const float> weights, const OnnxIntegers& dims,
                           const OnnxIntegers& dilations, const OnnxIntegers& reach) {
  const auto rows = static_cast<std::size_t>(dims[2]);
  const auto columns = static_cast<std::size_t>(dims[3]);
  const auto wide = static_cast<std::size_t>(reach[1]);
  const std::size_t size = static_cast<std::size_t>(reach[0]) * wide;
  std::vector<float> result(weights.size() / (rows * columns) * size);
  for (std::size_t n = 0; n < weights.size(); ++n) {
    const std::size_t kernel = n / (rows * columns);
    const std::size_t row = n / columns % rows * static_cast<std::size_t>(dilations[0]);
    const std::size_t column = n % columns * static_cast<std::size_t>(dilations[1]);
    result[kernel * size + row * wide + column] = weights[n];
  }
  return result;
}

bool is_none(const Margins& margins) {
  return margins.top == 0 && margins.left == 0 && margins.bottom == 0 && margins.right == 0;
}

}  // namespace

std::span<const OnnxGraphReader::Operator> OnnxGraphReader::operators() {
  using Reader = OnnxGraphReader;
  constexpr bool kFollowsLogits = true;
  static constexpr Operator kOperators[] = {
      {"Add", &Reader::read_add},
      {"ArgMax", &Reader::read_arg_max, kFollowsLogits},
      {"AveragePool", &Reader::read_pool<AveragePool>},
      {"BatchNormalization", &Reader::read_batch_normalization},
      {"Cast", &Reader::read_cast, kFollowsLogits},
      {"Clip", &Reader::read_clip},
      {"Conv", &Reader::read_conv},
      {"Div", &Reader::read_div},
      {"Dropout", &Reader::read_dropout},
      {"Elu", &Reader::read_elu},
      {"Exp", &Reader::read_exp, kFollowsLogits},
      {"Flatten", &Reader::read_arrangement<onnx_shapes::flattened>, kFollowsLogits},
      {"Gemm", &Reader::read_gemm},
      {"GlobalAveragePool", &Reader::read_global_pool<AveragePool>},
      {"GlobalMaxPool", &Reader::read_global_pool<MaxPool>},
      {"HardSigmoid", &Reader::read_hard_sigmoid},
      {"HardSwish", &Reader::read_activation<ActivationFunction::kHardSwish>},
      {"Identity", &Reader::read_same, kFollowsLogits},
      {"LeakyRelu", &Reader::read_leaky_relu},
      {"Log", &Reader::read_log, kFollowsLogits},
      {"LogSoftmax", &Reader::read_softmax<OnnxHead::kLogSoftmax>},
      {"MatMul", &Reader::read_matmul},
      {"Max", &Reader::read_max},
      {"MaxPool", &Reader::read_pool<MaxPool>},
      {"Min", &Reader::read_min},
      {"Mul", &Reader::read_mul},
      {"Neg", &Reader::read_neg},
      {"PRelu", &Reader::read_prelu},
      {"Pad", &Reader::read_pad},
      {"Pow", &Reader::read_pow},
      {"ReduceMax", &Reader::read_reduction<MaxPool>},
      {"ReduceMean", &Reader::read_reduction<AveragePool>},
      {"Relu", &Reader::read_activation<ActivationFunction::kRelu>},
      {"Reshape", &Reader::read_arrangement<onnx_shapes::reshaped>, kFollowsLogits},
      {"Selu", &Reader::read_selu},
      {"Sigmoid", &Reader::read_activation<ActivationFunction::kSigmoid>},
      {"Softmax", &Reader::read_softmax<OnnxHead::kSoftmax>},
      {"Softplus", &Reader::read_activation<ActivationFunction::kSoftplus>},
      {"Squeeze", &Reader::read_arrangement<onnx_shapes::squeezed>, kFollowsLogits},
      {"Sub", &Reader::read_sub},
      {"Sum", &Reader::read_add},
      {"Tanh", &Reader::read_activation<ActivationFunction::kTanh>},
      {"Transpose", &Reader::read_transpose},
      {"Unsqueeze", &Reader::read_arrangement<onnx_shapes::unsqueezed>, kFollowsLogits},
      {"ai.onnx.ml.ArrayFeatureExtractor", &Reader::read_array_feature_extractor, kFollowsLogits},
      {"ai.onnx.ml.LinearClassifier", &Reader::read_linear_classifier},
      {"ai.onnx.ml.Normalizer", &Reader::read_normalizer, kFollowsLogits},
      {"ai.onnx.ml.Scaler", &Reader::read_scaler},
      {"ai.onnx.ml.ZipMap", &Reader::read_zip_map, kFollowsLogits},
  };
  return kOperators;
}

std::string OnnxGraphReader::operator_names() { return listed(operators()); }

template <typename Kind, typename... Arguments>
OnnxSignal OnnxGraphReader::add_layer(const OnnxNode& node, const OnnxSignal& input,
                                      OnnxIntegers dims, std::vector<float> parameters,
                                      const Arguments&... arguments) {
  std::unique_ptr<Layer> layer;
  try {
    layer = std::make_unique<Kind>(shape_of(input), arguments...);
  } catch (const std::invalid_argument& error) {
    node.fail("a layer that fits its input of " + to_string(shape_of(input)), error.what());
  }
  const Shape shape = layer->output_shape();
  if (shape.size() > kMostValues) {
    node.fail("at most " + std::to_string(kMostValues) + " values", to_string(shape));
  }
  parameters.resize(layer->parameter_count());
  dims.insert(dims.begin(), batch_);
  return {.step = steps_.add({.node = node.name(),
                              .input = input.step,
                              .shape = shape,
                              .layer = std::move(layer),
                              .parameters = std::move(parameters)}),
          .dims = std::move(dims)};
}

template <typename Kind, typename... Arguments>
OnnxSignal OnnxGraphReader::add_maps_layer(const OnnxNode& node, const OnnxSignal& input,
                                           const Arguments&... arguments) {
  OnnxSignal result = add_layer<Kind>(node, input, {}, {}, arguments...);
  const OnnxIntegers dims = dims_of(shape_of(result));
  result.dims.insert(result.dims.end(), dims.begin(), dims.end());
  return result;
}

OnnxSignal OnnxGraphReader::read_pad(OnnxNode& node) {
  const OnnxSignal& maps = feature_maps(node);
  node.require_inputs(1, 4);
  const std::string mode = node.attribute("mode", "constant");
  if (mode != "constant") node.fail("mode constant", printable(mode));
  const float value = node.input_or_attribute(2, "value", 0.0f);
  if (value != 0.0f) node.fail("padding with 0", std::to_string(value));
  OnnxIntegers pads = node.input_or_attribute(1, "pads", OnnxIntegers{});
  if (node.has_input(3)) {
    const OnnxIntegers& axes = node.integers(3);
    if (pads.size() != 2 * axes.size()) node.fail("two pads for each axis", to_string(pads));
    OnnxIntegers all(8);
    for (std::size_t n = 0; n < axes.size(); ++n) {
      const std::size_t axis = onnx_shapes::axis_of(node, axes[n], 4);
      all[axis] = pads[n];
      all[axis + 4] = pads[n + axes.size()];
    }
    pads = all;
  }
  const bool fits = pads.size() == 8 && pads[0] == 0 && pads[1] == 0 && pads[4] == 0 &&
                    pads[5] == 0 &&
                    std::ranges::all_of(pads, [](std::int64_t n) { return n >= 0; });
  if (!fits) node.fail("zeros around the feature maps", "pads " + to_string(pads));
  const Margins margins{to_int(pads[2]), to_int(pads[3]), to_int(pads[6]), to_int(pads[7])};
  return is_none(margins) ? maps : add_maps_layer<Padding>(node, maps, margins);
}

OnnxSignal OnnxGraphReader::read_conv(OnnxNode& node) {
  node.require_inputs(2, 3);
  OnnxSignal maps = feature_maps(node);
  const OnnxIntegers dims = node.constant(1).dims;
  const std::int64_t groups = node.attribute("group", std::int64_t{1});
  if (dims.size() != 4 || groups < 1 || dims[1] != shape_of(maps).channels / groups ||
      element_count(dims) == 0) {
    node.fail("kernels of the shape [kernels, channels / groups, height, width] for " +
                  std::to_string(shape_of(maps).channels) + " channels",
              to_string(dims) + " and " + std::to_string(groups) + " groups");
  }
  two(node, "kernel_shape", {dims[2], dims[3]}, 1);
  const OnnxIntegers dilations = two(node, "dilations", {1, 1}, 1);
  const OnnxIntegers reach{(dims[2] - 1) * dilations[0] + 1, (dims[3] - 1) * dilations[1] + 1};
  const Placement placement = read_placement(node, reach, shape_of(maps));
  if (!is_none(placement.margins)) maps = add_maps_layer<Padding>(node, maps, placement.margins);
  const std::vector<float>& weights = node.numbers(1, dims);
  std::vector<float> parameters;
  parameters.reserve(weights.size() + static_cast<std::size_t>(dims[0]));
  parameters.assign(weights.begin(), weights.end());
  if (dilations != OnnxIntegers{1, 1}) {
    budget_.take(node, element_count({dims[0], dims[1], reach[0], reach[1]}));
    parameters = dilated(parameters, dims, dilations, reach);
  }
  budget_.take(node, parameters.size());
  const bool has_bias = node.has_input(2);
  if (has_bias) {
    const std::vector<float>& biases = node.numbers(2, {dims[0]});
    parameters.insert(parameters.end(), biases.begin(), biases.end());
  }
  OnnxSignal result = add_layer<Convolution>(node, maps, {}, std::move(parameters),
                                             Kernels{.count = to_int(dims[0]),
                                                     .height = to_int(reach[0]),
                                                     .width = to_int(reach[1]),
                                                     .stride_height = to_int(placement.strides[0]),
                                                     .stride_width = to_int(placement.strides[1]),
                                                     .groups = to_int(groups),
                                                     .has_bias = has_bias});
  const OnnxIntegers shape = dims_of(shape_of(result));
  result.dims.insert(result.dims.end(), shape.begin(), shape.end());
  return result;
}

template <typename Pool>
OnnxSignal OnnxGraphReader::read_pool(OnnxNode& node) {
  constexpr bool kIsAverage = std::is_same_v<Pool, AveragePool>;
  node.require_inputs(1, 1);
  OnnxSignal maps = feature_maps(node);
  const OnnxIntegers size = two(node, "kernel_shape", {0, 0}, 1);
  if (two(node, "dilations", {1, 1}, 1) != OnnxIntegers{1, 1}) {
    node.fail("windows of neighbouring pixels", "dilations");
  }
  node.require_attribute("storage_order", 0);
  Placement placement = read_placement(node, size, shape_of(maps));
  const bool counts_margins =
      kIsAverage && node.attribute("count_include_pad", std::int64_t{0}) != 0;
  Margins margins = placement.margins;
  if (counts_margins && !is_none(margins)) {
    maps = add_maps_layer<Padding>(node, maps, margins);
    margins = {};
  }
  const Shape& shape = shape_of(maps);
  if (node.attribute("ceil_mode", std::int64_t{0}) != 0) {
    margins.bottom +=
        rows_of_ceil_mode(shape.height, margins.top, margins.bottom, size[0], placement.strides[0]);
    margins.right +=
        rows_of_ceil_mode(shape.width, margins.left, margins.right, size[1], placement.strides[1]);
  }
  // With one place for the window, strides do not matter.
  if (size == OnnxIntegers{shape.height, shape.width} && is_none(margins) &&
      !(size[0] == size[1] && placement.strides == size)) {
    return add_maps_layer<Pool>(node, maps);
  }
  return add_maps_layer<Pool>(node, maps,
                              Window{.height = to_int(size[0]),
                                     .width = to_int(size[1]),
                                     .stride_height = to_int(placement.strides[0]),
                                     .stride_width = to_int(placement.strides[1]),
                                     .margins = margins});
}

template <typename Pool>
OnnxSignal OnnxGraphReader::read_global_pool(OnnxNode& node) {
  node.require_inputs(1, 1);
  return add_maps_layer<Pool>(node, feature_maps(node));
}

/// The mean or maximum of whole maps, whatever the order of the axes.
template <typename Pool>
OnnxSignal OnnxGraphReader::read_reduction(OnnxNode& node) {
  node.require_inputs(1, 2);
  const OnnxSignal& signal = node.signal();
  const OnnxIntegers dims = image_dims(node, signal);
  const bool keeps_axes = node.attribute("keepdims", std::int64_t{1}) != 0;
  node.require_attribute("noop_with_empty_axes", 0);
  const OnnxIntegers axes = node.input_or_attribute(1, "axes", OnnxIntegers{});
  std::vector<bool> is_reduced(signal.dims.size());
  for (const std::int64_t axis : axes) {
    is_reduced[onnx_shapes::axis_of(node, axis, signal.dims.size())] = true;
  }
  const Shape& shape = shape_of(signal);
  const auto refuse = [&] {
    node.fail("all rows and columns of each feature map",
              "axes " + to_string(axes) + " of the shape " + to_string(signal.dims));
  };
  if (dims.size() + 1 != signal.dims.size() || is_reduced[0]) refuse();
  // Each value must belong to the channel that is counted by the other axes.
  const OnnxIntegers strides = onnx_shapes::strides(dims);
  const std::size_t map = shape.size() / static_cast<std::size_t>(shape.channels);
  OnnxIntegers channel_strides(dims.size());
  std::int64_t channels = 1;
  for (std::size_t axis = dims.size(); axis-- > 0;) {
    if (is_reduced[axis + 1]) continue;
    channel_strides[axis] = channels;
    channels *= dims[axis];
  }
  bool fits = channels == shape.channels;
  std::size_t index = 0;
  onnx_shapes::for_each_place(dims, channel_strides, [&](std::size_t channel) {
    fits = fits && signal.place(index++) / map == channel;
  });
  if (!fits) refuse();
  OnnxSignal result = add_layer<Pool>(node, signal, {}, {});
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    if (!is_reduced[axis + 1]) result.dims.push_back(dims[axis]);
    if (is_reduced[axis + 1] && keeps_axes) result.dims.push_back(1);
  }
  return result;
}

/// A layer of `outputs` products. `weights` are outputs x inputs, or the other way round if they
/// are transposed, with the inputs in the graph's order.
OnnxSignal OnnxGraphReader::add_fully_connected(const OnnxNode& node, const OnnxSignal& input,
                                                std::span<const float> weights, std::size_t outputs,
                                                bool is_transposed, float factor,
                                                std::span<const float> biases) {
  const std::size_t inputs = shape_of(input).size();
  budget_.take(node, weights.size());
  std::vector<float> parameters;
  parameters.reserve(weights.size() + outputs);
  parameters.assign(weights.begin(), weights.end());
  if (is_transposed || !input.order.empty()) {
    for (std::size_t k = 0; k < outputs; ++k) {
      for (std::size_t n = 0; n < inputs; ++n) {
        parameters[k * inputs + input.place(n)] =
            weights[is_transposed ? n * outputs + k : k * inputs + n];
      }
    }
  }
  if (factor != 1.0f) {
    for (float& weight : parameters) weight *= factor;
  }
  parameters.insert(parameters.end(), biases.begin(), biases.end());
  const auto count = static_cast<std::int64_t>(outputs);
  return add_layer<FullyConnected>(node, input, {count}, std::move(parameters), to_int(count));
}

OnnxSignal OnnxGraphReader::read_gemm(OnnxNode& node) {
  node.require_inputs(2, 3);
  const OnnxSignal& input = node.signal();
  require_vector(node, input);
  node.require_attribute("transA", 0);
  const bool is_transposed = node.attribute("transB", std::int64_t{0}) == 0;
  const float alpha = node.attribute("alpha", 1.0f);
  const float beta = node.attribute("beta", 1.0f);
  const OnnxIntegers weights = node.constant(1).dims;
  const auto inputs = static_cast<std::int64_t>(shape_of(input).size());
  if (weights.size() != 2 || weights[is_transposed ? 0 : 1] != inputs ||
      element_count(weights) == 0) {
    node.fail(is_transposed ? "weights of the shape [" + std::to_string(inputs) + ", outputs]"
                            : "weights of the shape [outputs, " + std::to_string(inputs) + "]",
              to_string(weights));
  }
  const std::int64_t outputs = weights[is_transposed ? 1 : 0];
  std::vector<float> biases;
  if (node.has_input(2) && node.constant(2).count() == 1) {
    biases.assign(static_cast<std::size_t>(outputs), node.number(2));
  } else if (node.has_input(2)) {
    biases = node.numbers(2, {outputs});
  }
  if (beta != 1.0f) {
    for (float& bias : biases) bias *= beta;
  }
  return add_fully_connected(node, input, node.numbers(1, weights),
                             static_cast<std::size_t>(outputs), is_transposed, alpha, biases);
}

OnnxSignal OnnxGraphReader::read_matmul(OnnxNode& node) {
  node.require_inputs(2, 2);
  const OnnxSignal& input = node.signal();
  const OnnxIntegers dims = image_dims(node, input);
  require_vector(node, input);
  const OnnxIntegers all = node.constant(1).dims;
  const auto inputs = static_cast<std::int64_t>(shape_of(input).size());
  const std::size_t axes = all.size();
  const bool has_ones = std::all_of(all.begin(), all.end() - (axes < 2 ? axes : 2),
                                    [](std::int64_t dim) { return dim == 1; });
  if (axes < 2 || !has_ones || all[axes - 2] != inputs || dims.empty() || dims.back() != inputs ||
      all[axes - 1] == 0) {
    node.fail("weights of the shape [" + std::to_string(inputs) + ", outputs]", to_string(all));
  }
  OnnxSignal result =
      add_fully_connected(node, input, node.numbers(1, all),
                          static_cast<std::size_t>(all[axes - 1]), /*is_transposed=*/true);
  OnnxIntegers shape = input.dims;
  shape.back() = all[axes - 1];
  result.dims = std::move(shape);
  return result;
}

template <typename... Arguments>
OnnxSignal OnnxGraphReader::add_activation(const OnnxNode& node, const OnnxSignal& input,
                                           ActivationFunction function,
                                           const Arguments&... arguments) {
  OnnxSignal result = input;
  result.step = add_layer<Activation>(node, input, {}, {}, function, arguments...).step;
  return result;
}

template <ActivationFunction kFunction>
OnnxSignal OnnxGraphReader::read_activation(OnnxNode& node) {
  node.require_inputs(1, 1);
  return add_activation(node, node.signal(), kFunction);
}

OnnxSignal OnnxGraphReader::read_leaky_relu(OnnxNode& node) {
  node.require_inputs(1, 1);
  const float slope = node.attribute("alpha", 0.01f);
  return add_activation(node, node.signal(), ActivationFunction::kLeakyRelu, slope);
}

OnnxSignal OnnxGraphReader::read_elu(OnnxNode& node) {
  node.require_inputs(1, 1);
  return add_activation(node, node.signal(), ActivationFunction::kElu,
                        node.attribute("alpha", 1.0f));
}

/// A multiple of an ELU (Klambauer et al., 2017).
OnnxSignal OnnxGraphReader::read_selu(OnnxNode& node) {
  node.require_inputs(1, 1);
  const float alpha = node.attribute("alpha", 1.67326319f);
  const float gamma = node.attribute("gamma", 1.05070102f);
  return add_line(node, add_activation(node, node.signal(), ActivationFunction::kElu, alpha),
                  static_cast<double>(gamma), 0.0);
}

OnnxSignal OnnxGraphReader::read_hard_sigmoid(OnnxNode& node) {
  node.require_inputs(1, 1);
  const float slope = node.attribute("alpha", 0.2f);
  const float offset = node.attribute("beta", 0.5f);
  return add_activation(node, node.signal(), ActivationFunction::kHardSigmoid, slope, offset);
}

namespace {

/// A bound of Clip that is no bound is the largest number.
float finite(float bound) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  return std::clamp(bound, -kLargest, kLargest);
}

}  // namespace

OnnxSignal OnnxGraphReader::read_clip(OnnxNode& node) {
  node.require_inputs(1, 3);
  const float lowest = finite(node.input_or_attribute(1, "min", -INFINITY));
  const float highest = finite(node.input_or_attribute(2, "max", INFINITY));
  const bool has_highest = highest < finite(INFINITY);
  if (lowest == 0.0f && !has_highest) {
    return add_activation(node, node.signal(), ActivationFunction::kRelu);
  }
  if (lowest == finite(-INFINITY) && !has_highest) return node.signal();
  return add_activation(node, node.signal(), ActivationFunction::kClip, lowest, highest);
}

OnnxSignal OnnxGraphReader::read_max(OnnxNode& node) {
  node.require_inputs(2, 2);
  const int constant = node.is_constant(0) ? 0 : 1;
  const float lowest = finite(node.number(constant));
  const OnnxSignal& input = node.signal(1 - constant);
  if (lowest == 0.0f) return add_activation(node, input, ActivationFunction::kRelu);
  return add_activation(node, input, ActivationFunction::kClip, lowest, finite(INFINITY));
}

OnnxSignal OnnxGraphReader::read_min(OnnxNode& node) {
  node.require_inputs(2, 2);
  const int constant = node.is_constant(0) ? 0 : 1;
  return add_activation(node, node.signal(1 - constant), ActivationFunction::kClip,
                        finite(-INFINITY), finite(node.number(constant)));
}

OnnxSignal OnnxGraphReader::read_prelu(OnnxNode& node) {
  node.require_inputs(2, 2);
  const OnnxSignal& input = node.signal();
  const OnnxTensor& slopes = node.constant(1);
  const std::vector<float>& numbers = node.numbers(1, slopes.dims);
  const OnnxIntegers dims = image_dims(node, input);
  const OnnxIntegers strides = image_strides(node, input, slopes.dims);
  const auto channels = static_cast<std::size_t>(shape_of(input).channels);
  const std::size_t map = shape_of(input).size() / channels;
  std::vector<float> of_channel(channels, std::numeric_limits<float>::infinity());
  std::size_t index = 0;
  onnx_shapes::for_each_place(dims, strides, [&](std::size_t place) {
    float& slope = of_channel[input.place(index++) / map];
    if (slope == std::numeric_limits<float>::infinity()) slope = numbers[place];
    if (slope != numbers[place]) node.fail("one slope for each channel", "other ones");
  });
  OnnxSignal result = input;
  result.step = add_layer<PRelu>(node, input, {}, std::move(of_channel)).step;
  return result;
}

}  // namespace inkling
