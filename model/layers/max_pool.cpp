#include "model/layers/max_pool.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>

namespace inkling {
namespace {

Shape pooled(Shape input, int size) {
  if (size < 1 || size > std::min(input.height, input.width)) {
    throw std::invalid_argument("pool " + std::to_string(size) +
                                ": the window must be between 1 and " +
                                std::to_string(std::min(input.height, input.width)) +
                                ", the smaller side of the " + to_string(input) + " input");
  }
  return {.channels = input.channels, .height = input.height / size, .width = input.width / size};
}

/// The largest pixel of a window of `rows` x `columns`, in maps of `width` columns.
Lanes largest_of(const Lanes* window, int width, int rows, int columns) {
  Lanes largest = window[0];
  for (int u = 0; u < rows; ++u) {
    for (int v = 0; v < columns; ++v) largest = max(largest, window[u * width + v]);
  }
  return largest;
}

}  // namespace

MaxPool::MaxPool(Shape input, int size)
    : Layer(input, pooled(input, size)),
      is_global_(false),
      window_height_(size),
      window_width_(size) {}

MaxPool::MaxPool(Shape input)
    : Layer(input, {.channels = input.channels}),
      is_global_(true),
      window_height_(input.height),
      window_width_(input.width) {}

std::string MaxPool::text() const {
  return "pool " + (is_global_ ? "all" : std::to_string(window_height_));
}

void MaxPool::forward(std::span<const float> /*parameters*/, std::span<const Lanes> input,
                      std::span<Lanes> output) const {
  assert(input.size() == input_shape().size() && output.size() == output_shape().size());
  const int width = input_shape().width;
  Lanes* largest_pixel = output.data();
  for (int c = 0; c < output_shape().channels; ++c) {
    const Lanes* map = input.data() + c * input_shape().height * width;
    for (int i = 0; i < output_shape().height; ++i) {
      for (int j = 0; j < output_shape().width; ++j) {
        *largest_pixel++ = largest_of(map + window_height_ * i * width + window_width_ * j, width,
                                      window_height_, window_width_);
      }
    }
  }
}

void MaxPool::backward(const Backward& pass) const {
  if (pass.input_gradient.empty()) return;
  assert(pass.input_gradient.size() == input_shape().size());
  const int width = input_shape().width;
  const bool has_remainder =
      input_shape().height % window_height_ != 0 || width % window_width_ != 0;
  if (has_remainder) std::ranges::fill(pass.input_gradient, Lanes(0.0f));
  const Lanes* gradient = pass.output_gradient.data();
  for (int c = 0; c < output_shape().channels; ++c) {
    for (int i = 0; i < output_shape().height; ++i) {
      for (int j = 0; j < output_shape().width; ++j) {
        const int corner =
            (c * input_shape().height + window_height_ * i) * width + window_width_ * j;
        const Lanes largest =
            largest_of(pass.input.data() + corner, width, window_height_, window_width_);
        // The gradient that is left to assign: all of it until a lane reaches its maximum, then 0.
        Lanes rest = *gradient++;
        for (int u = 0; u < window_height_; ++u) {
          for (int v = 0; v < window_width_; ++v) {
            const int pixel = corner + u * width + v;
            const LaneMask is_largest = pass.input[static_cast<std::size_t>(pixel)] == largest;
            const Lanes share = select(is_largest, rest, Lanes(0.0f));
            pass.input_gradient[static_cast<std::size_t>(pixel)] = share;
            rest -= share;
          }
        }
      }
    }
  }
}

}  // namespace inkling
