#include "model/layers/addition.h"

#include <algorithm>
#include <cassert>

namespace inkling {

void Addition::add(std::span<const Lanes> shortcut, std::span<Lanes> output) {
  assert(shortcut.size() == output.size());
  for (std::size_t n = 0; n < output.size(); ++n) output[n] += shortcut[n];
}

void Addition::forward(std::span<const float> /*parameters*/, std::span<const Lanes> input,
                       std::span<Lanes> output) const {
  assert(input.size() == input_shape().size() && output.size() == input.size());
  if (output.data() != input.data()) std::ranges::copy(input, output.begin());
}

void Addition::backward(const Backward& pass) const {
  if (pass.input_gradient.empty()) return;
  forward({}, pass.output_gradient, pass.input_gradient);
}

}  // namespace inkling
