#pragma once

#include <array>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "model/layer.h"
#include "tests/model/layer_runner.h"

namespace inkling {

/// Some sixteen images.
inline constexpr std::array<std::uint32_t, kLanes> kSomeImages{40, 3,  17, 5, 59, 0,  8,  61,
                                                               2,  33, 12, 9, 54, 21, 28, 7};

/// The first `count` of them, as a batch of their own.
inline TrainingGang gang_of(std::size_t count) {
  return {.images = std::span(kSomeImages).first(count), .batch_size = count};
}

/// What `layer` makes of `input` in training.
inline LaneVector run_forward_in_training(const Layer& layer, std::span<const float> parameters,
                                          std::span<const Lanes> input, const TrainingGang& gang) {
  LaneVector output(layer.output_shape().size(), Lanes(kPoison));
  layer.forward_in_training(parameters, input, output, gang);
  return output;
}

/// Passes `output_gradient` back through `layer`, after its forward pass in training.
inline Gradients run_backward_in_training(const Layer& layer, std::span<const float> parameters,
                                          std::span<const Lanes> input,
                                          std::span<const Lanes> output_gradient,
                                          const TrainingGang& gang) {
  const LaneVector output = run_forward_in_training(layer, parameters, input, gang);
  LaneVector scratch(layer.scratch_size(), Lanes(kPoison));
  Gradients gradients{.input = LaneVector(input.size(), Lanes(kPoison)),
                      .parameters = std::vector<float>(layer.parameter_count(), kPoison)};
  layer.backward({.parameters = parameters,
                  .input = input,
                  .output = output,
                  .output_gradient = output_gradient,
                  .input_gradient = gradients.input,
                  .parameter_gradient = gradients.parameters,
                  .scratch = scratch,
                  .gang = gang});
  return gradients;
}

}  // namespace inkling
