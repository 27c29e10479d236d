#include "model/layers/max_pool.h"

#include <algorithm>
#include <cassert>

namespace inkling {
namespace {

/// The largest pixel of a window of `rows` x `columns`, in maps of `width` columns.
Lanes largest_of(const Lanes* window, int width, int rows, int columns) {
  Lanes largest = window[0];
  for (int u = 0; u < rows; ++u) {
    for (int v = 0; v < columns; ++v) largest = max(largest, window[u * width + v]);
  }
  return largest;
}

}  // namespace

void MaxPool::forward(std::span<const float> /*parameters*/, std::span<const Lanes> input,
                      std::span<Lanes> output) const {
  assert(input.size() == input_shape().size() && output.size() == output_shape().size());
  const int width = input_shape().width;
  if (window().margins == Margins{}) {  // all windows have the same sides, which is faster
    Lanes* largest_pixel = output.data();
    for (int c = 0; c < output_shape().channels; ++c) {
      const Lanes* const map = input.data() + c * input_shape().height * width;
      for (int i = 0; i < output_shape().height; ++i) {
        const Lanes* const row = map + window().stride_height * i * width;
        for (int j = 0; j < output_shape().width; ++j) {
          *largest_pixel++ =
              largest_of(row + window().stride_width * j, width, window().height, window().width);
        }
      }
    }
    return;
  }
  for_each_window([&](std::size_t value, int corner, int rows, int columns) {
    output[value] = largest_of(input.data() + corner, width, rows, columns);
  });
}

void MaxPool::backward(const Backward& pass) const {
  if (pass.input_gradient.empty()) return;
  assert(pass.input_gradient.size() == input_shape().size());
  if (has_overlap() || has_gaps()) std::ranges::fill(pass.input_gradient, Lanes(0.0f));
  if (has_overlap()) return send_back<true>(pass);
  send_back<false>(pass);
}

/// Adds the gradient to that of the pixels if `kAdd`, otherwise writes it.
template <bool kAdd>
void MaxPool::send_back(const Backward& pass) const {
  const int width = input_shape().width;
  for_each_window([&](std::size_t value, int corner, int rows, int columns) {
    const Lanes largest = largest_of(pass.input.data() + corner, width, rows, columns);
    // The gradient that is left to assign: all of it until a lane reaches its maximum, then 0.
    Lanes rest = pass.output_gradient[value];
    for (int u = 0; u < rows; ++u) {
      for (int v = 0; v < columns; ++v) {
        const auto pixel = static_cast<std::size_t>(corner + u * width + v);
        const Lanes share = select(pass.input[pixel] == largest, rest, Lanes(0.0f));
        if constexpr (kAdd) {
          pass.input_gradient[pixel] += share;
        } else {
          pass.input_gradient[pixel] = share;
        }
        rest -= share;
      }
    }
  });
}

}  // namespace inkling
