#include "model/layers/padding.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>

namespace inkling {
namespace {

Shape padded(Shape input, int amount) {
  if (amount < 1 || amount > 1024) {
    throw std::invalid_argument("pad " + std::to_string(amount) +
                                ": the amount must be between 1 and 1024");
  }
  return {.channels = input.channels,
          .height = input.height + 2 * amount,
          .width = input.width + 2 * amount};
}

}  // namespace

Padding::Padding(Shape input, int amount) : Layer(input, padded(input, amount)), amount_(amount) {}

std::string Padding::text() const { return "pad " + std::to_string(amount_); }

void Padding::forward(std::span<const float> /*parameters*/, std::span<const Lanes> input,
                      std::span<Lanes> output) const {
  assert(input.size() == input_shape().size() && output.size() == output_shape().size());
  const int width = input_shape().width;
  const Lanes* from = input.data();
  Lanes* to = output.data();
  const auto zeros = [&to](int count) { to = std::fill_n(to, count, Lanes(0.0f)); };
  for (int c = 0; c < input_shape().channels; ++c) {
    zeros(amount_ * output_shape().width);
    for (int i = 0; i < input_shape().height; ++i) {
      zeros(amount_);
      to = std::copy_n(from, width, to);
      from += width;
      zeros(amount_);
    }
    zeros(amount_ * output_shape().width);
  }
}

void Padding::backward(const Backward& pass) const {
  if (pass.input_gradient.empty()) return;
  assert(pass.input_gradient.size() == input_shape().size());
  const int width = input_shape().width;
  const Lanes* from = pass.output_gradient.data();
  Lanes* to = pass.input_gradient.data();
  for (int c = 0; c < input_shape().channels; ++c) {
    from += amount_ * output_shape().width;
    for (int i = 0; i < input_shape().height; ++i) {
      to = std::copy_n(from + amount_, width, to);
      from += output_shape().width;
    }
    from += amount_ * output_shape().width;
  }
}

}  // namespace inkling
