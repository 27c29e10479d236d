#include "model/layers/padding.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>

namespace inkling {
namespace {

Shape padded(Shape input, const Margins& margins) {
  if (!are_possible(margins) || margins == Margins{}) {
    const std::string problem = margins == Margins::all(margins.top)
                                    ? ": the amount must be between 1 and 1024"
                                    : ": each margin must be between 0 and 1024";
    throw std::invalid_argument("pad " + to_string(margins) + problem);
  }
  return {.channels = input.channels,
          .height = margins.top + input.height + margins.bottom,
          .width = margins.left + input.width + margins.right};
}

}  // namespace

Padding::Padding(Shape input, const Margins& margins)
    : Layer(input, padded(input, margins)), margins_(margins) {}

std::string Padding::text() const { return "pad " + to_string(margins_); }

void Padding::forward(std::span<const float> /*parameters*/, std::span<const Lanes> input,
                      std::span<Lanes> output) const {
  assert(input.size() == input_shape().size() && output.size() == output_shape().size());
  const int width = input_shape().width;
  const Lanes* from = input.data();
  Lanes* to = output.data();
  const auto zeros = [&to](int count) { to = std::fill_n(to, count, Lanes(0.0f)); };
  for (int c = 0; c < input_shape().channels; ++c) {
    zeros(margins_.top * output_shape().width);
    for (int i = 0; i < input_shape().height; ++i) {
      zeros(margins_.left);
      to = std::copy_n(from, width, to);
      from += width;
      zeros(margins_.right);
    }
    zeros(margins_.bottom * output_shape().width);
  }
}

void Padding::backward(const Backward& pass) const {
  if (pass.input_gradient.empty()) return;
  assert(pass.input_gradient.size() == input_shape().size());
  const int width = input_shape().width;
  const Lanes* from = pass.output_gradient.data();
  Lanes* to = pass.input_gradient.data();
  for (int c = 0; c < input_shape().channels; ++c) {
    from += margins_.top * output_shape().width;
    for (int i = 0; i < input_shape().height; ++i) {
      to = std::copy_n(from + margins_.left, width, to);
      from += output_shape().width;
    }
    from += margins_.bottom * output_shape().width;
  }
}

}  // namespace inkling
