// Builds a network from a graph, along the chain from the first node to the last.
//
// The file is not trusted. Each node must read the output of the node before it, and each constant
// is checked against its layer before its numbers are copied. Layers are constructed one by one, so
// that an error can name the node whose layer does not fit.

#include <algorithm>
#include <cstdint>
#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/files/atomic_file.h"
#include "io/files/byte_view.h"
#include "io/files/error.h"
#include "io/files/file_kind.h"
#include "io/models/onnx_checksum.h"
#include "io/models/onnx_format.h"
#include "io/models/onnx_graph_reader.h"
#include "io/models/onnx_model.h"

namespace inkling {
namespace {

/// In these opsets, the operators have the same meaning for this reader.
constexpr std::int64_t kOldestOpset = 11;
constexpr std::int64_t kNewestOpset = 21;

/// Channels, rows or columns of an image.
constexpr std::int64_t kLargestSide = 65536;

/// How much of an unreadable text the error shows.
constexpr std::size_t kShownText = 100;

constexpr char kNotReadable[] = "not a network that Inkling can read";

[[noreturn]] void fail(const std::string& path, const std::string& problem,
                       const std::string& expected, const std::string& found,
                       const std::string& next = onnx_format::kNextStep) {
  throw FileError(
      {.path = path, .problem = problem, .expected = expected, .found = found, .next = next});
}

}  // namespace

Network OnnxGraphReader::read() {
  for (const onnx::TensorProto& tensor : graph_.initializer()) {
    if (initializers_.emplace(tensor.name(), &tensor).second) continue;
    fail(path_, "not a sound ONNX graph", "one constant of each name",
         "two named " + tensor.name());
  }
  parameters_.reserve(static_cast<std::size_t>(graph_.ByteSizeLong()) / sizeof(float));
  read_input();
  for (const onnx::NodeProto& proto : graph_.node()) {
    OnnxNode node(proto, initializers_, path_);
    read_node(node);
  }
  read_end();
  Network network(input_shape_, std::move(layers_), std::move(parameters_));
  network.normalization = normalization_;
  return network;
}

/// The only input of the graph that is not a constant (before IR version 4, constants are inputs,
/// too).
void OnnxGraphReader::read_input() {
  std::vector<const onnx::ValueInfoProto*> images;
  for (const onnx::ValueInfoProto& input : graph_.input()) {
    if (!initializers_.contains(input.name())) images.push_back(&input);
  }
  if (images.size() != 1) {
    fail(path_, kNotReadable, "1 input", std::to_string(images.size()));
  }
  const onnx::TypeProto::Tensor& type = images.front()->type().tensor_type();
  OnnxNode::Integers dims;
  for (const auto& dim : type.shape().dim()) dims.push_back(dim.dim_value());
  const auto fits = [](std::int64_t dim) { return dim >= 1 && dim <= kLargestSide; };
  if (type.elem_type() != onnx::TensorProto::FLOAT || dims.size() != 4 ||
      !std::all_of(dims.begin() + 1, dims.end(), fits)) {
    fail(path_, "input " + images.front()->name() + " is not a batch of images",
         "data type 1 (float), shape [N, channels, height, width], each at most 65536",
         "data type " + std::to_string(type.elem_type()) + ", shape " + to_string(dims));
  }
  input_shape_ = {.channels = static_cast<int>(dims[1]),
                  .height = static_cast<int>(dims[2]),
                  .width = static_cast<int>(dims[3])};
  if (input_shape_.size() > kMostValues) {
    fail(path_, kNotReadable, "images of at most " + std::to_string(kMostValues) + " values",
         to_string(input_shape_));
  }
  shape_ = input_shape_;
  value_ = images.front()->name();
}

void OnnxGraphReader::read_node(OnnxNode& node) {
  const auto known = std::ranges::find(operators(), node.op_type(), &Operator::name);
  if (known == operators().end()) {
    std::string names;
    for (const Operator& entry : operators()) {
      names += (names.empty() ? "" : ", ") + std::string(entry.name);
    }
    node.fail("one of the operators " + names, node.op_type());
  }
  if (ended_) node.fail("no node after Softmax", node.op_type());
  if (!node.has_input(0) || node.input(0) != value_) {
    node.fail("input " + value_ + ", which the node before gives",
              node.has_input(0) ? "input " + node.input(0) : "no input");
  }
  (this->*known->read)(node);
  node.refuse_other_attributes();
  value_ = node.output();
}

void OnnxGraphReader::read_end() const {
  if (!ended_ || graph_.output_size() != 1 || graph_.output(0).name() != value_) {
    fail(path_, kNotReadable, "a Softmax that gives the only output",
         graph_.output_size() == 1 ? "output " + graph_.output(0).name() + " of another node"
                                   : std::to_string(graph_.output_size()) + " outputs");
  }
  if (layers_.empty()) {
    fail(path_, kNotReadable, "at least one layer", "none");
  }
}

namespace {

void check_versions(const onnx::ModelProto& file, const std::string& path) {
  std::int64_t opset = 0;
  for (const onnx::OperatorSetIdProto& import : file.opset_import()) {
    if (import.domain().empty() || import.domain() == "ai.onnx") opset = import.version();
  }
  if (opset >= kOldestOpset && opset <= kNewestOpset) return;
  fail(path, "an ONNX file of another version",
       "opset " + std::to_string(kOldestOpset) + " to " + std::to_string(kNewestOpset),
       "opset " + std::to_string(opset));
}

std::vector<std::string> read_class_names(const std::string& text, std::size_t class_count,
                                          const std::string& path) {
  const nlohmann::json names = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  const auto is_string = [](const nlohmann::json& name) { return name.is_string(); };
  if (!names.is_array() || names.size() != class_count || !std::ranges::all_of(names, is_string)) {
    fail(path, "metadata " + std::string(onnx_format::kClassNames) + " cannot be read",
         "a JSON array of " + std::to_string(class_count) + " names", text.substr(0, kShownText));
  }
  return names.get<std::vector<std::string>>();
}

/// Reads the metadata. Our own files without a checksum have the class names at the end, so that a
/// truncated file lacks them. Files of other programs have none, and their classes are numbered.
void read_metadata(const onnx::ModelProto& file, const std::string& path, Model& model) {
  for (const onnx::StringStringEntryProto& entry : file.metadata_props()) {
    const std::string& key = entry.key();
    if (key == onnx_format::kClassNames) {
      model.class_names = read_class_names(entry.value(), model.network.class_count(), path);
    } else if (key.starts_with(onnx_format::kSettingPrefix)) {
      model.settings[key.substr(std::string_view(onnx_format::kSettingPrefix).size())] =
          entry.value();
    }
  }
  if (!model.class_names.empty()) return;
  if (file.producer_name() == onnx_format::kProducer) {
    fail(path, "the file is incomplete", "metadata " + std::string(onnx_format::kClassNames),
         "none");
  }
  model.class_names = numbered_classes(model.network.class_count());
}

/// Refuses a file without a checksum at its end that must have had one: it is truncated, or another
/// program has added something. Our files are recognised by their class names, because damage can
/// turn the checksum's entry into a producer name.
void require_no_checksum(const onnx::ModelProto& file, const std::string& path) {
  const auto has = [&](const char* key) {
    return std::ranges::any_of(file.metadata_props(),
                               [&](const auto& entry) { return entry.key() == key; });
  };
  const bool has_one = has(onnx_format::kChecksum);
  const bool had_one =
      has(onnx_format::kClassNames) && file.model_version() >= onnx_format::kModelVersion;
  if (!has_one && !had_one) return;
  fail(path, "damaged, or changed by another program",
       "metadata " + std::string(onnx_format::kChecksum) + " at its end",
       has_one ? "it before other bytes" : "none");
}

/// Says what kind of file it is if it is not a model, and which command can use it.
[[noreturn]] void fail_as_another_kind(const std::filesystem::path& path,
                                       const std::string& content) {
  const std::string kind = describe_kind(as_bytes(content));
  std::string next = onnx_format::kNextStep;
  if (kind == "a PNG file") next = "inkling classify " + path.string();
  if (kind.starts_with("an IDX") || kind == "a gzip file") {
    // Data is a folder with such files.
    const std::filesystem::path folder = path.parent_path();
    next = "inkling info " + (folder.empty() ? "." : folder.string());
  }
  fail(path.string(), "not an ONNX file", "a complete ONNX model",
       kind.empty() ? std::to_string(content.size()) + " bytes that are not one" : kind, next);
}

/// Reads `path` into `file`. Returns whether it ends with its checksum.
bool read_file_into(onnx::ModelProto& file, const std::filesystem::path& path) {
  const std::string content = read_file(path, onnx_format::kLargestFile);
  const bool has_checksum = ends_with_checksum(content, path.string());
  if (!file.ParseFromString(content) || !file.has_graph()) fail_as_another_kind(path, content);
  if (!has_checksum) require_no_checksum(file, path.string());
  return has_checksum;
}

}  // namespace

Model read_model(const std::filesystem::path& path) {
  const std::string name = path.string();
  try {
    onnx::ModelProto file;
    const bool has_checksum = read_file_into(file, path);
    check_versions(file, name);
    Model model{.network = OnnxGraphReader(file.graph(), name).read(),
                .class_names = {},
                .settings = {},
                .has_checksum = has_checksum};
    read_metadata(file, name, model);
    return model;
  } catch (const std::bad_alloc&) {
    fail(name, "not an ONNX file for this machine", "a model that fits into memory",
         "one that does not");
  }
}

}  // namespace inkling
