#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "io/models/onnx_tensor.h"
#include "io/models/onnx_value.h"
#include "onnx.pb.h"

namespace inkling {

/// What nodes of a file have in common.
struct OnnxFile {
  std::filesystem::path path;
  std::int64_t opset = 0;
  bool is_own = false;  ///< Whether Inkling wrote it.
};

/// A node of a graph from an untrusted file, with the values that it reads. Each getter checks what
/// it returns, and throws a FileError that names the node, its operator and the opset if something
/// is wrong.
class OnnxNode {
 public:
  /// `inputs` has a null pointer where the node leaves an input out. `file` and `proto` must
  /// outlive the node.
  OnnxNode(const onnx::NodeProto& proto, std::vector<const OnnxValue*> inputs, const OnnxFile& file)
      : proto_(proto), inputs_(std::move(inputs)), file_(file) {}

  /// Throws a FileError: this node should be `expected`, but is `found`. `next` is what to change
  /// in the export; there is advice for every operator.
  [[noreturn]] void fail(const std::string& expected, const std::string& found,
                         const std::string& next = "") const;

  /// What messages call it: its name, or that of its output.
  std::string name() const;
  /// The operator, such as "Conv"; with its domain in front if it is not one of ONNX's own.
  std::string op_type() const { return op_type(proto_); }
  static std::string op_type(const onnx::NodeProto& proto);
  std::int64_t opset() const { return file_.opset; }
  const std::filesystem::path& path() const { return file_.path; }

  /// Checks the number of inputs; those after the first `least` may be left out.
  void require_inputs(int least, int most) const;
  int input_count() const { return static_cast<int>(inputs_.size()); }
  bool has_input(int index) const;
  /// Whether input `index` is a constant.
  bool is_constant(int index) const;

  /// Input `index`, which must be there.
  const OnnxValue& value(int index) const;
  /// The same, which must depend on the images.
  const OnnxSignal& signal(int index = 0) const;
  /// The same, which must be a constant.
  const OnnxTensor& constant(int index) const;
  /// The finite numbers of input `index`, a constant of shape `dims`. Leading ones in the file's
  /// shape do not matter.
  const std::vector<float>& numbers(int index, const OnnxIntegers& dims) const;
  /// The number of input `index`, a constant with one element, which may be infinite.
  float number(int index) const;
  /// The integers of input `index`, which must be a constant.
  const OnnxIntegers& integers(int index) const;

  /// The attribute `name`, or `missing`. A single integer counts as a list.
  OnnxIntegers attribute(const std::string& name, const OnnxIntegers& missing);
  std::int64_t attribute(const std::string& name, std::int64_t missing);
  float attribute(const std::string& name, float missing);
  std::string attribute(const std::string& name, const char* missing);
  std::vector<std::string> texts(const std::string& name);
  std::vector<float> floats(const std::string& name);
  /// The attribute `name` that is a constant; null if there is none.
  const onnx::TensorProto* tensor(const std::string& name);

  /// The integers of input `index` or, in older opsets, of the attribute `name`; else `missing`.
  OnnxIntegers input_or_attribute(int index, const std::string& name, const OnnxIntegers& missing);
  /// The same for one number.
  float input_or_attribute(int index, const std::string& name, float missing);

  /// Refuses the node unless the attribute is `required` or missing.
  void require_attribute(const std::string& name, std::int64_t required);
  /// Attributes that do not matter once a network is trained.
  void ignore_attributes(std::initializer_list<const char*> names) {
    known_attributes_.insert(names.begin(), names.end());
  }
  /// Refuses attributes that nobody has asked for, because their meaning is unknown.
  void refuse_other_attributes() const;

 private:
  const onnx::AttributeProto* find(
      const std::string& name, std::initializer_list<onnx::AttributeProto::AttributeType> types);
  [[noreturn]] void fail_attribute(const std::string& name, const std::string& expected,
                                   const std::string& found) const;

  const onnx::NodeProto& proto_;
  std::vector<const OnnxValue*> inputs_;
  const OnnxFile& file_;
  std::set<std::string> known_attributes_;
};

}  // namespace inkling
