#include "model/layers/scale.h"

#include <algorithm>
#include <cassert>

namespace inkling {

std::int64_t Scale::multiplications() const {
  return static_cast<std::int64_t>(input_shape().size());
}

void Scale::initialize(std::span<float> parameters, RandomStream& /*random*/) const {
  assert(parameters.size() == parameter_count());
  std::ranges::fill(parameters.first(channels()), 1.0f);
  std::ranges::fill(parameters.last(channels()), 0.0f);
}

void Scale::forward(std::span<const float> parameters, std::span<const Lanes> input,
                    std::span<Lanes> output) const {
  assert(parameters.size() == parameter_count());
  assert(input.size() == input_shape().size() && output.size() == input.size());
  const std::size_t map_size = input.size() / channels();
  for (std::size_t c = 0; c < channels(); ++c) {
    const float factor = parameters[c];
    const float summand = parameters[channels() + c];
    for (std::size_t n = c * map_size; n < (c + 1) * map_size; ++n) {
      output[n] = multiply_add(factor, input[n], summand);
    }
  }
}

void Scale::backward(const Backward& pass) const {
  assert(pass.parameter_gradient.size() == parameter_count());
  const std::size_t map_size = pass.input.size() / channels();
  for (std::size_t c = 0; c < channels(); ++c) {
    Lanes products = 0.0f;
    Lanes gradients = 0.0f;
    for (std::size_t n = c * map_size; n < (c + 1) * map_size; ++n) {
      const Lanes gradient = pass.output_gradient[n];
      products = multiply_add(gradient, pass.input[n], products);
      gradients += gradient;
      if (pass.input_gradient.empty()) continue;
      pass.input_gradient[n] = pass.parameters[c] * gradient;
    }
    pass.parameter_gradient[c] = sum(products);
    pass.parameter_gradient[channels() + c] = sum(gradients);
  }
}

}  // namespace inkling
