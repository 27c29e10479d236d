#include "model/layers/average_pool.h"

#include <algorithm>
#include <cassert>

namespace inkling {

void AveragePool::forward(std::span<const float> /*parameters*/, std::span<const Lanes> input,
                          std::span<Lanes> output) const {
  assert(input.size() == input_shape().size() && output.size() == output_shape().size());
  const int width = input_shape().width;
  for_each_window([&](std::size_t value, int corner, int rows, int columns) {
    const Lanes* const window = input.data() + corner;
    Lanes total = 0.0f;
    for (int u = 0; u < rows; ++u) {
      for (int v = 0; v < columns; ++v) total += window[u * width + v];
    }
    output[value] = total / static_cast<float>(rows * columns);
  });
}

void AveragePool::backward(const Backward& pass) const {
  if (pass.input_gradient.empty()) return;
  assert(pass.input_gradient.size() == input_shape().size());
  std::ranges::fill(pass.input_gradient, Lanes(0.0f));
  const int width = input_shape().width;
  for_each_window([&](std::size_t value, int corner, int rows, int columns) {
    const Lanes share = pass.output_gradient[value] / static_cast<float>(rows * columns);
    Lanes* const window = pass.input_gradient.data() + corner;
    for (int u = 0; u < rows; ++u) {
      for (int v = 0; v < columns; ++v) window[u * width + v] += share;
    }
  });
}

}  // namespace inkling
