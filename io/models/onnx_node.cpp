#include "io/models/onnx_node.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "io/files/error.h"
#include "io/models/onnx_format.h"

namespace inkling {
namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

OnnxNode::Integers dims_of(const onnx::TensorProto& tensor) {
  return {tensor.dims().begin(), tensor.dims().end()};
}

/// The numbers of a tensor, which stores them as bytes or in the field for their type.
template <typename Number, typename Field>
std::vector<Number> numbers_of(const onnx::TensorProto& tensor, const Field& field) {
  if (!tensor.has_raw_data()) return {field.begin(), field.end()};
  std::vector<Number> numbers(tensor.raw_data().size() / sizeof(Number));
  // The data of an empty vector may be null, which memcpy does not allow.
  if (!numbers.empty()) {
    std::memcpy(numbers.data(), tensor.raw_data().data(), numbers.size() * sizeof(Number));
  }
  return numbers;
}

}  // namespace

std::string to_string(std::span<const std::int64_t> numbers) {
  std::string text;
  for (const std::int64_t number : numbers) {
    text += (text.empty() ? "" : ", ") + std::to_string(number);
  }
  return "[" + text + "]";
}

void OnnxNode::fail(const std::string& expected, const std::string& found) const {
  const std::string name =
      proto_.name().empty() && proto_.output_size() > 0 ? proto_.output(0) : proto_.name();
  throw FileError(
      {.path = path_,
       .problem = "node " + name + " (" + op_type() + ") is not one that Inkling can read",
       .expected = expected,
       .found = found,
       .next = onnx_format::kNextStep});
}

void OnnxNode::fail_attribute(const std::string& name, const std::string& expected,
                              const std::string& found) const {
  fail("attribute " + name + ": " + expected, found);
}

std::string OnnxNode::op_type() const {
  const bool standard = proto_.domain().empty() || proto_.domain() == "ai.onnx";
  return standard ? proto_.op_type() : proto_.domain() + "." + proto_.op_type();
}

const std::string& OnnxNode::output() const {
  if (proto_.output_size() != 1) fail("1 output", std::to_string(proto_.output_size()));
  return proto_.output(0);
}

void OnnxNode::require_inputs(int least, int most) const {
  const int count = proto_.input_size();
  if (count >= least && count <= most) return;
  fail(least == most ? std::to_string(least) + " inputs"
                     : std::to_string(least) + " to " + std::to_string(most) + " inputs",
       std::to_string(count));
}

const onnx::TensorProto& OnnxNode::tensor(int index, onnx::TensorProto::DataType type) const {
  const std::string subject = "input " + input(index) + ": ";
  const auto place = initializers_.find(input(index));
  if (place == initializers_.end()) fail(subject + "a constant of the graph", "another value");
  const onnx::TensorProto& tensor = *place->second;
  if (tensor.data_location() != onnx::TensorProto::DEFAULT || tensor.external_data_size() > 0) {
    fail(subject + "values within the file", "external data");
  }
  if (tensor.data_type() != type) {
    fail(subject + "data type " + std::to_string(type) +
             (type == onnx::TensorProto::FLOAT ? " (float)" : " (int64)"),
         "data type " + std::to_string(tensor.data_type()));
  }
  if (tensor.has_segment()) fail(subject + "a complete tensor", "a segment");
  return tensor;
}

OnnxNode::Integers OnnxNode::constant_dims(int index) const {
  const Integers dims = dims_of(tensor(index, onnx::TensorProto::FLOAT));
  constexpr std::size_t kMostDims = 4;
  if (dims.size() > kMostDims || std::ranges::any_of(dims, [](std::int64_t dim) {
        return dim < 1 || dim > std::numeric_limits<std::int32_t>::max();
      })) {
    fail("input " + input(index) + ": a shape of at most 4 sizes, each at least 1",
         to_string(dims));
  }
  return dims;
}

std::vector<float> OnnxNode::constant(int index, const Integers& dims) const {
  const onnx::TensorProto& values = tensor(index, onnx::TensorProto::FLOAT);
  const std::string subject = "input " + input(index) + ": ";
  if (dims_of(values) != dims) {
    fail(subject + "shape " + to_string(dims), "shape " + to_string(dims_of(values)));
  }
  std::size_t count = 1;
  for (const std::int64_t dim : dims) count *= static_cast<std::size_t>(dim);
  const std::size_t bytes =
      values.has_raw_data() ? values.raw_data().size()
                            : static_cast<std::size_t>(values.float_data_size()) * sizeof(float);
  if (bytes != count * sizeof(float)) {
    fail(subject + std::to_string(count) + " numbers of 4 bytes", std::to_string(bytes) + " bytes");
  }
  std::vector<float> numbers = numbers_of<float>(values, values.float_data());
  const auto bad = std::ranges::find_if(numbers, [](float x) { return !std::isfinite(x); });
  if (bad != numbers.end()) {
    fail(subject + "finite numbers",
         std::to_string(*bad) + " at place " + std::to_string(bad - numbers.begin()));
  }
  return numbers;
}

float OnnxNode::constant_number(int index) const {
  const Integers dims = constant_dims(index);
  if (std::ranges::any_of(dims, [](std::int64_t dim) { return dim != 1; })) {
    fail("input " + input(index) + ": one number", "shape " + to_string(dims));
  }
  return constant(index, dims).front();
}

OnnxNode::Integers OnnxNode::constant_integers(int index) const {
  const onnx::TensorProto& values = tensor(index, onnx::TensorProto::INT64);
  Integers numbers = numbers_of<std::int64_t>(values, values.int64_data());
  if (dims_of(values) != Integers{static_cast<std::int64_t>(numbers.size())}) {
    fail("input " + input(index) + ": a vector of as many integers as its shape says",
         "shape " + to_string(dims_of(values)) + ", " + std::to_string(numbers.size()) +
             " integers");
  }
  return numbers;
}

const onnx::AttributeProto* OnnxNode::attribute(const std::string& name,
                                                onnx::AttributeProto::AttributeType type) {
  known_attributes_.insert(name);
  const auto place = std::ranges::find(proto_.attribute(), name, &onnx::AttributeProto::name);
  if (place == proto_.attribute().end()) return nullptr;
  if (place->type() != type) {
    fail_attribute(name, "type " + std::to_string(type), "type " + std::to_string(place->type()));
  }
  return &*place;
}

OnnxNode::Integers OnnxNode::integers(const std::string& name, const Integers& missing) {
  const bool list = missing.size() != 1;
  const auto* const found =
      attribute(name, list ? onnx::AttributeProto::INTS : onnx::AttributeProto::INT);
  if (found == nullptr) return missing;
  return list ? Integers(found->ints().begin(), found->ints().end()) : Integers{found->i()};
}

float OnnxNode::number(const std::string& name, float missing) {
  const auto* const found = attribute(name, onnx::AttributeProto::FLOAT);
  return found == nullptr ? missing : found->f();
}

void OnnxNode::require_integers(const std::string& name, const Integers& required,
                                const Integers& missing) {
  const Integers found = integers(name, missing);
  if (found != required) fail_attribute(name, to_string(required), to_string(found));
}

void OnnxNode::require_number(const std::string& name, float required) {
  const float found = number(name, required);
  if (!(found == required)) {
    fail_attribute(name, std::to_string(required), std::to_string(found));
  }
}

void OnnxNode::require_text(const std::string& name, const std::string& required) {
  const auto* const found = attribute(name, onnx::AttributeProto::STRING);
  if (found != nullptr && found->s() != required) fail_attribute(name, required, found->s());
}

void OnnxNode::refuse_other_attributes() const {
  for (const onnx::AttributeProto& attribute : proto_.attribute()) {
    if (known_attributes_.contains(attribute.name())) continue;
    fail("no other attributes", "attribute " + attribute.name());
  }
}

}  // namespace inkling
