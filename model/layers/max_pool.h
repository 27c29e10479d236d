#pragma once

#include "model/layers/pool.h"

namespace inkling {

/// Max pooling: keeps the largest pixel of each window (B&J, Def. 10.4.2).
///
///     output(c, i, j) = max over u, v of input(c, stride_height * i - top + u,
///                                              stride_width * j - left + v)
///
/// with 0 <= u < height and 0 <= v < width of the window, as far as the pixel is in the map. In the
/// book, the strides are the sides of the window, and there are no margins. The global pool of
/// Example 10.6.3 has one window, the whole map. For the shapes, see `Pool`.
///
/// The gradient goes to the first maximum of each window in reading order, so equal pixels (a blank
/// background) do not multiply it.
class MaxPool : public Pool {
 public:
  /// Windows of `size` rows and columns, side by side.
  MaxPool(Shape input, int size) : MaxPool(input, Window{size, size, size, size}) {}
  /// Throws std::invalid_argument if the window does not fit: see `Pool`.
  MaxPool(Shape input, const Window& window) : Pool("pool", input, window) {}
  /// The global pool.
  explicit MaxPool(Shape input) : Pool("pool", input) {}

  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void backward(const Backward& pass) const override;

 private:
  template <bool kAdd>
  void send_back(const Backward& pass) const;
};

}  // namespace inkling
