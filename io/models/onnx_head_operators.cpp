// What follows the logits: probabilities, labels, and what scikit-learn's exporter adds. None of it
// changes which class is the most probable one, so all of it is read and only remembered.

#include <string>
#include <vector>

#include "io/models/onnx_graph_reader.h"
#include "io/models/onnx_shapes.h"

namespace inkling {
namespace {

/// Whether an axis of `node` is the only one of `dims` that is larger than 1, besides the batch.
bool is_of_classes(const OnnxNode& node, std::int64_t axis, const OnnxIntegers& dims) {
  const std::size_t place = onnx_shapes::axis_of(node, axis, dims.size());
  return dims.size() == 1 || (place > 0 && dims[place] != 1);
}

}  // namespace

template <OnnxHead kHead>
OnnxSignal OnnxGraphReader::read_softmax(OnnxNode& node) {
  node.require_inputs(1, 1);
  OnnxSignal result = node.signal();
  require_vector(node, result);
  constexpr std::int64_t kOfOneAxis = 13;  // the opset; before, of all axes from this one
  const bool is_of_one_axis = node.opset() >= kOfOneAxis;
  const std::int64_t axis = node.attribute("axis", std::int64_t{is_of_one_axis ? -1 : 1});
  const bool fits = is_of_one_axis ? is_of_classes(node, axis, result.dims)
                                   : onnx_shapes::axis_of(node, axis, result.dims.size()) == 1 ||
                                         is_of_classes(node, axis, result.dims);
  if (!fits) {
    node.fail("the axis of the classes",
              "axis " + std::to_string(axis) + " of the shape " + to_string(result.dims));
  }
  result.head = kHead;
  return result;
}

template OnnxSignal OnnxGraphReader::read_softmax<OnnxHead::kSoftmax>(OnnxNode&);
template OnnxSignal OnnxGraphReader::read_softmax<OnnxHead::kLogSoftmax>(OnnxNode&);

OnnxSignal OnnxGraphReader::read_log(OnnxNode& node) {
  node.require_inputs(1, 1);
  OnnxSignal result = node.signal();
  if (result.head != OnnxHead::kSoftmax) node.fail("a logarithm of probabilities", "of a value");
  result.head = OnnxHead::kLogSoftmax;
  return result;
}

OnnxSignal OnnxGraphReader::read_exp(OnnxNode& node) {
  node.require_inputs(1, 1);
  OnnxSignal result = node.signal();
  if (result.head != OnnxHead::kLogSoftmax) {
    node.fail("an exponential of logarithms of probabilities", "of a value");
  }
  result.head = OnnxHead::kSoftmax;
  return result;
}

OnnxSignal OnnxGraphReader::read_arg_max(OnnxNode& node) {
  node.require_inputs(1, 1);
  node.ignore_attributes({"select_last_index"});
  OnnxSignal result = node.signal();
  require_vector(node, result);
  const std::int64_t axis = node.attribute("axis", std::int64_t{0});
  const bool keeps_axis = node.attribute("keepdims", std::int64_t{1}) != 0;
  if (result.head == OnnxHead::kLabel || !is_of_classes(node, axis, result.dims)) {
    node.fail("the axis of the classes",
              "axis " + std::to_string(axis) + " of the shape " + to_string(result.dims));
  }
  const std::size_t place = onnx_shapes::axis_of(node, axis, result.dims.size());
  result.dims[place] = 1;
  if (!keeps_axis) result.dims.erase(result.dims.begin() + static_cast<std::ptrdiff_t>(place));
  result.head = OnnxHead::kLabel;
  return result;
}

/// scikit-learn's logistic regression and linear machines. Its scores, its second output, are what
/// is read; its first is their label.
OnnxSignal OnnxGraphReader::read_linear_classifier(OnnxNode& node) {
  node.require_inputs(1, 1);
  node.ignore_attributes({"multi_class"});
  const OnnxSignal& input = node.signal();
  require_vector(node, input);
  const std::vector<float> weights = node.floats("coefficients");
  const std::vector<float> intercepts = node.floats("intercepts");
  const std::size_t inputs = shape_of(input).size();
  const std::size_t classes = weights.size() / inputs;
  if (classes < 2 || weights.size() % inputs != 0 ||
      (!intercepts.empty() && intercepts.size() != classes)) {
    node.fail("coefficients for " + std::to_string(inputs) + " values and 2 classes or more",
              std::to_string(weights.size()) + " coefficients and " +
                  std::to_string(intercepts.size()) + " intercepts");
  }
  class_names_ = node.texts("classlabels_strings");
  for (const std::int64_t label : node.attribute("classlabels_ints", OnnxIntegers{})) {
    class_names_.push_back(std::to_string(label));
  }
  OnnxSignal result = add_fully_connected(node, input, weights, classes,
                                          /*is_transposed=*/false, 1.0f, intercepts);
  const std::string change = node.attribute("post_transform", "NONE");
  if (change == "LOGISTIC") return add_activation(node, result, ActivationFunction::kSigmoid);
  if (change == "SOFTMAX") result.head = OnnxHead::kSoftmax;
  if (change != "SOFTMAX" && change != "NONE") {
    node.fail("post_transform of NONE, SOFTMAX or LOGISTIC", change);
  }
  return result;
}

/// Divides by the sum, which makes no difference to probabilities. Of sigmoids it makes
/// probabilities, as `read` does.
OnnxSignal OnnxGraphReader::read_normalizer(OnnxNode& node) {
  node.require_inputs(1, 1);
  const std::string norm = node.attribute("norm", "MAX");
  const OnnxSignal& input = node.signal();
  const auto* const activation = dynamic_cast<const Activation*>(steps_[input.step].layer.get());
  const bool is_sigmoid = activation != nullptr && input.head == OnnxHead::kNone &&
                          activation->function() == ActivationFunction::kSigmoid;
  if (norm != "L1" || (input.head != OnnxHead::kSoftmax && !is_sigmoid)) {
    node.fail("a division of probabilities by their sum", "norm " + norm);
  }
  return input;
}

/// Gives each probability its class's name.
OnnxSignal OnnxGraphReader::read_zip_map(OnnxNode& node) {
  node.require_inputs(1, 1);
  class_names_ = node.texts("classlabels_strings");
  for (const std::int64_t label : node.attribute("classlabels_int64s", OnnxIntegers{})) {
    class_names_.push_back(std::to_string(label));
  }
  return node.signal();
}

/// Puts the name of a class in the place of its number.
OnnxSignal OnnxGraphReader::read_array_feature_extractor(OnnxNode& node) {
  node.require_inputs(2, 2);
  const OnnxSignal& label = node.signal(1);
  if (label.head != OnnxHead::kLabel) node.fail("the class of a label", "of another value");
  class_names_.clear();
  for (const std::int64_t name : node.integers(0)) class_names_.push_back(std::to_string(name));
  return label;
}

}  // namespace inkling
