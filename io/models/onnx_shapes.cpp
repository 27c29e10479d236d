#include "io/models/onnx_shapes.h"

#include <algorithm>
#include <numeric>

namespace inkling::onnx_shapes {
namespace {

void limit_axes(const OnnxNode& node, const OnnxIntegers& list) {
  if (list.size() <= kMostAxes) return;
  node.fail("at most " + std::to_string(kMostAxes) + " axes", std::to_string(list.size()));
}

OnnxIntegers axes_input(OnnxNode& node) {
  node.require_inputs(1, 2);
  const OnnxIntegers axes = node.input_or_attribute(1, "axes", OnnxIntegers{});
  limit_axes(node, axes);
  return axes;
}

std::vector<bool> marked(const OnnxNode& node, const OnnxIntegers& axes, std::size_t count) {
  std::vector<bool> is_named(count);
  for (const std::int64_t axis : axes) is_named[axis_of(node, axis, count)] = true;
  return is_named;
}

}  // namespace

std::size_t axis_of(const OnnxNode& node, std::int64_t axis, std::size_t axes) {
  const auto count = static_cast<std::int64_t>(axes);
  if (axis < -count || axis >= count) {
    node.fail("an axis below " + std::to_string(axes), std::to_string(axis));
  }
  return static_cast<std::size_t>(axis < 0 ? axis + count : axis);
}

OnnxIntegers reshaped(OnnxNode& node, const OnnxIntegers& dims) {
  node.require_inputs(2, 2);
  const bool copies_zero = node.attribute("allowzero", std::int64_t{0}) == 0;
  OnnxIntegers target = node.integers(1);
  limit_axes(node, target);
  std::size_t open = target.size();
  for (std::size_t axis = 0; axis < target.size(); ++axis) {
    if (target[axis] == 0 && copies_zero && axis < dims.size()) target[axis] = dims[axis];
    if (target[axis] == -1 && open == target.size()) open = axis;
  }
  const std::size_t count = element_count(dims);
  if (open < target.size()) {
    target[open] = 1;
    const bool is_sound = std::ranges::all_of(target, [](std::int64_t dim) { return dim > 0; });
    if (is_sound) {
      target[open] = static_cast<std::int64_t>(count / element_count(target));
    }
  }
  const bool is_sound = std::ranges::all_of(target, [](std::int64_t dim) { return dim >= 0; });
  if (!is_sound || element_count(target) != count) {
    node.fail("a shape of " + std::to_string(count) + " values, as its input " + to_string(dims),
              to_string(node.integers(1)));
  }
  return target;
}

OnnxIntegers flattened(OnnxNode& node, const OnnxIntegers& dims) {
  node.require_inputs(1, 1);
  const std::int64_t axis = node.attribute("axis", std::int64_t{1});
  const bool is_end = axis == static_cast<std::int64_t>(dims.size());
  const std::size_t first = is_end ? dims.size() : axis_of(node, axis, dims.size());
  const OnnxIntegers before(dims.begin(), dims.begin() + static_cast<std::ptrdiff_t>(first));
  const OnnxIntegers after(dims.begin() + static_cast<std::ptrdiff_t>(first), dims.end());
  return {static_cast<std::int64_t>(element_count(before)),
          static_cast<std::int64_t>(element_count(after))};
}

OnnxIntegers squeezed(OnnxNode& node, const OnnxIntegers& dims) {
  const OnnxIntegers axes = axes_input(node);
  const std::vector<bool> is_named = marked(node, axes, dims.size());
  OnnxIntegers result;
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    const bool is_removed = axes.empty() ? dims[axis] == 1 : is_named[axis];
    if (is_removed && dims[axis] != 1) {
      node.fail("to remove axes of size 1 only",
                "axis " + std::to_string(axis) + " of the shape " + to_string(dims));
    }
    if (!is_removed) result.push_back(dims[axis]);
  }
  return result;
}

OnnxIntegers unsqueezed(OnnxNode& node, const OnnxIntegers& dims) {
  const OnnxIntegers axes = axes_input(node);
  const std::vector<bool> is_new = marked(node, axes, dims.size() + axes.size());
  if (std::ranges::count(is_new, true) != static_cast<std::ptrdiff_t>(axes.size())) {
    node.fail("different axes", to_string(axes));
  }
  OnnxIntegers result;
  limit_axes(node, OnnxIntegers(is_new.size()));
  auto old = dims.begin();
  for (const bool is_one : is_new) result.push_back(is_one ? 1 : *old++);
  return result;
}

OnnxIntegers permutation(OnnxNode& node, std::size_t axes) {
  node.require_inputs(1, 1);
  OnnxIntegers backwards(axes);
  std::iota(backwards.rbegin(), backwards.rend(), 0);
  const OnnxIntegers result = node.attribute("perm", backwards);
  if (!std::ranges::is_permutation(result, backwards)) {
    node.fail("a permutation of " + std::to_string(axes) + " axes", to_string(result));
  }
  return result;
}

OnnxIntegers strides(const OnnxIntegers& dims) {
  OnnxIntegers result(dims.size());
  std::int64_t stride = 1;
  for (std::size_t axis = dims.size(); axis-- > 0;) {
    result[axis] = stride;
    stride *= dims[axis];
  }
  return result;
}

OnnxIntegers broadcast_strides(const OnnxNode& node, const OnnxIntegers& dims,
                               const OnnxIntegers& target) {
  OnnxIntegers result(target.size());
  const OnnxIntegers own = strides(dims);
  bool fits = dims.size() <= target.size();
  for (std::size_t n = 1; fits && n <= dims.size(); ++n) {
    const std::int64_t size = dims[dims.size() - n];
    fits = size == 1 || size == target[target.size() - n];
    result[target.size() - n] = size == 1 ? 0 : own[dims.size() - n];
  }
  if (!fits) node.fail("a shape that can be repeated to " + to_string(target), to_string(dims));
  return result;
}

OnnxIntegers broadcast(const OnnxNode& node, const OnnxIntegers& a, const OnnxIntegers& b) {
  OnnxIntegers result(std::max(a.size(), b.size()), 1);
  for (const OnnxIntegers* dims : {&a, &b}) {
    for (std::size_t n = 1; n <= dims->size(); ++n) {
      std::int64_t& size = result[result.size() - n];
      if (size == 1) size = (*dims)[dims->size() - n];
    }
  }
  broadcast_strides(node, a, result);
  broadcast_strides(node, b, result);
  return result;
}

}  // namespace inkling::onnx_shapes
