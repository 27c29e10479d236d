#pragma once

#include <gtest/gtest.h>

#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_runner.h"
#include "tests/model/layers/reference_layers.h"
#include "tests/model/network/exact_runner.h"

namespace inkling {

/// Expects the bits of the textbook's loops from `layer`, forward and backward, in every lane. The
/// numbers are such that no sum is ever rounded, so that nothing needs a tolerance.
inline void expect_like_reference(const Layer& layer, const ReferenceConvolution& reference,
                                  RandomStream& random) {
  SCOPED_TRACE(layer.text() + " of " + to_string(layer.input_shape()));
  const std::vector<float> parameters = random_numbers(layer.parameter_count(), random);
  const LaneVector input = random_gang(layer.input_shape().size(), random);
  const LaneVector output_gradient = random_gang(layer.output_shape().size(), random);

  const LaneVector output = run_forward(layer, parameters, input);
  const Gradients found = run_backward(layer, parameters, input, output_gradient);

  const ExactVector exact_output = run_exact_forward(layer, parameters, input);
  for (std::size_t n = 0; n < output.size(); ++n) {
    EXPECT_TRUE((exact(output[n]) == exact_output[n]).all()) << "output " << n;
  }

  std::vector<float> parameter_gradient(parameters.size());
  for (int lane = 0; lane < kLanes; ++lane) {
    const std::vector<float> image = lane_of(input, lane);
    const std::vector<float> derivatives = lane_of(output_gradient, lane);
    EXPECT_EQ(lane_of(found.input, lane), reference.input_gradient(parameters, derivatives));
    reference.add_parameter_gradient(image, derivatives, parameter_gradient);
  }
  EXPECT_EQ(found.parameters, parameter_gradient);
}

}  // namespace inkling
