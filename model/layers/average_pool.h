#pragma once

#include "model/layers/pool.h"

namespace inkling {

/// Average pooling: the mean of the pixels of each window (LeCun et al., 1998).
///
///     output(c, i, j) = mean over u, v of input(c, stride_height * i - top + u,
///                                               stride_width * j - left + v)
///
/// with 0 <= u < height and 0 <= v < width of the window, as far as the pixel is in the map: a
/// window at the border has the mean of fewer pixels. For the shapes, see `Pool`. The global pool
/// (Lin et al., 2014) has one window, the whole map.
class AveragePool : public Pool {
 public:
  /// Throws std::invalid_argument if the window does not fit: see `Pool`.
  AveragePool(Shape input, const Window& window) : Pool("average-pool", input, window) {}
  /// The global pool.
  explicit AveragePool(Shape input) : Pool("average-pool", input) {}

  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void backward(const Backward& pass) const override;
};

}  // namespace inkling
