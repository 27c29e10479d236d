#include "model/layers/prelu.h"

#include <algorithm>
#include <cassert>

namespace inkling {

std::int64_t PRelu::multiplications() const {
  return static_cast<std::int64_t>(input_shape().size());
}

void PRelu::initialize(std::span<float> parameters, RandomStream& /*random*/) const {
  assert(parameters.size() == parameter_count());
  std::ranges::fill(parameters, 0.25f);
}

void PRelu::forward(std::span<const float> parameters, std::span<const Lanes> input,
                    std::span<Lanes> output) const {
  assert(parameters.size() == parameter_count());
  assert(input.size() == input_shape().size() && output.size() == input.size());
  const std::size_t map_size = input.size() / bias_count();
  std::size_t n = 0;
  for (const float slope : parameters) {
    for (const std::size_t end = n + map_size; n < end; ++n) {
      output[n] = select(input[n] > 0.0f, input[n], slope * input[n]);
    }
  }
}

void PRelu::backward(const Backward& pass) const {
  assert(pass.parameter_gradient.size() == parameter_count());
  const std::size_t map_size = pass.input.size() / bias_count();
  for (std::size_t c = 0; c < bias_count(); ++c) {
    Lanes total = 0.0f;
    for (std::size_t n = c * map_size; n < (c + 1) * map_size; ++n) {
      const Lanes gradient = pass.output_gradient[n];
      const LaneMask is_positive = pass.input[n] > 0.0f;
      total += select(is_positive, Lanes(0.0f), gradient * pass.input[n]);
      if (pass.input_gradient.empty()) continue;
      pass.input_gradient[n] = select(is_positive, gradient, pass.parameters[c] * gradient);
    }
    pass.parameter_gradient[c] = sum(total);
  }
}

}  // namespace inkling
