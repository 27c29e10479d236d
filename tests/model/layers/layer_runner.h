#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "model/lanes/random.h"
#include "model/layers/layer.h"

namespace inkling {

// Every buffer that a layer has to write begins as NaN, so that a value which it forgets to write
// fails each later comparison.
inline constexpr float kPoison = std::numeric_limits<float>::quiet_NaN();

/// Multiples of 1/8 in [-1, 1], different in each lane. Products of two are multiples of 1/64 and
/// their sums exact in float, so that every order of summation gives the same bits.
inline LaneVector random_gang(std::size_t size, RandomStream& random) {
  LaneVector result(size);
  for (Lanes& value : result) {
    value = Lanes([&](int) { return (static_cast<float>(random.below(17)) - 8.0f) / 8.0f; });
  }
  return result;
}

/// The same numbers without lanes.
inline std::vector<float> random_numbers(std::size_t size, RandomStream& random) {
  std::vector<float> result(size);
  for (float& value : result) value = (static_cast<float>(random.below(17)) - 8.0f) / 8.0f;
  return result;
}

/// What `layer` makes of `input`.
inline LaneVector run_forward(const Layer& layer, std::span<const float> parameters,
                              std::span<const Lanes> input) {
  LaneVector output(layer.output_shape().size(), Lanes(kPoison));
  layer.forward(parameters, input, output);
  return output;
}

/// What `layer` makes of `input` in training.
inline LaneVector run_forward_in_training(const Layer& layer, std::span<const float> parameters,
                                          std::span<const Lanes> input, const TrainingGang& gang) {
  LaneVector output(layer.output_shape().size(), Lanes(kPoison));
  layer.forward_in_training(parameters, input, output, gang);
  return output;
}

/// The derivatives of sum(output * output_gradient).
struct Gradients {
  LaneVector input;
  std::vector<float> parameters;  ///< Summed over the lanes.
};

/// Passes `output_gradient` back through `layer`, after its forward pass in training. Writes
/// `input_gradient` unless it is empty, and returns the gradient of the parameters.
inline std::vector<float> run_backward_into(std::span<Lanes> input_gradient, const Layer& layer,
                                            std::span<const float> parameters,
                                            std::span<const Lanes> input,
                                            std::span<const Lanes> output_gradient,
                                            const TrainingGang& gang = {}) {
  const LaneVector output = run_forward_in_training(layer, parameters, input, gang);
  LaneVector scratch(layer.scratch_size(), Lanes(kPoison));
  std::vector<float> parameter_gradient(layer.parameter_count(), kPoison);
  layer.backward({.parameters = parameters,
                  .input = input,
                  .output = output,
                  .output_gradient = output_gradient,
                  .input_gradient = input_gradient,
                  .parameter_gradient = parameter_gradient,
                  .scratch = scratch,
                  .gang = gang});
  return parameter_gradient;
}

/// Both gradients. Most layers do not ask for the gang.
inline Gradients run_backward(const Layer& layer, std::span<const float> parameters,
                              std::span<const Lanes> input, std::span<const Lanes> output_gradient,
                              const TrainingGang& gang = {}) {
  LaneVector input_gradient(input.size(), Lanes(kPoison));
  std::vector<float> of_parameters =
      run_backward_into(input_gradient, layer, parameters, input, output_gradient, gang);
  return {.input = std::move(input_gradient), .parameters = std::move(of_parameters)};
}

}  // namespace inkling
