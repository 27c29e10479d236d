#include "model/layers/layer.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "model/lanes/random.h"

namespace inkling {

void Layer::initialize(std::span<float> parameters, RandomStream& random) const {
  assert(parameters.size() == parameter_count());
  if (weight_count() == 0) return;
  const auto inputs = static_cast<float>(weights_of_output());
  const float deviation = std::sqrt(2.0f / inputs);
  for (float& weight : parameters.first(weight_count())) weight = deviation * random.normal();
  std::ranges::fill(parameters.subspan(weight_count()), 0.0f);
}

}  // namespace inkling
