// Writes a network as an ONNX graph: a chain of nodes, each of which reads the value before it.
//
//   image -> Sub(mean) -> Div(deviation) -> one node for each layer -> Softmax -> probabilities
//
// A calibrated network has a Mul by the inverse temperature before the Softmax.
// In a residual block, both branches read the same value, and an Add joins them.
//
// There is one difference in shapes. Our fully connected layer reads feature maps as a vector and
// its output is K x 1 x 1; ONNX's Gemm has matrices [N, K] as input and output. So the writer knows
// in which of the two forms a value is there, and adds a Flatten or a Reshape if a node needs the
// other one. (In OpenCV 4.6, batches larger than 1 fail with a Reshape that takes N from
// Shape, and with Unsqueeze. A constant shape with 0 for N, which means "as in the input", works.)

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>
#include <string>

#include "io/files/atomic_file.h"
#include "io/files/error.h"
#include "io/models/onnx_checksum.h"
#include "io/models/onnx_format.h"
#include "io/models/onnx_model.h"
#include "model/layers/activation.h"
#include "model/layers/addition.h"
#include "model/layers/average_pool.h"
#include "model/layers/convolution.h"
#include "model/layers/fully_connected.h"
#include "model/layers/max_pool.h"
#include "model/layers/padding.h"
#include "model/layers/prelu.h"
#include "model/layers/scale.h"
#include "model/network/folding.h"
#include "onnx.pb.h"

namespace inkling {
namespace {

using Integers = std::initializer_list<std::int64_t>;

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

void add_attribute(onnx::NodeProto& node, const char* name, Integers values) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INTS);
  attribute.mutable_ints()->Add(values.begin(), values.end());
}

void add_attribute(onnx::NodeProto& node, const char* name, std::int64_t value) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INT);
  attribute.set_i(value);
}

void add_attribute(onnx::NodeProto& node, const char* name, float value) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::FLOAT);
  attribute.set_f(value);
}

/// Declares an input or output of floats: any number N of images, then `dims`.
void describe(onnx::ValueInfoProto& value, const char* name, Integers dims) {
  value.set_name(name);
  onnx::TypeProto::Tensor& type = *value.mutable_type()->mutable_tensor_type();
  type.set_elem_type(onnx::TensorProto::FLOAT);
  type.mutable_shape()->add_dim()->set_dim_param("N");
  for (const std::int64_t dim : dims) type.mutable_shape()->add_dim()->set_dim_value(dim);
}

class GraphWriter {
 public:
  GraphWriter(const Network& network, onnx::GraphProto& graph) : network_(network), graph_(graph) {}

  void write();

 private:
  /// Writes `layer` if it is a `Kind`. A new kind needs a call of this and a `write_layer`.
  template <typename Kind>
  bool write_if(const Layer& layer) {
    const auto* const kind = dynamic_cast<const Kind*>(&layer);
    if (kind != nullptr) write_layer(*kind);
    return kind != nullptr;
  }
  bool write_any(const Layer& layer) {
    return write_if<Padding>(layer) || write_if<Convolution>(layer) || write_if<MaxPool>(layer) ||
           write_if<AveragePool>(layer) || write_if<FullyConnected>(layer) ||
           write_if<Activation>(layer) || write_if<PRelu>(layer) || write_if<Scale>(layer) ||
           write_if<Addition>(layer);
  }

  void write_layer(const Padding& layer);
  void write_layer(const Convolution& layer);
  void write_layer(const MaxPool& layer) { write_pool(layer, "MaxPool", "GlobalMaxPool", "pool"); }
  void write_layer(const AveragePool& layer) {
    write_pool(layer, "AveragePool", "GlobalAveragePool", "average");
  }
  void write_layer(const FullyConnected& layer);
  void write_layer(const Activation& layer);
  void write_layer(const PRelu& layer);
  void write_layer(const Scale& layer);

  void write_pool(const Pool& layer, const char* op_type, const char* global_op_type,
                  const std::string& kind);
  void write_layer(const Addition& layer);

  void read(std::size_t activation);
  void want_matrix();
  void want_feature_maps();
  void keep_output();

  onnx::NodeProto& add_node(const char* op_type, const std::string& name);
  onnx::NodeProto& add_layer_node(const char* op_type, const std::string& kind);
  template <typename Number>
  void add_initializer(onnx::NodeProto& node, const std::string& name,
                       onnx::TensorProto::DataType type, Integers dims,
                       std::span<const Number> values);
  void add_weights(onnx::NodeProto& node, const Layer& layer, Integers dims);
  void add_number(onnx::NodeProto& node, const std::string& name, float value);
  void add_channels(onnx::NodeProto& node, const std::string& name, std::span<const float> values);
  void add_hard_sigmoid(const std::string& kind, float factor, float summand);
  void multiply_by(const std::string& value, const std::string& kind);

  /// The names of an activation as [N, C, H, W] and as [N, K], or of one of both.
  struct Forms {
    std::string maps;
    std::string matrix;
  };

  const Network& network_;
  onnx::GraphProto& graph_;
  std::string value_ = onnx_format::kInput;  // the input of the next node
  bool value_is_matrix_ = false;
  std::vector<Forms> activations_;
  std::size_t activation_ = 0;  // whose value is the input of the next node
  std::size_t index_ = 0;       // of the layer being written
};

void GraphWriter::write() {
  graph_.set_name("inkling");
  graph_.set_doc_string(network_.architecture());
  const Shape& input = network_.input_shape();
  describe(*graph_.add_input(), onnx_format::kInput, {input.channels, input.height, input.width});

  const Normalization& normalization = network_.normalization;
  add_initializer<float>(add_node("Sub", "subtract_mean"), "mean", onnx::TensorProto::FLOAT, {},
                         std::span(&normalization.mean, 1));
  add_initializer<float>(add_node("Div", "divide_by_deviation"), "deviation",
                         onnx::TensorProto::FLOAT, {}, std::span(&normalization.deviation, 1));

  keep_output();
  for (index_ = 0; index_ < network_.layer_count(); ++index_) {
    const Layer& layer = network_.layer(index_);
    read(network_.connections().input_of(index_));
    if (!write_any(layer)) throw std::logic_error(layer.text() + " has no ONNX form");
    keep_output();
  }
  read(network_.layer_count());
  want_matrix();
  if (network_.inverse_temperature != 1.0f) {
    add_number(add_node("Mul", "divide_by_temperature"), "inverse_temperature",
               network_.inverse_temperature);
  }
  add_attribute(add_node("Softmax", onnx_format::kOutput), "axis", std::int64_t{1});
  describe(*graph_.add_output(), onnx_format::kOutput,
           {static_cast<std::int64_t>(network_.class_count())});
}

void GraphWriter::write_layer(const Padding& layer) {
  want_feature_maps();
  const auto [top, left, bottom, right] = layer.margins();
  const std::int64_t pads[] = {0, 0, top, left, 0, 0, bottom, right};
  onnx::NodeProto& node = add_layer_node("Pad", "pad");
  add_initializer<std::int64_t>(node, node.name() + ".pads", onnx::TensorProto::INT64, {8}, pads);
}

void GraphWriter::write_layer(const Convolution& layer) {
  want_feature_maps();
  onnx::NodeProto& node = add_layer_node("Conv", "conv");
  const Kernels& kernels = layer.description();
  add_attribute(node, "kernel_shape", {kernels.height, kernels.width});
  if (kernels.stride_height != 1 || kernels.stride_width != 1) {
    add_attribute(node, "strides", {kernels.stride_height, kernels.stride_width});
  }
  if (kernels.groups != 1) add_attribute(node, "group", std::int64_t{kernels.groups});
  add_weights(node, layer,
              {kernels.count, layer.channels_of_group(), kernels.height, kernels.width});
}

void GraphWriter::write_pool(const Pool& layer, const char* op_type, const char* global_op_type,
                             const std::string& kind) {
  want_feature_maps();
  if (layer.is_global()) {
    add_layer_node(global_op_type, kind);
    return;
  }
  const auto [height, width, stride_height, stride_width, margins] = layer.window();
  onnx::NodeProto& node = add_layer_node(op_type, kind);
  add_attribute(node, "kernel_shape", {height, width});
  add_attribute(node, "strides", {stride_height, stride_width});
  if (margins == Margins{}) return;
  add_attribute(node, "pads", {margins.top, margins.left, margins.bottom, margins.right});
}

void GraphWriter::write_layer(const FullyConnected& layer) {
  want_matrix();
  onnx::NodeProto& node = add_layer_node("Gemm", "fc");
  add_attribute(node, "transB", std::int64_t{1});
  add_weights(
      node, layer,
      {layer.output_shape().channels, static_cast<std::int64_t>(layer.input_shape().size())});
}

void GraphWriter::write_layer(const Activation& layer) {
  const std::string input = value_;
  switch (layer.function()) {
    case ActivationFunction::kRelu:
      add_layer_node("Relu", "relu");
      return;
    case ActivationFunction::kLeakyRelu:
      add_attribute(add_layer_node("LeakyRelu", "leaky"), "alpha", layer.a());
      return;
    case ActivationFunction::kSigmoid:
      add_layer_node("Sigmoid", "sigmoid");
      return;
    case ActivationFunction::kTanh:
      add_layer_node("Tanh", "tanh");
      return;
    case ActivationFunction::kSquare:
      multiply_by(input, "square");
      return;
    case ActivationFunction::kClip: {
      onnx::NodeProto& node = add_layer_node("Clip", "clip");
      add_number(node, node.name() + ".min", layer.a());
      add_number(node, node.name() + ".max", layer.b());
      return;
    }
    case ActivationFunction::kElu:
      add_attribute(add_layer_node("Elu", "elu"), "alpha", layer.a());
      return;
    case ActivationFunction::kSoftplus:
      add_layer_node("Softplus", "softplus");
      return;
    case ActivationFunction::kHardSigmoid:
      add_hard_sigmoid("hard_sigmoid", layer.a(), layer.b());
      return;
    case ActivationFunction::kHardSwish:
      // ONNX's HardSwish is newer than our version of the operators.
      add_hard_sigmoid("hard_sigmoid", 1.0f / 6.0f, 0.5f);
      multiply_by(input, "hard_swish");
      return;
    case ActivationFunction::kLogSigmoid:
      add_layer_node("Neg", "negative");
      add_layer_node("Softplus", "softplus");
      add_layer_node("Neg", "log_sigmoid");
      return;
    case ActivationFunction::kSwish:
      add_layer_node("Sigmoid", "sigmoid");
      multiply_by(input, "swish");
      return;
  }
}

void GraphWriter::write_layer(const PRelu& /*layer*/) {
  onnx::NodeProto& node = add_layer_node("PRelu", "prelu");
  add_channels(node, node.name() + ".slope", network_.layer_parameters(index_));
}

void GraphWriter::write_layer(const Scale& layer) {
  const std::span<const float> parameters = network_.layer_parameters(index_);
  const std::size_t channels = layer.bias_count() / 2;
  onnx::NodeProto& factor = add_layer_node("Mul", "factor");
  add_channels(factor, factor.name() + ".factor", parameters.first(channels));
  onnx::NodeProto& summand = add_layer_node("Add", "scale");
  add_channels(summand, summand.name() + ".summand", parameters.last(channels));
}

void GraphWriter::add_hard_sigmoid(const std::string& kind, float factor, float summand) {
  onnx::NodeProto& node = add_layer_node("HardSigmoid", kind);
  add_attribute(node, "alpha", factor);
  add_attribute(node, "beta", summand);
}

void GraphWriter::write_layer(const Addition& /*layer*/) {
  const std::size_t branch = network_.connections().input_of(index_);
  const std::size_t shortcut = *network_.connections().summand_of(index_);
  const bool has_matrix = activations_[branch].maps.empty() || activations_[shortcut].maps.empty();
  read(shortcut);
  if (has_matrix) want_matrix();
  const std::string summand = value_;
  read(branch);
  if (has_matrix) want_matrix();
  add_layer_node("Add", "add").add_input(summand);
}

/// Makes an activation, in a form in which it is there, the current value.
void GraphWriter::read(std::size_t activation) {
  const auto& [maps, matrix] = activations_[activation];
  activation_ = activation;
  value_is_matrix_ = maps.empty();
  value_ = value_is_matrix_ ? matrix : maps;
}

void GraphWriter::want_matrix() {
  std::string& matrix = activations_[activation_].matrix;
  if (matrix.empty()) {
    add_attribute(add_node("Flatten", value_ + "_flat"), "axis", std::int64_t{1});
    matrix = value_;
  }
  value_ = matrix;
  value_is_matrix_ = true;
}

void GraphWriter::want_feature_maps() {
  std::string& name = activations_[activation_].maps;
  if (name.empty()) {
    const Shape& maps = network_.activation_shape(activation_);
    const std::int64_t shape[] = {0, maps.channels, maps.height, maps.width};
    onnx::NodeProto& node = add_node("Reshape", value_ + "_maps");
    add_initializer<std::int64_t>(node, node.name() + ".shape", onnx::TensorProto::INT64, {4},
                                  shape);
    name = value_;
  }
  value_ = name;
  value_is_matrix_ = false;
}

/// Remembers the current value as the next activation.
void GraphWriter::keep_output() {
  Forms& forms = activations_.emplace_back();
  (value_is_matrix_ ? forms.matrix : forms.maps) = value_;
}

/// A node that reads the current value; its output has the node's name.
onnx::NodeProto& GraphWriter::add_node(const char* op_type, const std::string& name) {
  onnx::NodeProto& node = *graph_.add_node();
  node.set_op_type(op_type);
  node.set_name(name);
  node.add_input(value_);
  node.add_output(node.name());
  value_ = node.name();
  return node;
}

/// The node of the current layer, numbered from 1 like in error messages.
onnx::NodeProto& GraphWriter::add_layer_node(const char* op_type, const std::string& kind) {
  return add_node(op_type, "layer" + std::to_string(index_ + 1) + "_" + kind);
}

template <typename Number>
void GraphWriter::add_initializer(onnx::NodeProto& node, const std::string& name,
                                  onnx::TensorProto::DataType type, Integers dims,
                                  std::span<const Number> values) {
  onnx::TensorProto& tensor = *graph_.add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(type);
  tensor.mutable_dims()->Add(dims.begin(), dims.end());
  tensor.set_raw_data(values.data(), values.size_bytes());
  node.add_input(name);
}

/// The layer's weights, of shape `dims`, and its biases, if it has any: its parameters in order.
void GraphWriter::add_weights(onnx::NodeProto& node, const Layer& layer, Integers dims) {
  const std::span<const float> parameters = network_.layer_parameters(index_);
  add_initializer(node, node.name() + ".weight", onnx::TensorProto::FLOAT, dims,
                  parameters.first(layer.weight_count()));
  if (layer.bias_count() == 0) return;
  add_initializer(node, node.name() + ".bias", onnx::TensorProto::FLOAT,
                  {static_cast<std::int64_t>(layer.bias_count())},
                  parameters.last(layer.bias_count()));
}

/// A single number as the next input of `node`.
void GraphWriter::add_number(onnx::NodeProto& node, const std::string& name, float value) {
  add_initializer<float>(node, name, onnx::TensorProto::FLOAT, {}, std::span(&value, 1));
}

/// A number for each channel as the next input of `node`, in a shape that is broadcast to that of
/// the current value.
void GraphWriter::add_channels(onnx::NodeProto& node, const std::string& name,
                               std::span<const float> values) {
  const auto channels = static_cast<std::int64_t>(values.size());
  add_initializer(node, name, onnx::TensorProto::FLOAT,
                  value_is_matrix_ ? Integers{channels} : Integers{channels, 1, 1}, values);
}

/// The current value times `value`, element by element.
void GraphWriter::multiply_by(const std::string& value, const std::string& kind) {
  add_layer_node("Mul", kind).add_input(value);
}

/// Metadata must be UTF-8, but names come from folders and paths, which may be any bytes. Invalid
/// bytes become U+FFFD, so that writing a trained model never fails because of a name.
std::string utf8_json(const nlohmann::json& texts) {
  return texts.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void add_metadata(onnx::ModelProto& file, const std::string& key, const std::string& value) {
  onnx::StringStringEntryProto& entry = *file.add_metadata_props();
  entry.set_key(key);
  entry.set_value(value);
}

}  // namespace

void write_model(const Model& model, const std::filesystem::path& path) {
  const auto refuse = [&path](const std::string& found, const std::string& next) {
    throw FileError(
        {.path = path.string(), .problem = "cannot be written", .found = found, .next = next});
  };
  const Network network = folded(model.network);
  if (!std::ranges::all_of(network.parameters(), [](float x) { return std::isfinite(x); })) {
    refuse("a parameter of the network that is not finite",
           "train again with a lower --learning-rate");
  }
  onnx::ModelProto file;
  file.set_ir_version(onnx_format::kIrVersion);
  file.set_producer_name(onnx_format::kProducer);
  file.set_producer_version(INKLING_VERSION);
  file.set_model_version(onnx_format::kModelVersion);
  file.add_opset_import()->set_version(onnx_format::kOpset);
  GraphWriter(network, *file.mutable_graph()).write();
  for (const auto& [name, value] : model.settings) {
    // Through JSON and back: the same text in valid UTF-8.
    add_metadata(file, onnx_format::kSettingPrefix + name,
                 nlohmann::json::parse(utf8_json(value)).get<std::string>());
  }
  add_metadata(file, onnx_format::kClassNames, utf8_json(model.class_names));
  if (file.ByteSizeLong() > onnx_format::kLargestFile) {
    refuse("a network of more than 1 GiB", "train a smaller network: inkling info lists some");
  }
  std::string content = file.SerializeAsString();
  content += checksum_entry(content);
  write_file(path, content);
}

}  // namespace inkling
