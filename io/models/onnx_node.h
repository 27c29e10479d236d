#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "onnx.pb.h"

namespace inkling {

/// The constants of a graph by name.
using OnnxInitializers = std::map<std::string, const onnx::TensorProto*>;

/// A node of a graph from an untrusted file. Each getter checks what it returns, and throws a
/// FileError that names the node if something is wrong.
class OnnxNode {
 public:
  using Integers = std::vector<std::int64_t>;

  /// `path` is the path of the file, for messages. The arguments must outlive the node.
  OnnxNode(const onnx::NodeProto& proto, const OnnxInitializers& initializers,
           const std::string& path)
      : proto_(proto), initializers_(initializers), path_(path) {}

  /// Throws a FileError: this node should be `expected`, but is `found`.
  [[noreturn]] void fail(const std::string& expected, const std::string& found) const;

  /// The operator, such as "Conv"; with its domain in front if it is not one of ONNX's own.
  std::string op_type() const;
  /// The name of the node's only output.
  const std::string& output() const;

  /// Checks the number of inputs; those after the first `least` may be left out.
  void require_inputs(int least, int most) const;
  /// Input 0, and `input(1)` if a node reads two.
  const std::string& input(int index) const { return proto_.input(index); }
  bool has_input(int index) const {
    return index < proto_.input_size() && !proto_.input(index).empty();
  }

  /// The shape of input `index`, which must be a constant: at most 4 numbers from 1 to 2^31-1.
  Integers constant_dims(int index) const;
  /// The finite numbers of input `index`, which must be a constant of shape `dims`.
  std::vector<float> constant(int index, const Integers& dims) const;
  /// The finite number of input `index`, which must be a constant with one element.
  float constant_number(int index) const;
  /// The integers of input `index`, which must be a constant vector.
  Integers constant_integers(int index) const;

  /// The attribute `name` as integers (a single one counts as a list), or `missing`.
  Integers integers(const std::string& name, const Integers& missing);
  float number(const std::string& name, float missing);

  /// Refuses the node unless the attribute is `required` or missing.
  void require_integers(const std::string& name, const Integers& required) {
    require_integers(name, required, required);
  }
  void require_integers(const std::string& name, const Integers& required, const Integers& missing);
  void require_number(const std::string& name, float required);
  void require_text(const std::string& name, const std::string& required);

  /// Refuses attributes that no getter has asked for, because their meaning is unknown.
  void refuse_other_attributes() const;

 private:
  const onnx::AttributeProto* attribute(const std::string& name,
                                        onnx::AttributeProto::AttributeType type);
  const onnx::TensorProto& tensor(int index, onnx::TensorProto::DataType type) const;
  [[noreturn]] void fail_attribute(const std::string& name, const std::string& expected,
                                   const std::string& found) const;

  const onnx::NodeProto& proto_;
  const OnnxInitializers& initializers_;
  const std::string& path_;
  std::set<std::string> known_attributes_;
};

/// "[2, 2]".
std::string to_string(std::span<const std::int64_t> numbers);

}  // namespace inkling
