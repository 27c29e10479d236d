#pragma once

#include <span>

#include "model/network/exact_forward.h"

namespace inkling {

inline double number(const ExactLanes& lanes, std::size_t lane) {
  return lanes[static_cast<Eigen::Index>(lane)];
}

/// What `layer` should make of `input` in training. Most layers do not ask for the gang.
inline ExactVector run_exact_forward(const Layer& layer, std::span<const float> parameters,
                                     std::span<const Lanes> input, const TrainingGang& gang = {}) {
  ExactVector output(layer.output_shape().size());
  exact_forward(layer, std::vector<double>(parameters.begin(), parameters.end()), exact(input),
                input, gang, output);
  return output;
}

}  // namespace inkling
