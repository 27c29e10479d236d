// Follows a graph from its outputs back to the image. The file is not trusted: the graph may have
// cycles, values that nothing gives, or millions of nodes.

#include "io/models/onnx_graph_reader.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "io/files/error.h"
#include "io/models/onnx_format.h"
#include "model/text.h"

namespace inkling {
namespace {

constexpr int kMostNodes = 20000;
constexpr int kMostInputs = 1000;

/// Channels, rows or columns of an image.
constexpr std::int64_t kLargestSide = 65536;

/// The size of a batch while a graph is read that leaves it open: a prime that is no other size.
constexpr std::int64_t kOpenBatch = 99991;

[[noreturn]] void fail(const OnnxFile& file, const std::string& problem,
                       const std::string& expected, const std::string& found,
                       const std::string& next = onnx_format::kNextStep) {
  throw FileError({.path = file.path.string(),
                   .problem = problem,
                   .expected = expected,
                   .found = found,
                   .next = next});
}

constexpr char kUnsound[] = "not a sound ONNX graph";

/// The numbers that may be made of a file's constants: a few times their own.
std::size_t budget_of(const onnx::GraphProto& graph) {
  constexpr std::size_t kAlways = std::size_t{1} << 23;
  return kAlways + 2 * static_cast<std::size_t>(graph.ByteSizeLong());
}

}  // namespace

OnnxGraphReader::OnnxGraphReader(const onnx::GraphProto& graph, const OnnxFile& file)
    : graph_(graph),
      file_(file),
      budget_(budget_of(graph)),
      steps_({}, file.path.string(), file.is_own) {}

OnnxClassifier OnnxGraphReader::read() {
  if (graph_.node_size() > kMostNodes) {
    fail(file_, "too large a graph", "at most " + std::to_string(kMostNodes) + " nodes",
         std::to_string(graph_.node_size()));
  }
  index_names();
  read_input();
  std::optional<FileError> first_error;
  for (const onnx::ValueInfoProto& output : graph_.output()) {
    try {
      trace(output.name());
    } catch (const FileError& error) {
      // Another output may do, such as the probabilities beside a label.
      if (!first_error) first_error = error;
    }
  }
  const OnnxSignal* const found = scores();
  if (found == nullptr && first_error) throw *first_error;
  if (found == nullptr) {
    fail(file_, kUnsound, "an output that depends on the image",
         std::to_string(graph_.output_size()) + " that do not");
  }
  OnnxSignal logits = *found;
  const OnnxStep& last = steps_[logits.step];
  if (!logits.order.empty()) {
    fail(file_, "not a classifier that Inkling can read", "one number for each class, in order",
         "an output of shape " + to_string(logits.dims));
  }
  // Sigmoids at the end give each class a number of its own. Divided by their sum they are
  // probabilities: those of the softmax of their logarithms.
  const auto* const activation = dynamic_cast<const Activation*>(last.layer.get());
  if (logits.head == OnnxHead::kNone && activation != nullptr &&
      activation->function() == ActivationFunction::kSigmoid) {
    logits.step = steps_.add(
        {.node = last.node,
         .input = last.input,
         .shape = last.shape,
         .layer = std::make_unique<Activation>(last.shape, ActivationFunction::kLogSigmoid)});
  }
  const float inverse_temperature = file_.is_own ? take_inverse_temperature(logits) : 1.0f;
  const std::size_t classes = steps_[logits.step].shape.size();
  OnnxClassifier result{
      .network = steps_.network(logits.step), .class_names = {}, .takes_bytes = takes_bytes_};
  result.network.inverse_temperature = inverse_temperature;
  if (takes_bytes_) {
    result.network.normalization.mean /= 255.0f;
    result.network.normalization.deviation /= 255.0f;
  }
  if (class_names_.size() == classes) result.class_names = class_names_;
  return result;
}

void OnnxGraphReader::index_names() {
  const auto add = [this](auto& names, const std::string& name, const auto* value) {
    if (names.emplace(name, value).second) return;
    fail(file_, kUnsound, "one value of each name", "two named " + printable(name));
  };
  for (const onnx::TensorProto& tensor : graph_.initializer()) {
    add(initializers_, tensor.name(), &tensor);
  }
  for (const onnx::NodeProto& node : graph_.node()) {
    for (const std::string& output : node.output()) {
      if (!output.empty()) add(producers_, output, &node);
    }
  }
}

/// The only input of the graph that is not a constant (before IR version 4, constants are inputs,
/// too). The layout of the image is told by its shape.
void OnnxGraphReader::read_input() {
  std::vector<const onnx::ValueInfoProto*> images;
  for (const onnx::ValueInfoProto& input : graph_.input()) {
    if (!initializers_.contains(input.name())) images.push_back(&input);
  }
  if (images.size() != 1) {
    fail(file_, "not a network that Inkling can read", "1 input, the image",
         std::to_string(images.size()));
  }
  const std::string& name = images.front()->name();
  const onnx::TypeProto::Tensor& type = images.front()->type().tensor_type();
  OnnxIntegers dims;
  for (const auto& dim : type.shape().dim()) dims.push_back(dim.dim_value());
  const auto refuse = [&](const std::string& expected, const std::string& found) {
    fail(file_, "input " + printable(name) + " is not a batch of images", expected, found,
         "export again with the size of the images fixed, such as N x 1 x 28 x 28");
  };
  const auto fits = [](std::int64_t dim) { return dim >= 1 && dim <= kLargestSide; };
  // One image, for which the file has no batch: pixels, rows x columns, or these x 1 channel.
  const bool is_alone = (dims.size() == 1 && dims[0] > 1) ||
                        (dims.size() == 2 && dims[0] == dims[1] && dims[0] > 1) ||
                        (dims.size() == 3 && dims[0] == dims[1] && dims[0] > 1 && dims[2] == 1);
  OnnxSignal image{.dims = dims};
  if (is_alone) dims.insert(dims.begin(), 1);
  if (dims.size() < 2 || dims.size() > 4 || !std::all_of(dims.begin() + 1, dims.end(), fits)) {
    refuse(
        "a shape N x channels x height x width, N x height x width x channels, N x height x width "
        "or N x pixels, each at most 65536",
        to_string(dims) + " (0: open)");
  }
  using Type = onnx::TensorProto;
  const int number_type = type.elem_type();
  takes_bytes_ = number_type == Type::UINT8;
  if (!takes_bytes_ && number_type != Type::FLOAT && number_type != Type::DOUBLE &&
      number_type != Type::FLOAT16) {
    refuse("float, float16, double or uint8", "data type " + std::to_string(number_type));
  }
  batch_ = dims[0] > 0 ? dims[0] : kOpenBatch;
  dims[0] = batch_;
  if (!is_alone) image.dims = dims;
  const auto is_count_of_channels = [](std::int64_t dim) { return dim == 1 || dim == 3; };
  Shape shape;
  if (dims.size() == 2) {
    const auto side =
        static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(dims[1]))));
    if (side * side != dims[1]) {
      refuse("the pixels of a square image", std::to_string(dims[1]) + " pixels");
    }
    shape.height = shape.width = static_cast<int>(side);
  } else if (dims.size() == 3) {
    shape.height = static_cast<int>(dims[1]);
    shape.width = static_cast<int>(dims[2]);
  } else if (is_count_of_channels(dims[3]) && !is_count_of_channels(dims[1])) {
    shape = {static_cast<int>(dims[3]), static_cast<int>(dims[1]), static_cast<int>(dims[2])};
  } else {
    shape = {static_cast<int>(dims[1]), static_cast<int>(dims[2]), static_cast<int>(dims[3])};
  }
  if (shape.size() > kMostValues) {
    refuse("images of at most " + std::to_string(kMostValues) + " values", to_string(dims));
  }
  if (dims.size() == 4 && shape.channels > 1 && shape.channels == dims[3] &&
      shape.channels != dims[1]) {
    for (std::size_t pixel = 0; pixel < shape.size() / 3; ++pixel) {
      for (std::size_t channel = 0; channel < 3; ++channel) {
        image.order.push_back(static_cast<std::uint32_t>(channel * (shape.size() / 3) + pixel));
      }
    }
  }
  steps_ = OnnxSteps(shape, file_.path.string(), file_.is_own);
  values_.emplace(name, std::move(image));
}

/// Whether `name` has a value; reads the constant with this name.
bool OnnxGraphReader::is_known(const std::string& name) {
  if (values_.contains(name)) return true;
  const auto constant = initializers_.find(name);
  if (constant == initializers_.end()) return false;
  values_.emplace(name,
                  std::make_shared<const OnnxTensor>(read_tensor(*constant->second, file_.path)));
  return true;
}

/// Reads the node that gives `output`, after those that it needs. (A loop, because the way to the
/// image may be longer than a stack.)
void OnnxGraphReader::trace(const std::string& output) {
  if (is_known(output)) return;
  std::vector<std::string> way{output};
  std::set<const onnx::NodeProto*> on_way;
  while (!way.empty()) {
    const std::string name = way.back();
    if (is_known(name)) {
      way.pop_back();
      continue;
    }
    const auto place = producers_.find(name);
    if (place == producers_.end()) {
      fail(file_, kUnsound, "a node, input or constant that gives the value " + printable(name),
           "none");
    }
    const onnx::NodeProto& node = *place->second;
    if (node.input_size() > kMostInputs) {
      fail(file_, "too large a graph",
           "at most " + std::to_string(kMostInputs) + " inputs of a node",
           std::to_string(node.input_size()));
    }
    const auto missing = std::ranges::find_if(node.input(), [this](const std::string& input) {
      return !input.empty() && !is_known(input);
    });
    if (missing == node.input().end()) {
      read_node(node);
      if (!is_known(name)) {
        fail(file_, "output " + printable(name) + " is not one that Inkling can read",
             "the first output of the node " + OnnxNode::op_type(node), "another one");
      }
      on_way.erase(&node);
      way.pop_back();
    } else if (!on_way.insert(&node).second && std::ranges::find(way, *missing) != way.end()) {
      fail(file_, kUnsound, "no value that depends on itself", printable(*missing) + " does");
    } else {
      way.push_back(*missing);
    }
  }
}

void OnnxGraphReader::read_node(const onnx::NodeProto& proto) {
  std::vector<const OnnxValue*> inputs;
  bool has_signal = false;
  bool follows_head = false;
  for (const std::string& input : proto.input()) {
    inputs.push_back(input.empty() ? nullptr : &values_.at(input));
    const auto* const signal = input.empty() ? nullptr : std::get_if<OnnxSignal>(inputs.back());
    if (signal == nullptr) continue;
    has_signal = true;
    if (signal->head != OnnxHead::kNone) follows_head = true;
  }
  OnnxNode node(proto, inputs, file_);
  if (proto.output_size() == 0) node.fail("an output", "none");
  const std::string type = node.op_type();
  if (!has_signal || type == "Shape" || type == "Size") {
    values_.emplace(proto.output(0), std::make_shared<const OnnxTensor>(fold(node, budget_)));
    return;
  }
  const auto known = std::ranges::find(operators(), type, &Operator::name);
  if (known == operators().end()) {
    node.fail("one of the operators " + listed(operators()), printable(type));
  }
  if (follows_head && !known->follows_logits) {
    node.fail("nothing after the probabilities or labels", "a " + type + " of them");
  }
  OnnxSignal result = (this->*known->read)(node);
  node.refuse_other_attributes();
  // A linear classifier gives its scores after its label.
  const bool is_second = type == "ai.onnx.ml.LinearClassifier" && proto.output_size() > 1;
  values_.emplace(proto.output(is_second ? 1 : 0), std::move(result));
}

/// The output that names the class best: probabilities, or else other numbers, or else a label.
const OnnxSignal* OnnxGraphReader::scores() const {
  const OnnxSignal* best = nullptr;
  const auto rank = [](const OnnxSignal& signal) {
    if (signal.head == OnnxHead::kLabel) return 1;
    return signal.head == OnnxHead::kNone ? 2 : 3;
  };
  for (const onnx::ValueInfoProto& output : graph_.output()) {
    const auto place = values_.find(output.name());
    if (place == values_.end()) continue;
    const auto* const signal = std::get_if<OnnxSignal>(&place->second);
    if (signal == nullptr) continue;
    if (best == nullptr || rank(*signal) > rank(*best)) best = signal;
  }
  return best;
}

/// If the softmax reads a multiple of the logits, goes back to these and returns the factor.
float OnnxGraphReader::take_inverse_temperature(OnnxSignal& logits) const {
  const OnnxStep& last = steps_[logits.step];
  if (!last.is_line() || logits.head != OnnxHead::kSoftmax) return 1.0f;
  const auto factor = static_cast<float>(last.common_factor());
  if (!std::isfinite(factor) || factor <= 0.0f || factor == 1.0f) return 1.0f;
  logits.step = last.input;
  return factor;
}

OnnxIntegers OnnxGraphReader::image_dims(const OnnxNode& node, const OnnxSignal& signal) const {
  const OnnxIntegers& dims = signal.dims;
  const OnnxIntegers rest(dims.begin() + (dims.empty() ? 0 : 1), dims.end());
  const std::size_t count = shape_of(signal).size();
  if (!dims.empty() && dims.front() == batch_ && element_count(rest) == count) return rest;
  if (batch_ == 1 && element_count(dims) == count) return dims;  // The batch of one is left out.
  node.fail("the images of the batch along the first axis", "shape " + to_string(dims));
}

const OnnxSignal& OnnxGraphReader::feature_maps(const OnnxNode& node) const {
  const OnnxSignal& signal = node.signal();
  const Shape& shape = shape_of(signal);
  const OnnxIntegers expected{batch_, shape.channels, shape.height, shape.width};
  if (signal.dims != expected || !signal.order.empty()) {
    node.fail("feature maps N x channels x height x width as input",
              "shape " + to_string(signal.dims) +
                  (signal.order.empty() ? "" : ", in another order of axes"));
  }
  return signal;
}

/// Requires that `signal` has one axis besides the batch, and others of size 1.
void OnnxGraphReader::require_vector(const OnnxNode& node, const OnnxSignal& signal) const {
  const OnnxIntegers dims = image_dims(node, signal);
  if (std::ranges::count_if(dims, [](std::int64_t dim) { return dim != 1; }) <= 1) return;
  node.fail("one vector of numbers for each image", "shape " + to_string(signal.dims));
}

}  // namespace inkling
