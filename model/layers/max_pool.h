#pragma once

#include "model/layers/layer.h"

namespace inkling {

/// Max pooling: keeps the largest pixel of each window (B&J, Def. 10.4.2).
///
///     output(c, i, j) = max over 0 <= u, v < size of input(c, size*i + u, size*j + v)
///
///   input       channels x height x width
///   output      channels x height/size x width/size; left-over rows and columns are dropped
///   parameters  none
///
/// The global pool of Example 10.6.3 has one window, the whole map.
///
/// The gradient goes to the first maximum of each window in reading order, so equal pixels (a blank
/// background) do not multiply it.
class MaxPool : public Layer {
 public:
  /// Throws std::invalid_argument unless 1 <= size <= min(input.height, input.width).
  MaxPool(Shape input, int size);
  /// The global pool.
  explicit MaxPool(Shape input);

  bool is_global() const { return is_global_; }
  int window_height() const { return window_height_; }
  int window_width() const { return window_width_; }

  std::string text() const override;
  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void backward(const Backward& pass) const override;

 private:
  bool is_global_;
  int window_height_;
  int window_width_;
};

}  // namespace inkling
