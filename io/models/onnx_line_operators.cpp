// What a graph does to each value with a constant, which is a line: factor * x + summand. Also sums
// and products of values, and everything that only arranges values in another way.

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "io/models/onnx_graph_reader.h"
#include "io/models/onnx_shapes.h"

namespace inkling {
namespace {

double same(double x) { return x; }
double negated(double x) { return -x; }
double reciprocal(double x) { return 1.0 / x; }

bool is_hard_swish_factor(const Activation& activation) {
  return activation.function() == ActivationFunction::kHardSigmoid &&
         activation.a() == 1.0f / 6.0f && activation.b() == 0.5f;
}

}  // namespace

/// The strides with which a constant of shape `dims` is read along the axes of one image of
/// `input`.
OnnxIntegers OnnxGraphReader::image_strides(const OnnxNode& node, const OnnxSignal& input,
                                            const OnnxIntegers& dims) const {
  if (onnx_shapes::broadcast(node, dims, input.dims) != input.dims) {
    node.fail("a constant that fits the shape " + to_string(input.dims), to_string(dims));
  }
  OnnxIntegers strides = onnx_shapes::broadcast_strides(node, dims, input.dims);
  if (image_dims(node, input).size() == input.dims.size()) return strides;
  if (strides.front() != 0 && batch_ != 1) {
    node.fail("the same constant for each image", "shape " + to_string(dims));
  }
  return {strides.begin() + 1, strides.end()};
}

OnnxSignal OnnxGraphReader::add_line(const OnnxNode& node, const OnnxSignal& input,
                                     const OnnxIntegers& strides,
                                     const std::vector<double>& factors,
                                     const std::vector<double>& summands) {
  const std::size_t count = shape_of(input).size();
  budget_.take(node, 4 * count);
  OnnxStep line{.node = node.name(),
                .input = input.step,
                .shape = shape_of(input),
                .factors = std::vector<double>(count),
                .summands = std::vector<double>(count)};
  std::size_t index = 0;
  onnx_shapes::for_each_place(image_dims(node, input), strides, [&](std::size_t place) {
    const std::size_t value = input.place(index++);
    line.factors[value] = factors[place];
    line.summands[value] = summands[place];
    if (std::isfinite(factors[place]) && std::isfinite(summands[place])) return;
    node.fail("finite numbers, and no division by 0", "another constant");
  });
  OnnxSignal result = input;
  result.step = steps_.add(std::move(line));
  return result;
}

OnnxSignal OnnxGraphReader::add_line(const OnnxNode& node, const OnnxSignal& input, double factor,
                                     double summand) {
  const OnnxIntegers strides(image_dims(node, input).size());
  return add_line(node, input, strides, {factor}, {summand});
}

OnnxSignal OnnxGraphReader::add_line(const OnnxNode& node, const OnnxSignal& input, int index,
                                     Part part, double (*change)(double)) {
  const OnnxTensor& constant = node.constant(index);
  std::vector<double> numbers;
  const auto copy = [&](const auto& list) {
    for (const auto number : list) numbers.push_back(change(static_cast<double>(number)));
  };
  std::visit(copy, constant.numbers);
  const std::vector<double> others(numbers.size(), part == Part::kFactors ? 0.0 : 1.0);
  const OnnxIntegers strides = image_strides(node, input, constant.dims);
  if (part == Part::kFactors) return add_line(node, input, strides, numbers, others);
  return add_line(node, input, strides, others, numbers);
}

OnnxSignal OnnxGraphReader::add_sum(const OnnxNode& node, const OnnxSignal& a,
                                    const OnnxSignal& b) {
  if (a.dims != b.dims || a.order != b.order || shape_of(a) != shape_of(b)) {
    node.fail("a sum of two values of one shape", to_string(a.dims) + " and " + to_string(b.dims));
  }
  if (a.step == b.step) return add_line(node, a, 2.0, 0.0);
  OnnxSignal result = a;
  result.step =
      steps_.add({.node = node.name(), .input = a.step, .summand = b.step, .shape = shape_of(a)});
  return result;
}

OnnxSignal OnnxGraphReader::read_add(OnnxNode& node) {
  node.require_inputs(2, 2);
  if (!node.is_constant(0) && !node.is_constant(1)) {
    return add_sum(node, node.signal(0), node.signal(1));
  }
  const int constant = node.is_constant(0) ? 0 : 1;
  return add_line(node, node.signal(1 - constant), constant, Part::kSummands, same);
}

OnnxSignal OnnxGraphReader::read_sub(OnnxNode& node) {
  node.require_inputs(2, 2);
  if (node.is_constant(1)) return add_line(node, node.signal(0), 1, Part::kSummands, negated);
  const OnnxSignal subtracted = add_line(node, node.signal(1), -1.0, 0.0);
  if (node.is_constant(0)) return add_line(node, subtracted, 0, Part::kSummands, same);
  return add_sum(node, node.signal(0), subtracted);
}

/// The factor of clip(x + 3, 0, 6) in a value that is a multiple of it; 0 if it is none.
double OnnxGraphReader::hard_gate(const OnnxSignal& gate, const OnnxSignal& x) const {
  const OnnxStep* step = &steps_[gate.step];
  double factor = 1.0;
  if (step->is_line()) {
    factor = step->common_factor();
    step = &steps_[step->input];
  }
  const auto* const clip = dynamic_cast<const Activation*>(step->layer.get());
  const bool is_clip = clip != nullptr && clip->function() == ActivationFunction::kClip &&
                       clip->a() == 0.0f && clip->b() == 6.0f;
  const OnnxStep& shifted = steps_[step->input];
  return is_clip && shifted.input == x.step && shifted.adds(3.0) ? factor : 0.0;
}

/// A product with a constant, a square, or one of the activations that exporters write as products:
/// swish, x * sigmoid(x), and hard swish, x * hard-sigmoid(x) or x * clip(x + 3, 0, 6) / 6.
OnnxSignal OnnxGraphReader::read_mul(OnnxNode& node) {
  node.require_inputs(2, 2);
  if (node.is_constant(0) || node.is_constant(1)) {
    const int constant = node.is_constant(0) ? 0 : 1;
    return add_line(node, node.signal(1 - constant), constant, Part::kFactors, same);
  }
  const OnnxSignal* x = &node.signal(0);
  const OnnxSignal* gate = &node.signal(1);
  if (x->dims == gate->dims && x->order == gate->order) {
    if (x->step == gate->step) return add_activation(node, *x, ActivationFunction::kSquare);
    if (steps_[x->step].input == gate->step) std::swap(x, gate);
    const auto* const activation = dynamic_cast<const Activation*>(steps_[gate->step].layer.get());
    if (activation != nullptr && steps_[gate->step].input == x->step) {
      if (activation->function() == ActivationFunction::kSigmoid) {
        return add_activation(node, *x, ActivationFunction::kSwish);
      }
      if (is_hard_swish_factor(*activation)) {
        return add_activation(node, *x, ActivationFunction::kHardSwish);
      }
    }
    for (const auto& [value, other] : {std::pair{x, gate}, std::pair{gate, x}}) {
      const double factor = 6.0 * hard_gate(*other, *value);
      if (factor == 0.0) continue;
      const OnnxSignal swish = add_activation(node, *value, ActivationFunction::kHardSwish);
      const bool is_one = std::abs(factor - 1.0) < 1e-6;
      return is_one ? swish : add_line(node, swish, factor, 0.0);
    }
  }
  node.fail("a product with a constant, of a value with itself, or of x and sigmoid(x)",
            "a product of two other values");
}

OnnxSignal OnnxGraphReader::read_div(OnnxNode& node) {
  node.require_inputs(2, 2);
  return add_line(node, node.signal(0), 1, Part::kFactors, reciprocal);
}

/// The negative; of softplus(-x), it is log-sigmoid.
OnnxSignal OnnxGraphReader::read_neg(OnnxNode& node) {
  node.require_inputs(1, 1);
  const OnnxSignal& input = node.signal();
  const OnnxStep& softplus = steps_[input.step];
  const OnnxStep& line = steps_[softplus.input];
  const auto* const activation = dynamic_cast<const Activation*>(softplus.layer.get());
  if (activation != nullptr && activation->function() == ActivationFunction::kSoftplus &&
      line.negates()) {
    OnnxSignal x = input;
    x.step = line.input;
    return add_activation(node, x, ActivationFunction::kLogSigmoid);
  }
  return add_line(node, node.signal(), -1.0, 0.0);
}

OnnxSignal OnnxGraphReader::read_pow(OnnxNode& node) {
  node.require_inputs(2, 2);
  const float exponent = node.number(1);
  if (exponent == 1.0f) return node.signal();
  if (exponent != 2.0f) node.fail("a square", "the power " + std::to_string(exponent));
  return add_activation(node, node.signal(), ActivationFunction::kSquare);
}

/// After training, batch normalisation is a line for each channel.
OnnxSignal OnnxGraphReader::read_batch_normalization(OnnxNode& node) {
  node.require_inputs(5, 5);
  node.ignore_attributes({"momentum"});
  node.require_attribute("spatial", 1);
  node.require_attribute("training_mode", 0);
  const OnnxSignal& input = node.signal();
  if (image_dims(node, input).size() + 1 != input.dims.size() || input.dims.size() < 2) {
    node.fail("channels along the second axis", "shape " + to_string(input.dims));
  }
  const double epsilon = static_cast<double>(node.attribute("epsilon", 1e-5f));
  const std::int64_t channels = input.dims[1];
  const std::vector<float>& scale = node.numbers(1, {channels});
  const std::vector<float>& shift = node.numbers(2, {channels});
  const std::vector<float>& mean = node.numbers(3, {channels});
  const std::vector<float>& variance = node.numbers(4, {channels});
  std::vector<double> factors;
  std::vector<double> summands;
  for (std::size_t c = 0; c < scale.size(); ++c) {
    factors.push_back(static_cast<double>(scale[c]) /
                      std::sqrt(static_cast<double>(variance[c]) + epsilon));
    summands.push_back(static_cast<double>(shift[c]) - factors[c] * static_cast<double>(mean[c]));
  }
  OnnxIntegers strides(input.dims.size() - 1);
  strides.front() = 1;
  return add_line(node, input, strides, factors, summands);
}

/// (x - offset) * scale, as scikit-learn's scalers.
OnnxSignal OnnxGraphReader::read_scaler(OnnxNode& node) {
  node.require_inputs(1, 1);
  const OnnxSignal& input = node.signal();
  require_vector(node, input);
  const std::vector<float> offset = node.floats("offset");
  const std::vector<float> scale = node.floats("scale");
  const auto fits = [&](std::size_t count) {
    return count == 1 || count == shape_of(input).size();
  };
  if (!fits(offset.size()) || !fits(scale.size())) {
    node.fail("one offset and one scale, or as many as values",
              std::to_string(offset.size()) + " and " + std::to_string(scale.size()));
  }
  std::vector<double> factors;
  std::vector<double> summands;
  for (std::size_t n = 0; n < std::max(offset.size(), scale.size()); ++n) {
    factors.push_back(static_cast<double>(scale.size() > 1 ? scale[n] : scale[0]));
    summands.push_back(-factors.back() *
                       static_cast<double>(offset.size() > 1 ? offset[n] : offset[0]));
  }
  OnnxIntegers strides(image_dims(node, input).size());
  if (factors.size() > 1) strides.back() = 1;
  return add_line(node, input, strides, factors, summands);
}

OnnxSignal OnnxGraphReader::read_same(OnnxNode& node) {
  node.require_inputs(1, 1);
  return node.signal();
}

/// After training, nothing is dropped.
OnnxSignal OnnxGraphReader::read_dropout(OnnxNode& node) {
  node.require_inputs(1, 3);
  node.ignore_attributes({"ratio", "seed"});
  if (node.has_input(2) && node.number(2) != 0.0f) {
    node.fail("a network for use, not for training", "training_mode true");
  }
  return node.signal();
}

/// Numbers are floats here, so that only a conversion to integers would change them.
OnnxSignal OnnxGraphReader::read_cast(OnnxNode& node) {
  node.require_inputs(1, 1);
  node.ignore_attributes({"saturate"});
  using Type = onnx::TensorProto;
  const std::int64_t type = node.attribute("to", std::int64_t{Type::FLOAT});
  const bool is_float = type == Type::FLOAT || type == Type::DOUBLE || type == Type::FLOAT16 ||
                        type == Type::BFLOAT16;
  if (!is_float && node.signal().head != OnnxHead::kLabel) {
    node.fail("a conversion to float, double or float16", "to data type " + std::to_string(type));
  }
  return node.signal();
}

template <OnnxIntegers (*kArrange)(OnnxNode&, const OnnxIntegers&)>
OnnxSignal OnnxGraphReader::read_arrangement(OnnxNode& node) {
  OnnxSignal result = node.signal();
  result.dims = kArrange(node, result.dims);
  return result;
}

template OnnxSignal OnnxGraphReader::read_arrangement<onnx_shapes::reshaped>(OnnxNode&);
template OnnxSignal OnnxGraphReader::read_arrangement<onnx_shapes::flattened>(OnnxNode&);
template OnnxSignal OnnxGraphReader::read_arrangement<onnx_shapes::squeezed>(OnnxNode&);
template OnnxSignal OnnxGraphReader::read_arrangement<onnx_shapes::unsqueezed>(OnnxNode&);

OnnxSignal OnnxGraphReader::read_transpose(OnnxNode& node) {
  const OnnxSignal& input = node.signal();
  const OnnxIntegers axes = onnx_shapes::permutation(node, input.dims.size());
  const OnnxIntegers before = image_dims(node, input);
  const bool has_batch = before.size() < input.dims.size();
  if (has_batch && axes.front() != 0) {
    node.fail("the images of the batch to stay along the first axis", "perm " + to_string(axes));
  }
  const OnnxIntegers strides_before = onnx_shapes::strides(before);
  OnnxSignal result{.step = input.step, .dims = {}};
  OnnxIntegers dims;
  OnnxIntegers strides;
  for (const std::int64_t axis : axes) {
    result.dims.push_back(input.dims[static_cast<std::size_t>(axis)]);
    if (has_batch && axis == 0) continue;
    dims.push_back(result.dims.back());
    strides.push_back(strides_before[static_cast<std::size_t>(axis) - (has_batch ? 1 : 0)]);
  }
  budget_.take(node, shape_of(input).size());
  bool is_same = true;
  onnx_shapes::for_each_place(dims, strides, [&](std::size_t place) {
    const std::size_t value = input.place(place);
    is_same = is_same && value == result.order.size();
    result.order.push_back(static_cast<std::uint32_t>(value));
  });
  if (is_same) result.order.clear();
  return result;
}

}  // namespace inkling
