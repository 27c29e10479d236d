// Exporters write much that does not depend on the image: shapes that are taken apart and put
// together, weights that are transposed, converted or scaled. All of that is computed once, while
// the file is read.

#include "io/models/onnx_folding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

#include "io/models/onnx_shapes.h"
#include "model/text.h"

namespace inkling {
namespace {

using onnx_shapes::axis_of;
using onnx_shapes::for_each_place;
using onnx_shapes::strides;

OnnxTensor from_integers(OnnxIntegers numbers) {
  const auto count = static_cast<std::int64_t>(numbers.size());
  return {.dims = {count}, .numbers = std::move(numbers)};
}

OnnxIntegers dims_of(const OnnxValue& value) {
  if (const auto* const constant = std::get_if<OnnxConstant>(&value)) return (*constant)->dims;
  return std::get<OnnxSignal>(value).dims;
}

/// Computes one node.
class Folder {
 public:
  Folder(OnnxNode& node, OnnxBudget& budget) : node_(node), budget_(budget) {}

  OnnxTensor constant();
  OnnxTensor constant_of_shape();
  OnnxTensor identity() {
    node_.require_inputs(1, 1);
    return input(0);
  }
  OnnxTensor cast();
  OnnxTensor shape();
  OnnxTensor size();
  OnnxTensor reshape() { return arranged(onnx_shapes::reshaped(node_, input(0).dims)); }
  OnnxTensor flatten() { return arranged(onnx_shapes::flattened(node_, input(0).dims)); }
  OnnxTensor squeeze() { return arranged(onnx_shapes::squeezed(node_, input(0).dims)); }
  OnnxTensor unsqueeze() { return arranged(onnx_shapes::unsqueezed(node_, input(0).dims)); }
  OnnxTensor transpose();
  OnnxTensor concat();
  OnnxTensor gather();
  OnnxTensor slice();
  OnnxTensor expand();
  OnnxTensor where();
  OnnxTensor range();
  OnnxTensor reduce_prod();
  template <double (*kOfFloats)(double, double),
            std::int64_t (*kOfIntegers)(std::int64_t, std::int64_t)>
  OnnxTensor binary();
  template <double (*kFunction)(double)>
  OnnxTensor unary();

 private:
  const OnnxTensor& input(int index) const { return node_.constant(index); }
  OnnxTensor arranged(OnnxIntegers dims) {
    budget_.take(node_, input(0).count());
    return {.dims = std::move(dims), .numbers = input(0).numbers};
  }
  /// The values of `tensor` at the places of a tensor of shape `dims` with these strides.
  OnnxTensor picked(const OnnxTensor& tensor, const OnnxIntegers& dims, const OnnxIntegers& strides,
                    std::size_t first = 0);
  std::int64_t integer(int index) const;

  OnnxNode& node_;
  OnnxBudget& budget_;
};

double added(double a, double b) { return a + b; }
double subtracted(double a, double b) { return a - b; }
double multiplied(double a, double b) { return a * b; }
double divided(double a, double b) { return a / b; }
double power(double a, double b) { return std::pow(a, b); }
double smaller(double a, double b) { return std::min(a, b); }
double larger(double a, double b) { return std::max(a, b); }
double equal(double a, double b) { return a == b ? 1.0 : 0.0; }
double negated(double a) { return -a; }
double reciprocal(double a) { return 1.0 / a; }
double root(double a) { return std::sqrt(a); }
double exponential(double a) { return std::exp(a); }
double logarithm(double a) { return std::log(a); }
double absolute(double a) { return std::abs(a); }
double floor_of(double a) { return std::floor(a); }
double ceiling_of(double a) { return std::ceil(a); }

/// Integers wrap around, as in the files' other readers.
std::int64_t wrapped(std::uint64_t number) { return static_cast<std::int64_t>(number); }
std::uint64_t bits(std::int64_t number) { return static_cast<std::uint64_t>(number); }

std::int64_t added(std::int64_t a, std::int64_t b) { return wrapped(bits(a) + bits(b)); }
std::int64_t subtracted(std::int64_t a, std::int64_t b) { return wrapped(bits(a) - bits(b)); }
std::int64_t multiplied(std::int64_t a, std::int64_t b) { return wrapped(bits(a) * bits(b)); }
std::int64_t divided(std::int64_t a, std::int64_t b) {
  if (b == 0) return 0;
  return b == -1 ? subtracted(std::int64_t{0}, a) : a / b;
}
std::int64_t power(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(
      std::clamp(std::pow(static_cast<double>(a), static_cast<double>(b)), -9e18, 9e18));
}
std::int64_t smaller(std::int64_t a, std::int64_t b) { return std::min(a, b); }
std::int64_t larger(std::int64_t a, std::int64_t b) { return std::max(a, b); }
std::int64_t equal(std::int64_t a, std::int64_t b) { return a == b ? 1 : 0; }

OnnxTensor Folder::constant() {
  node_.require_inputs(0, 0);
  const onnx::TensorProto* const tensor = node_.tensor("value");
  if (tensor != nullptr) {
    OnnxTensor result = read_tensor(*tensor, node_.path());
    budget_.take(node_, result.count());
    return result;
  }
  const OnnxIntegers integers = node_.attribute("value_ints", OnnxIntegers{});
  if (!integers.empty()) return from_integers(integers);
  const std::int64_t integer = node_.attribute("value_int", std::int64_t{-1});
  if (integer != -1) return {.dims = {}, .numbers = OnnxIntegers{integer}};
  const float number = node_.attribute("value_float", std::numeric_limits<float>::infinity());
  if (std::isfinite(number)) return {.dims = {}, .numbers = std::vector<float>{number}};
  node_.fail("a constant of numbers", "another one");
}

OnnxTensor Folder::constant_of_shape() {
  node_.require_inputs(1, 1);
  OnnxIntegers dims = node_.integers(0);
  if (dims.size() > kMostAxes ||
      std::ranges::any_of(dims, [](std::int64_t dim) { return dim < 0; })) {
    node_.fail("a shape", to_string(dims));
  }
  const std::size_t count = element_count(dims);
  budget_.take(node_, count);
  OnnxTensor value{.dims = {}, .numbers = std::vector<float>{0.0f}};
  if (const onnx::TensorProto* const tensor = node_.tensor("value")) {
    value = read_tensor(*tensor, node_.path());
  }
  if (value.count() != 1) node_.fail("a value of one number", to_string(value.dims));
  std::visit([&](auto& numbers) { numbers.resize(count, numbers.front()); }, value.numbers);
  value.dims = std::move(dims);
  return value;
}

OnnxTensor Folder::cast() {
  node_.require_inputs(1, 1);
  node_.ignore_attributes({"saturate"});
  using Type = onnx::TensorProto;
  const std::int64_t type = node_.attribute("to", std::int64_t{0});
  const bool wants_float = type == Type::FLOAT || type == Type::DOUBLE || type == Type::FLOAT16 ||
                           type == Type::BFLOAT16;
  OnnxTensor result = arranged(input(0).dims);
  if (wants_float == !result.is_integer()) return result;
  if (wants_float) {
    result.numbers = std::vector<float>(result.integers().begin(), result.integers().end());
    return result;
  }
  OnnxIntegers integers;
  for (const float number : result.floats()) {
    const bool fits = std::abs(number) < 9e18f;
    integers.push_back(fits ? static_cast<std::int64_t>(number) : 0);
  }
  if (type == Type::BOOL) {
    for (std::int64_t& number : integers) number = number != 0 ? 1 : 0;
  }
  result.numbers = std::move(integers);
  return result;
}

OnnxTensor Folder::shape() {
  node_.require_inputs(1, 1);
  const OnnxIntegers dims = dims_of(node_.value(0));
  const auto count = static_cast<std::int64_t>(dims.size());
  const auto place = [&](std::int64_t axis) {
    return std::clamp<std::int64_t>(axis < 0 ? axis + count : axis, 0, count);
  };
  const std::int64_t start = place(node_.attribute("start", std::int64_t{0}));
  const std::int64_t end = place(node_.attribute("end", count));
  return from_integers({dims.begin() + start, dims.begin() + std::max(start, end)});
}

OnnxTensor Folder::size() {
  node_.require_inputs(1, 1);
  const auto count = static_cast<std::int64_t>(element_count(dims_of(node_.value(0))));
  return {.dims = {}, .numbers = OnnxIntegers{count}};
}

OnnxTensor Folder::picked(const OnnxTensor& tensor, const OnnxIntegers& dims,
                          const OnnxIntegers& strides, std::size_t first) {
  budget_.take(node_, element_count(dims));
  const auto pick = [&](const auto& numbers) -> OnnxTensor {
    std::remove_cvref_t<decltype(numbers)> result;
    result.reserve(element_count(dims));
    for_each_place(dims, strides,
                   [&](std::size_t place) { result.push_back(numbers[first + place]); });
    return {.dims = dims, .numbers = std::move(result)};
  };
  return std::visit(pick, tensor.numbers);
}

OnnxTensor Folder::transpose() {
  const OnnxIntegers axes = onnx_shapes::permutation(node_, input(0).dims.size());
  const OnnxIntegers before = strides(input(0).dims);
  OnnxIntegers dims;
  OnnxIntegers steps;
  for (const std::int64_t axis : axes) {
    dims.push_back(input(0).dims[static_cast<std::size_t>(axis)]);
    steps.push_back(before[static_cast<std::size_t>(axis)]);
  }
  return picked(input(0), dims, steps);
}

OnnxTensor Folder::concat() {
  if (node_.input_count() < 1) node_.fail("an input", "none");
  const OnnxTensor& first = input(0);
  const std::size_t axis =
      axis_of(node_, node_.attribute("axis", std::int64_t{1}), first.dims.size());
  OnnxTensor result{.dims = first.dims, .numbers = {}};
  result.dims[axis] = 0;
  std::size_t rows = 1;  // of the parts that are put beside each other
  for (std::size_t n = 0; n < axis; ++n) rows *= static_cast<std::size_t>(first.dims[n]);
  for (int index = 0; index < node_.input_count(); ++index) {
    OnnxIntegers expected = input(index).dims;
    if (expected.size() == first.dims.size()) {
      result.dims[axis] += expected[axis];
      expected[axis] = first.dims[axis];
    }
    if (expected != first.dims || input(index).is_integer() != first.is_integer()) {
      node_.fail("inputs that fit " + to_string(first.dims), to_string(input(index).dims));
    }
  }
  budget_.take(node_, element_count(result.dims));
  const auto join = [&]<typename List>(const List& /*like*/) {
    List all;
    for (std::size_t row = 0; row < rows; ++row) {
      for (int index = 0; index < node_.input_count(); ++index) {
        const List& part = std::get<List>(input(index).numbers);
        const auto size = static_cast<std::ptrdiff_t>(part.size() / rows);
        const auto begin = part.begin() + static_cast<std::ptrdiff_t>(row) * size;
        all.insert(all.end(), begin, begin + size);
      }
    }
    result.numbers = std::move(all);
  };
  if (rows > 0) std::visit(join, first.numbers);
  return result;
}

OnnxTensor Folder::gather() {
  node_.require_inputs(2, 2);
  const OnnxTensor& data = input(0);
  const std::size_t axis =
      axis_of(node_, node_.attribute("axis", std::int64_t{0}), data.dims.size());
  const OnnxIntegers& indices = node_.integers(1);
  OnnxIntegers parts = data.dims;  // of data, one for each index
  parts[axis] = 1;
  OnnxIntegers dims(data.dims.begin(), data.dims.begin() + static_cast<std::ptrdiff_t>(axis));
  dims.insert(dims.end(), input(1).dims.begin(), input(1).dims.end());
  dims.insert(dims.end(), data.dims.begin() + static_cast<std::ptrdiff_t>(axis) + 1,
              data.dims.end());
  const std::size_t count = element_count(dims);
  budget_.take(node_, count);
  const auto inner = static_cast<std::size_t>(strides(data.dims)[axis]);
  const std::size_t size = inner * static_cast<std::size_t>(data.dims[axis]);
  const std::size_t outer = size == 0 ? 0 : data.count() / size;
  const auto pick = [&](const auto& numbers) -> OnnxTensor {
    std::remove_cvref_t<decltype(numbers)> result;
    result.reserve(count);
    for (std::size_t n = 0; n < outer; ++n) {
      for (const std::int64_t index : indices) {
        const std::size_t begin =
            n * size + axis_of(node_, index, static_cast<std::size_t>(data.dims[axis])) * inner;
        result.insert(result.end(), numbers.begin() + static_cast<std::ptrdiff_t>(begin),
                      numbers.begin() + static_cast<std::ptrdiff_t>(begin + inner));
      }
    }
    return {.dims = dims, .numbers = std::move(result)};
  };
  return std::visit(pick, data.numbers);
}

OnnxTensor Folder::slice() {
  node_.require_inputs(1, 5);
  const OnnxTensor& data = input(0);
  const OnnxIntegers starts = node_.input_or_attribute(1, "starts", OnnxIntegers{});
  const OnnxIntegers ends = node_.input_or_attribute(2, "ends", OnnxIntegers{});
  OnnxIntegers axes(starts.size());
  std::iota(axes.begin(), axes.end(), 0);
  axes = node_.input_or_attribute(3, "axes", axes);
  const OnnxIntegers steps =
      node_.has_input(4) ? node_.integers(4) : OnnxIntegers(starts.size(), 1);
  if (ends.size() != starts.size() || axes.size() != starts.size() ||
      steps.size() != starts.size() || starts.size() > data.dims.size()) {
    node_.fail("a start, an end and a step for each axis",
               to_string(starts) + ", " + to_string(ends) + ", " + to_string(steps));
  }
  OnnxIntegers dims = data.dims;
  OnnxIntegers apart = strides(data.dims);
  std::int64_t first = 0;
  for (std::size_t n = 0; n < starts.size(); ++n) {
    const std::size_t axis = axis_of(node_, axes[n], dims.size());
    const std::int64_t size = data.dims[axis];
    const auto place = [&](std::int64_t index) {
      return std::clamp<std::int64_t>(index < 0 ? index + size : index, 0, size);
    };
    if (steps[n] < 1 || steps[n] > size + 1) {
      node_.fail("steps forwards", to_string(steps));
    }
    const std::int64_t begin = place(starts[n]);
    const std::int64_t length = std::max<std::int64_t>(0, place(ends[n]) - begin);
    first += begin * apart[axis];
    dims[axis] = (length + steps[n] - 1) / steps[n];
    apart[axis] *= steps[n];
  }
  return picked(data, dims, apart, static_cast<std::size_t>(first));
}

OnnxTensor Folder::expand() {
  node_.require_inputs(2, 2);
  OnnxIntegers wanted = node_.integers(1);
  if (wanted.size() > kMostAxes ||
      std::ranges::any_of(wanted, [](std::int64_t dim) { return dim < 0; })) {
    node_.fail("a shape", to_string(wanted));
  }
  const OnnxIntegers dims = onnx_shapes::broadcast(node_, input(0).dims, wanted);
  return picked(input(0), dims, onnx_shapes::broadcast_strides(node_, input(0).dims, dims));
}

OnnxTensor Folder::where() {
  node_.require_inputs(3, 3);
  const OnnxIntegers dims = onnx_shapes::broadcast(
      node_, onnx_shapes::broadcast(node_, input(0).dims, input(1).dims), input(2).dims);
  const auto spread = [&](int index) {
    return picked(input(index), dims,
                  onnx_shapes::broadcast_strides(node_, input(index).dims, dims));
  };
  const OnnxTensor choice = spread(0);
  OnnxTensor yes = spread(1);
  const OnnxTensor no = spread(2);
  if (!choice.is_integer() || yes.is_integer() != no.is_integer()) {
    node_.fail("a condition and two inputs of one type", "other ones");
  }
  const auto choose = [&](auto& numbers) {
    using List = std::remove_reference_t<decltype(numbers)>;
    for (std::size_t n = 0; n < numbers.size(); ++n) {
      if (choice.integers()[n] == 0) numbers[n] = std::get<List>(no.numbers)[n];
    }
  };
  std::visit(choose, yes.numbers);
  return yes;
}

std::int64_t Folder::integer(int index) const {
  const OnnxIntegers& list = node_.integers(index);
  if (list.size() != 1) node_.fail("one integer", to_string(list));
  return list.front();
}

OnnxTensor Folder::range() {
  node_.require_inputs(3, 3);
  const std::int64_t start = integer(0);
  const std::int64_t limit = integer(1);
  const std::int64_t step = integer(2);
  const double steps = std::ceil((static_cast<double>(limit) - static_cast<double>(start)) /
                                 static_cast<double>(step));
  if (step == 0 || !(steps < static_cast<double>(kTooMany))) {
    node_.fail("a range that ends", "step " + std::to_string(step));
  }
  const auto count = static_cast<std::size_t>(std::max(steps, 0.0));
  budget_.take(node_, count);
  OnnxIntegers numbers(count);
  for (std::size_t n = 0; n < count; ++n) {
    numbers[n] = added(start, multiplied(static_cast<std::int64_t>(n), step));
  }
  return from_integers(std::move(numbers));
}

OnnxTensor Folder::reduce_prod() {
  node_.require_inputs(1, 2);
  const bool keeps_axes = node_.attribute("keepdims", std::int64_t{1}) != 0;
  const OnnxIntegers axes = node_.input_or_attribute(1, "axes", OnnxIntegers{0});
  if (input(0).dims.size() != 1 || (axes != OnnxIntegers{0} && axes != OnnxIntegers{-1})) {
    node_.fail("the product of a vector", to_string(input(0).dims));
  }
  OnnxIntegers product{1};
  for (const std::int64_t number : node_.integers(0)) {
    product.front() = multiplied(product.front(), number);
  }
  return {.dims = keeps_axes ? OnnxIntegers{1} : OnnxIntegers{}, .numbers = std::move(product)};
}

template <double (*kOfFloats)(double, double),
          std::int64_t (*kOfIntegers)(std::int64_t, std::int64_t)>
OnnxTensor Folder::binary() {
  node_.require_inputs(2, 2);
  const OnnxIntegers dims = onnx_shapes::broadcast(node_, input(0).dims, input(1).dims);
  const auto spread = [&](int index) {
    return picked(input(index), dims,
                  onnx_shapes::broadcast_strides(node_, input(index).dims, dims));
  };
  OnnxTensor a = spread(0);
  OnnxTensor b = spread(1);
  if (a.is_integer() && b.is_integer()) {
    OnnxIntegers result = a.integers();
    for (std::size_t n = 0; n < result.size(); ++n) {
      result[n] = kOfIntegers(result[n], b.integers()[n]);
    }
    return {.dims = dims, .numbers = std::move(result)};
  }
  if (a.is_integer() || b.is_integer()) node_.fail("two inputs of one type", "two types");
  std::vector<float> result = a.floats();
  for (std::size_t n = 0; n < result.size(); ++n) {
    result[n] = static_cast<float>(
        kOfFloats(static_cast<double>(result[n]), static_cast<double>(b.floats()[n])));
  }
  if (kOfFloats == static_cast<double (*)(double, double)>(equal)) {
    return {.dims = dims, .numbers = OnnxIntegers(result.begin(), result.end())};
  }
  return {.dims = dims, .numbers = std::move(result)};
}

template <double (*kFunction)(double)>
OnnxTensor Folder::unary() {
  node_.require_inputs(1, 1);
  OnnxTensor result = arranged(input(0).dims);
  const auto compute = [](auto& numbers) {
    for (auto& number : numbers) {
      using Number = std::remove_reference_t<decltype(number)>;
      const double value = kFunction(static_cast<double>(number));
      const bool fits = std::is_same_v<Number, float> || std::abs(value) < 9e18;
      number = fits ? static_cast<Number>(value) : Number{0};
    }
  };
  std::visit(compute, result.numbers);
  return result;
}

struct FoldedOperator {
  std::string_view name;
  OnnxTensor (Folder::*fold)();
};

constexpr std::array kOperators = std::to_array<FoldedOperator>({
    {"Abs", &Folder::unary<absolute>},
    {"Add", &Folder::binary<added, added>},
    {"Cast", &Folder::cast},
    {"Ceil", &Folder::unary<ceiling_of>},
    {"Concat", &Folder::concat},
    {"Constant", &Folder::constant},
    {"ConstantOfShape", &Folder::constant_of_shape},
    {"Div", &Folder::binary<divided, divided>},
    {"Equal", &Folder::binary<equal, equal>},
    {"Exp", &Folder::unary<exponential>},
    {"Expand", &Folder::expand},
    {"Flatten", &Folder::flatten},
    {"Floor", &Folder::unary<floor_of>},
    {"Gather", &Folder::gather},
    {"Identity", &Folder::identity},
    {"Log", &Folder::unary<logarithm>},
    {"Max", &Folder::binary<larger, larger>},
    {"Min", &Folder::binary<smaller, smaller>},
    {"Mul", &Folder::binary<multiplied, multiplied>},
    {"Neg", &Folder::unary<negated>},
    {"Pow", &Folder::binary<power, power>},
    {"Range", &Folder::range},
    {"Reciprocal", &Folder::unary<reciprocal>},
    {"ReduceProd", &Folder::reduce_prod},
    {"Reshape", &Folder::reshape},
    {"Shape", &Folder::shape},
    {"Size", &Folder::size},
    {"Slice", &Folder::slice},
    {"Sqrt", &Folder::unary<root>},
    {"Squeeze", &Folder::squeeze},
    {"Sub", &Folder::binary<subtracted, subtracted>},
    {"Transpose", &Folder::transpose},
    {"Unsqueeze", &Folder::unsqueeze},
    {"Where", &Folder::where},
});

}  // namespace

void OnnxBudget::take(const OnnxNode& node, std::size_t numbers) {
  if (numbers > left_) {
    node.fail("constants and shapes that are not much larger than the file", "larger ones");
  }
  left_ -= numbers;
}

std::string folded_operators() { return listed(kOperators); }

OnnxTensor fold(OnnxNode& node, OnnxBudget& budget) {
  const auto known = std::ranges::find(kOperators, node.op_type(), &FoldedOperator::name);
  if (known == kOperators.end()) {
    node.fail("of constants, one of the operators " + folded_operators(), node.op_type());
  }
  Folder folder(node, budget);
  OnnxTensor result = (folder.*known->fold)();
  node.refuse_other_attributes();
  return result;
}

}  // namespace inkling
