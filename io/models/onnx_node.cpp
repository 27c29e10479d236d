#include "io/models/onnx_node.h"

#include <algorithm>
#include <cmath>

#include "io/files/error.h"

namespace inkling {
namespace {

constexpr char kAdvice[] =
    "export again for inference, with plain operators: in PyTorch call model.eval(), then "
    "torch.onnx.export(model, image, file, opset_version=17, dynamo=False)";

/// `dims` without the ones at the front.
std::span<const std::int64_t> without_leading_ones(const OnnxIntegers& dims) {
  const auto first = std::ranges::find_if(dims, [](std::int64_t dim) { return dim != 1; });
  return {first, dims.end()};
}

}  // namespace

void OnnxNode::fail(const std::string& expected, const std::string& found,
                    const std::string& next) const {
  throw FileError({.path = file_.path.string(),
                   .problem = "node " + printable(name()) + " (" + printable(op_type()) +
                              ", opset " + std::to_string(opset()) +
                              ") is not one that Inkling can read",
                   .expected = expected,
                   .found = found,
                   .next = next.empty() ? kAdvice : next});
}

void OnnxNode::fail_attribute(const std::string& name, const std::string& expected,
                              const std::string& found) const {
  fail("attribute " + name + ": " + expected, found);
}

std::string OnnxNode::name() const {
  return proto_.name().empty() && proto_.output_size() > 0 ? proto_.output(0) : proto_.name();
}

std::string OnnxNode::op_type(const onnx::NodeProto& proto) {
  const bool is_standard = proto.domain().empty() || proto.domain() == "ai.onnx";
  return is_standard ? proto.op_type() : proto.domain() + "." + proto.op_type();
}

void OnnxNode::require_inputs(int least, int most) const {
  const int count = input_count();
  bool fits = count >= least && count <= most;
  for (int index = 0; fits && index < least; ++index) fits = has_input(index);
  if (fits) return;
  fail(least == most ? std::to_string(least) + " inputs"
                     : std::to_string(least) + " to " + std::to_string(most) + " inputs",
       std::to_string(count));
}

bool OnnxNode::has_input(int index) const {
  return index < input_count() && inputs_[static_cast<std::size_t>(index)] != nullptr;
}

bool OnnxNode::is_constant(int index) const {
  return has_input(index) &&
         std::holds_alternative<OnnxConstant>(*inputs_[static_cast<std::size_t>(index)]);
}

const OnnxValue& OnnxNode::value(int index) const {
  if (!has_input(index)) fail("an input " + std::to_string(index + 1), "none");
  return *inputs_[static_cast<std::size_t>(index)];
}

const OnnxSignal& OnnxNode::signal(int index) const {
  const auto* const signal = std::get_if<OnnxSignal>(&value(index));
  if (signal == nullptr) {
    fail("input " + printable(proto_.input(index)) + ": a value that depends on the image",
         "a constant");
  }
  return *signal;
}

const OnnxTensor& OnnxNode::constant(int index) const {
  const auto* const constant = std::get_if<OnnxConstant>(&value(index));
  if (constant == nullptr) {
    fail("input " + printable(proto_.input(index)) + ": a constant",
         "a value that depends on the image");
  }
  return **constant;
}

const std::vector<float>& OnnxNode::numbers(int index, const OnnxIntegers& dims) const {
  const OnnxTensor& tensor = constant(index);
  const std::string subject = "input " + printable(proto_.input(index)) + ": ";
  if (tensor.is_integer()) fail(subject + "numbers with a fraction", "integers");
  if (!std::ranges::equal(without_leading_ones(tensor.dims), without_leading_ones(dims))) {
    fail(subject + "shape " + to_string(dims), "shape " + to_string(tensor.dims));
  }
  const auto bad = std::ranges::find_if(tensor.floats(), [](float x) { return !std::isfinite(x); });
  if (bad != tensor.floats().end()) {
    fail(subject + "finite numbers",
         std::to_string(*bad) + " at place " + std::to_string(bad - tensor.floats().begin()));
  }
  return tensor.floats();
}

float OnnxNode::number(int index) const {
  const OnnxTensor& tensor = constant(index);
  if (tensor.count() != 1) {
    fail("input " + printable(proto_.input(index)) + ": one number",
         "shape " + to_string(tensor.dims));
  }
  return tensor.is_integer() ? static_cast<float>(tensor.integers().front())
                             : tensor.floats().front();
}

const OnnxIntegers& OnnxNode::integers(int index) const {
  const OnnxTensor& tensor = constant(index);
  if (!tensor.is_integer()) {
    fail("input " + printable(proto_.input(index)) + ": integers", "numbers with a fraction");
  }
  return tensor.integers();
}

const onnx::AttributeProto* OnnxNode::find(
    const std::string& name, std::initializer_list<onnx::AttributeProto::AttributeType> types) {
  known_attributes_.insert(name);
  const auto place = std::ranges::find(proto_.attribute(), name, &onnx::AttributeProto::name);
  if (place == proto_.attribute().end()) return nullptr;
  if (std::ranges::find(types, place->type()) == types.end()) {
    fail_attribute(name, "type " + std::to_string(*types.begin()),
                   "type " + std::to_string(place->type()));
  }
  return &*place;
}

OnnxIntegers OnnxNode::attribute(const std::string& name, const OnnxIntegers& missing) {
  const auto* const found = find(name, {onnx::AttributeProto::INTS, onnx::AttributeProto::INT});
  if (found == nullptr) return missing;
  if (found->type() == onnx::AttributeProto::INT) return {found->i()};
  return {found->ints().begin(), found->ints().end()};
}

std::int64_t OnnxNode::attribute(const std::string& name, std::int64_t missing) {
  const auto* const found = find(name, {onnx::AttributeProto::INT});
  return found == nullptr ? missing : found->i();
}

float OnnxNode::attribute(const std::string& name, float missing) {
  const auto* const found = find(name, {onnx::AttributeProto::FLOAT});
  const float number = found == nullptr ? missing : found->f();
  if (std::isnan(number)) fail_attribute(name, "a number", "nan");
  return number;
}

std::string OnnxNode::attribute(const std::string& name, const char* missing) {
  const auto* const found = find(name, {onnx::AttributeProto::STRING});
  return found == nullptr ? missing : found->s();
}

std::vector<std::string> OnnxNode::texts(const std::string& name) {
  const auto* const found = find(name, {onnx::AttributeProto::STRINGS});
  if (found == nullptr) return {};
  return {found->strings().begin(), found->strings().end()};
}

std::vector<float> OnnxNode::floats(const std::string& name) {
  const auto* const found = find(name, {onnx::AttributeProto::FLOATS});
  if (found == nullptr) return {};
  return {found->floats().begin(), found->floats().end()};
}

const onnx::TensorProto* OnnxNode::tensor(const std::string& name) {
  const auto* const found = find(name, {onnx::AttributeProto::TENSOR});
  return found == nullptr ? nullptr : &found->t();
}

OnnxIntegers OnnxNode::input_or_attribute(int index, const std::string& name,
                                          const OnnxIntegers& missing) {
  const OnnxIntegers found = attribute(name, missing);
  return has_input(index) ? integers(index) : found;
}

float OnnxNode::input_or_attribute(int index, const std::string& name, float missing) {
  const float found = attribute(name, missing);
  return has_input(index) ? number(index) : found;
}

void OnnxNode::require_attribute(const std::string& name, std::int64_t required) {
  const std::int64_t found = attribute(name, required);
  if (found == required) return;
  fail_attribute(name, std::to_string(required), std::to_string(found));
}

void OnnxNode::refuse_other_attributes() const {
  for (const onnx::AttributeProto& attribute : proto_.attribute()) {
    if (known_attributes_.contains(attribute.name())) continue;
    fail("no other attributes", "attribute " + printable(attribute.name()));
  }
}

}  // namespace inkling
