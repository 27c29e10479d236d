#pragma once

#include "model/layers/layer.h"

namespace inkling {

/// The addition at the end of a residual block (He et al., 2016):
///
///     output(c, i, j) = branch(c, i, j) + shortcut(c, i, j)
///
///   input       channels x height x width: the branch; the network adds the shortcut by `add`
///   output      the same shape
///   parameters  none
///
/// So `forward` alone is the identity. The derivative by both summands is 1: `backward` passes the
/// gradient on to the branch, and the network passes the same to the shortcut. Neither reads any
/// values, so the next layer may work in place, too.
class Addition : public Layer {
 public:
  explicit Addition(Shape input) : Layer(input, input) {}

  /// Adds `shortcut` to `output`.
  static void add(std::span<const Lanes> shortcut, std::span<Lanes> output);

  std::string text() const override { return "addition"; }
  bool in_place() const override { return true; }
  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void backward(const Backward& pass) const override;
};

}  // namespace inkling
