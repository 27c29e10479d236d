#pragma once

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "io/models/onnx_tensor.h"

namespace inkling {

/// What the end of a network makes of the logits.
enum class OnnxHead {
  kNone,
  kSoftmax,
  kLogSoftmax,
  kLabel,  ///< The number of the largest one.
};

/// A value of a graph that depends on the images: the output of a step, perhaps in another shape or
/// order. Layers have their values in the order channel, row, column, whatever the graph has.
struct OnnxSignal {
  int step = 0;       ///< The `OnnxStep` that computes it.
  OnnxIntegers dims;  ///< Its shape in the graph, the batch first.
  /// For each value of an image, in the graph's order, its place in the step's output. Empty if
  /// the order is the same.
  std::vector<std::uint32_t> order = {};
  OnnxHead head = OnnxHead::kNone;

  std::size_t place(std::size_t index) const { return order.empty() ? index : order[index]; }
};

using OnnxConstant = std::shared_ptr<const OnnxTensor>;

/// A value of a graph.
using OnnxValue = std::variant<OnnxConstant, OnnxSignal>;

}  // namespace inkling
