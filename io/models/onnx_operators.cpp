// The meaning of each operator: one function each, which checks everything that a node of that kind
// can contain and adds the corresponding layer. A new kind of layer needs such a function and a
// line in the table.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "io/models/onnx_graph_reader.h"
#include "model/layers/convolution.h"
#include "model/layers/fully_connected.h"
#include "model/layers/max_pool.h"
#include "model/layers/padding.h"

namespace inkling {
namespace {

using Integers = OnnxNode::Integers;

/// For the constructors of the layers, which refuse values that are too small or too large.
int to_int(std::int64_t number) {
  using Int = std::numeric_limits<int>;
  return static_cast<int>(std::clamp<std::int64_t>(number, Int::min(), Int::max()));
}

}  // namespace

std::span<const OnnxGraphReader::Operator> OnnxGraphReader::operators() {
  using Reader = OnnxGraphReader;
  static constexpr Operator kOperators[] = {
      {"Sub", &Reader::read_sub},
      {"Div", &Reader::read_div},
      {"Pad", &Reader::read_pad},
      {"Conv", &Reader::read_conv},
      {"MaxPool", &Reader::read_max_pool},
      {"GlobalMaxPool", &Reader::read_global_max_pool},
      {"Gemm", &Reader::read_gemm},
      {"Relu", &Reader::read_activation<ActivationFunction::kRelu>},
      {"LeakyRelu", &Reader::read_leaky_relu},
      {"Sigmoid", &Reader::read_activation<ActivationFunction::kSigmoid>},
      {"Tanh", &Reader::read_activation<ActivationFunction::kTanh>},
      {"Mul", &Reader::read_mul},
      {"Flatten", &Reader::read_flatten},
      {"Reshape", &Reader::read_reshape},
      {"Softmax", &Reader::read_softmax},
  };
  return kOperators;
}

void OnnxGraphReader::read_sub(OnnxNode& node) {
  if (has_mean_ || has_deviation_ || !layers_.empty()) {
    node.fail("one subtraction of the mean, before all layers", "another place");
  }
  node.require_inputs(2, 2);
  normalization_.mean = node.constant_number(1);
  has_mean_ = true;
}

void OnnxGraphReader::read_div(OnnxNode& node) {
  if (has_deviation_ || !layers_.empty()) {
    node.fail("one division by the deviation, before all layers", "another place");
  }
  node.require_inputs(2, 2);
  normalization_.deviation = node.constant_number(1);
  if (!(normalization_.deviation > 0.0f)) {
    node.fail("a deviation above 0", std::to_string(normalization_.deviation));
  }
  has_deviation_ = true;
}

void OnnxGraphReader::read_pad(OnnxNode& node) {
  require_feature_maps(node);
  node.require_inputs(2, 3);
  node.require_text("mode", "constant");
  const Integers pads = node.constant_integers(1);
  const std::int64_t amount = pads.empty() ? 0 : pads.back();
  if (pads != Integers{0, 0, amount, amount, 0, 0, amount, amount}) {
    node.fail("the same padding on every side of the feature maps", "pads " + to_string(pads));
  }
  if (node.has_input(2) && node.constant_number(2) != 0.0f) {
    node.fail("padding with 0", std::to_string(node.constant_number(2)));
  }
  add<Padding>(node, to_int(amount));
}

void OnnxGraphReader::read_conv(OnnxNode& node) {
  require_feature_maps(node);
  node.require_inputs(2, 3);
  const Integers dims = node.constant_dims(1);
  if (dims.size() != 4 || dims[1] != shape_.channels) {
    node.fail(
        "kernels of the shape [kernels, " + std::to_string(shape_.channels) + ", height, width]",
        to_string(dims));
  }
  node.require_integers("kernel_shape", {dims[2], dims[3]});
  node.require_integers("strides", {1, 1});
  node.require_integers("dilations", {1, 1});
  node.require_integers("group", {1});
  node.require_text("auto_pad", "NOTSET");
  const Integers pads = node.integers("pads", {0, 0, 0, 0});
  const std::int64_t amount = pads.empty() ? 0 : pads.back();
  if (pads != Integers(4, amount)) {
    node.fail("the same padding on every side", "pads " + to_string(pads));
  }
  if (amount != 0) add<Padding>(node, to_int(amount));
  add<Convolution>(node, to_int(dims[0]), to_int(dims[2]), to_int(dims[3]), node.has_input(2));
  add_parameters(node, dims);
}

void OnnxGraphReader::read_max_pool(OnnxNode& node) {
  require_feature_maps(node);
  node.require_inputs(1, 1);
  node.require_integers("pads", {0, 0, 0, 0});
  node.require_integers("dilations", {1, 1});
  node.require_integers("ceil_mode", {0});
  node.require_integers("storage_order", {0});
  node.require_text("auto_pad", "NOTSET");
  const Integers size = node.integers("kernel_shape", {});
  const bool is_square = size.size() == 2 && size[0] == size[1];
  const bool is_whole = size == Integers{shape_.height, shape_.width};
  if (!is_square && !is_whole) {
    node.fail("a window that is square or as large as the map", "kernel_shape " + to_string(size));
  }
  const Integers strides = node.integers("strides", {1, 1});
  if (is_whole && !(is_square && strides == size)) {
    add<MaxPool>(node);  // the window has only one place, so strides do not matter
    return;
  }
  node.require_integers("strides", size, {1, 1});
  add<MaxPool>(node, to_int(size[0]));
}

void OnnxGraphReader::read_global_max_pool(OnnxNode& node) {
  require_feature_maps(node);
  node.require_inputs(1, 1);
  add<MaxPool>(node);
}

void OnnxGraphReader::read_gemm(OnnxNode& node) {
  require_matrix(node);
  node.require_inputs(2, 3);
  node.require_number("alpha", 1.0f);
  node.require_number("beta", 1.0f);
  node.require_integers("transA", {0});
  node.require_integers("transB", {1}, {0});
  const Integers dims = node.constant_dims(1);
  if (dims.size() != 2 || static_cast<std::size_t>(dims[1]) != shape_.size()) {
    node.fail("weights of the shape [outputs, " + std::to_string(shape_.size()) + "]",
              to_string(dims));
  }
  add<FullyConnected>(node, to_int(dims[0]));
  add_parameters(node, dims);
}

template <ActivationFunction kFunction>
void OnnxGraphReader::read_activation(OnnxNode& node) {
  node.require_inputs(1, 1);
  add<Activation>(node, kFunction);
}

void OnnxGraphReader::read_leaky_relu(OnnxNode& node) {
  node.require_inputs(1, 1);
  add<Activation>(node, ActivationFunction::kLeakyRelu, node.number("alpha", 0.01f));
}

void OnnxGraphReader::read_mul(OnnxNode& node) {
  node.require_inputs(2, 2);
  if (node.input(1) != value_) node.fail("a value times itself", "input " + node.input(1));
  add<Activation>(node, ActivationFunction::kSquare);
}

void OnnxGraphReader::read_flatten(OnnxNode& node) {
  node.require_inputs(1, 1);
  node.require_integers("axis", {1});
  value_is_matrix_ = true;
}

/// Turns a matrix into feature maps.
void OnnxGraphReader::read_reshape(OnnxNode& node) {
  require_matrix(node);
  node.require_inputs(2, 2);
  node.require_integers("allowzero", {0});
  const Integers maps = {0, shape_.channels, shape_.height, shape_.width};
  const Integers found = node.constant_integers(1);
  if (found != maps) node.fail("the shape " + to_string(maps), to_string(found));
  value_is_matrix_ = false;
}

void OnnxGraphReader::read_softmax(OnnxNode& node) {
  require_matrix(node);
  node.require_inputs(1, 1);
  const Integers axis = node.integers("axis", {1});
  if (axis != Integers{1} && axis != Integers{-1}) node.fail("axis 1", "axis " + to_string(axis));
  ended_ = true;
}

void OnnxGraphReader::require_feature_maps(const OnnxNode& node) const {
  if (value_is_matrix_) node.fail("feature maps [N, C, H, W] as input", "a matrix [N, K]");
}

void OnnxGraphReader::require_matrix(const OnnxNode& node) const {
  if (!value_is_matrix_) node.fail("a matrix [N, K] as input, from a Flatten", "feature maps");
}

/// Appends a layer that reads the current value.
template <typename Kind, typename... Arguments>
void OnnxGraphReader::add(const OnnxNode& node, Arguments... arguments) {
  try {
    layers_.push_back(std::make_unique<Kind>(shape_, arguments...));
  } catch (const std::invalid_argument& error) {
    node.fail("a layer that fits its input of " + to_string(shape_), error.what());
  }
  shape_ = layers_.back()->output_shape();
  if (shape_.size() > kMostValues) {
    node.fail("at most " + std::to_string(kMostValues) + " values", to_string(shape_));
  }
}

/// The parameters of the layer that was added last: inputs 1 and 2 of its node. If the node has no
/// bias but the layer does, it is 0.
void OnnxGraphReader::add_parameters(const OnnxNode& node, const Integers& weight_dims) {
  const std::vector<float> weights = node.constant(1, weight_dims);
  const std::vector<float> biases = node.has_input(2)
                                        ? node.constant(2, {weight_dims[0]})
                                        : std::vector<float>(layers_.back()->bias_count());
  // A constant that many nodes share could make the network larger than the file.
  if (weights.size() + biases.size() > kMostParameters - parameters_.size()) {
    node.fail("at most " + std::to_string(kMostParameters) + " parameters", "more");
  }
  parameters_.insert(parameters_.end(), weights.begin(), weights.end());
  parameters_.insert(parameters_.end(), biases.begin(), biases.end());
}

}  // namespace inkling
