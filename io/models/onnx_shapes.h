#pragma once

#include "io/models/onnx_node.h"

/// The operators that only change how values are arranged, for constants and for values that depend
/// on the image alike. Each returns the new shape, and refuses a node that does not fit `dims`.
namespace inkling::onnx_shapes {

OnnxIntegers reshaped(OnnxNode& node, const OnnxIntegers& dims);
OnnxIntegers flattened(OnnxNode& node, const OnnxIntegers& dims);
OnnxIntegers squeezed(OnnxNode& node, const OnnxIntegers& dims);
OnnxIntegers unsqueezed(OnnxNode& node, const OnnxIntegers& dims);

/// For each axis after a Transpose, the axis before.
OnnxIntegers permutation(OnnxNode& node, std::size_t axes);

/// `axis` counted from 0 if it is one of `axes`, which negative ones count from the end.
std::size_t axis_of(const OnnxNode& node, std::int64_t axis, std::size_t axes);

/// How far apart in memory the values along each axis are.
OnnxIntegers strides(const OnnxIntegers& dims);

/// The strides with which a tensor of shape `dims` is read as one of the shape `target`, to which
/// it is broadcast: 0 along an axis that repeats it. Fails if it cannot be.
OnnxIntegers broadcast_strides(const OnnxNode& node, const OnnxIntegers& dims,
                               const OnnxIntegers& target);
/// The shape to which both are broadcast.
OnnxIntegers broadcast(const OnnxNode& node, const OnnxIntegers& a, const OnnxIntegers& b);

/// Calls use(place) for each element of a tensor of shape `dims` in order: the place in memory, if
/// its values are `strides` apart.
template <typename Use>
void for_each_place(const OnnxIntegers& dims, const OnnxIntegers& strides, Use&& use) {
  const std::size_t count = element_count(dims);
  OnnxIntegers index(dims.size());
  std::int64_t place = 0;
  for (std::size_t n = 0; n < count; ++n) {
    use(static_cast<std::size_t>(place));
    for (std::size_t axis = dims.size(); axis-- > 0;) {
      place += strides[axis];
      if (++index[axis] < dims[axis]) break;
      place -= strides[axis] * dims[axis];
      index[axis] = 0;
    }
  }
}

}  // namespace inkling::onnx_shapes
