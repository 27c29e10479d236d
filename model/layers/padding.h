#pragma once

#include "model/layers/layer.h"
#include "model/layers/window.h"

namespace inkling {

/// Padding: zero rows and columns on every side (B&J, Def. 10.3.1, "padding of size 2s"; our amount
/// is the s, not the size).
///
///     output(c, i, j) = input(c, i - top, j - left), or 0 if that is outside the map
///
///   input       channels x height x width
///   output      channels x (top + height + bottom) x (left + width + right)
///   parameters  none
///
/// Zero is a value after normalisation: it is the mean grey of the training images, or paper in a
/// network without biases (`Network::measure_normalization`).
class Padding : public Layer {
 public:
  /// The same `amount` on every side. Throws std::invalid_argument unless 1 <= amount <= 1024.
  Padding(Shape input, int amount) : Padding(input, Margins::all(amount)) {}
  /// Throws std::invalid_argument unless each margin is in 0 .. 1024 and one is not 0.
  Padding(Shape input, const Margins& margins);

  const Margins& margins() const { return margins_; }

  std::string text() const override;
  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void backward(const Backward& pass) const override;

 private:
  Margins margins_;
};

}  // namespace inkling
