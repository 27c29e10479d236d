#pragma once

#include "model/layer.h"

namespace inkling {

/// Max pooling: keeps the largest pixel of each window (B&J, Def. 10.4.2).
///
///     output(c, i, j) = max over 0 <= u, v < size of input(c, size*i + u, size*j + v)
///
///   input       channels x height x width
///   output      channels x height/size x width/size; a remainder row or column is dropped
///   parameters  none
///
/// The gradient goes to the first maximum of each window in reading order, so that equal pixels
/// (a blank background) do not multiply it. A window as large as the map is the global pool of
/// Example 10.6.3.
class MaxPool : public Layer {
 public:
  /// Throws std::invalid_argument unless 1 <= size <= min(input.height, input.width).
  MaxPool(Shape input, int size);

  int size() const { return size_; }

  std::string text() const override;
  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void backward(const Backward& pass) const override;

 private:
  int size_;
};

}  // namespace inkling
