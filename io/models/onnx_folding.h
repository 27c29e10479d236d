#pragma once

#include <cstddef>
#include <string>

#include "io/models/onnx_node.h"
#include "io/models/onnx_tensor.h"

namespace inkling {

/// How many numbers may still be made while a graph is read, so that a small file cannot fill the
/// memory.
class OnnxBudget {
 public:
  explicit OnnxBudget(std::size_t numbers) : left_(numbers) {}
  /// Takes `numbers` from it; fails in the name of `node` if there are fewer left.
  void take(const OnnxNode& node, std::size_t numbers);

 private:
  std::size_t left_;
};

/// The names of the operators that `fold` computes, as a list: "Abs, Add".
std::string folded_operators();

/// Computes the output of `node` from its constant inputs. The inputs of Shape and Size may be
/// other values. Fails if the node is none of these operators.
OnnxTensor fold(OnnxNode& node, OnnxBudget& budget);

}  // namespace inkling
