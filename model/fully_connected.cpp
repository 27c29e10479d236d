// A matrix times sixteen vectors. Forward and input gradient keep a block of sums in registers and
// read each weight once for all lanes. The weight gradient is the product
//
//     (outputs x 16) by (16 x inputs),
//
// which needs the inputs image by image: they are transposed into the scratch first, and then
// sixteen neighbouring weights of a row make one `Lanes`.

#include "model/fully_connected.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <stdexcept>

#include "model/block.h"
#include "model/random.h"

namespace inkling {
namespace {

constexpr int kBlock = kAccumulators >= 24 ? 8 : 4;
// The weight gradient's block: outputs x (sixteen neighbouring) inputs.
constexpr int kOutputBlock = kAccumulators >= 24 ? 6 : 3;
constexpr int kInputBlock = kAccumulators >= 24 ? 4 : 2;

Shape connected(int outputs) {
  if (outputs < 1 || outputs > 65536) {
    throw std::invalid_argument("fc " + std::to_string(outputs) +
                                ": the number of outputs must be between 1 and 65536");
  }
  return {.channels = outputs, .height = 1, .width = 1};
}

/// gradient(k, c + 0..15) = the sum over lanes of derivative(k, lane) * image(lane, c + 0..15) for
/// `kOutputs` outputs and `kInputs` times sixteen inputs.
template <int kOutputs, int kInputs>
void outer_product(const float* derivatives, const float* images, std::size_t inputs,
                   float* gradient) {
  namespace stdx = std::experimental;
  std::array<std::array<Lanes, kInputs>, kOutputs> totals;
  for (auto& row : totals) row.fill(0.0f);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    std::array<Lanes, kInputs> values;
    for (int c = 0; c < kInputs; ++c) {
      values[c].copy_from(images + lane * inputs + c * kLanes, stdx::element_aligned);
    }
    for (int k = 0; k < kOutputs; ++k) {
      for (int c = 0; c < kInputs; ++c) totals[k][c] += derivatives[k * kLanes + lane] * values[c];
    }
  }
  for (int k = 0; k < kOutputs; ++k) {
    for (int c = 0; c < kInputs; ++c) {
      totals[k][c].copy_to(gradient + k * inputs + c * kLanes, stdx::element_aligned);
    }
  }
}

}  // namespace

FullyConnected::FullyConnected(Shape input, int outputs) : Layer(input, connected(outputs)) {}

std::string FullyConnected::text() const { return "fc " + std::to_string(output_shape().channels); }

std::size_t FullyConnected::weight_count() const { return input_shape().size() * bias_count(); }

std::int64_t FullyConnected::multiplications() const {
  return static_cast<std::int64_t>(weight_count());
}

void FullyConnected::initialize(std::span<float> parameters, RandomStream& random) const {
  const float deviation = std::sqrt(2.0f / static_cast<float>(input_shape().size()));
  for (float& weight : parameters.first(weight_count())) weight = deviation * random.normal();
  std::ranges::fill(parameters.subspan(weight_count()), 0.0f);
}

void FullyConnected::forward(std::span<const float> parameters, std::span<const Lanes> input,
                             std::span<Lanes> output) const {
  assert(parameters.size() == parameter_count());
  assert(input.size() == input_shape().size() && output.size() == output_shape().size());
  const std::size_t inputs = input.size();
  const float* bias = parameters.data() + weight_count();
  for_each_block<kBlock>(output_shape().channels, [&](int k, auto block) {
    const float* weights = parameters.data() + static_cast<std::size_t>(k) * inputs;
    std::array<Lanes, block> totals;
    for (int n = 0; n < block; ++n) totals[n] = bias[k + n];
    for (std::size_t c = 0; c < inputs; ++c) {
      for (int n = 0; n < block; ++n) totals[n] += weights[n * inputs + c] * input[c];
    }
    std::ranges::copy(totals, output.begin() + k);
  });
}

void FullyConnected::backward(const Backward& pass) const {
  assert(pass.output_gradient.size() == output_shape().size());
  backward_weights(pass);
  if (!pass.input_gradient.empty()) backward_input(pass);
}

void FullyConnected::backward_input(const Backward& pass) const {
  // input_gradient(c) = sum over k of weight(k, c) * output_gradient(k)
  const std::size_t inputs = input_shape().size();
  assert(pass.input_gradient.size() == inputs);
  for_each_block<kBlock>(static_cast<int>(inputs), [&](int c, auto block) {
    const float* weights = pass.parameters.data() + c;
    std::array<Lanes, block> totals;
    totals.fill(0.0f);
    for (const Lanes& derivative : pass.output_gradient) {
      for (int n = 0; n < block; ++n) totals[n] += weights[n] * derivative;
      weights += inputs;
    }
    std::ranges::copy(totals, pass.input_gradient.begin() + c);
  });
}

void FullyConnected::backward_weights(const Backward& pass) const {
  // gradient(k, c) = sum over lanes of output_gradient(k) * input(c)
  const std::size_t inputs = input_shape().size();
  assert(pass.parameter_gradient.size() == parameter_count());
  assert(pass.scratch.size() >= scratch_size());
  float* images = floats(pass.scratch.data());
  for (std::size_t c = 0; c < inputs; ++c) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      images[lane * inputs + c] = pass.input[c][lane];
    }
  }

  const int whole_blocks = static_cast<int>(inputs / kLanes);
  for_each_block<kOutputBlock>(output_shape().channels, [&](int k, auto outputs) {
    const float* derivatives = floats(pass.output_gradient.data() + k);
    float* gradient = pass.parameter_gradient.data() + static_cast<std::size_t>(k) * inputs;
    for_each_block<kInputBlock>(whole_blocks, [&](int block, auto blocks) {
      outer_product<outputs, blocks>(derivatives, images + block * kLanes, inputs,
                                     gradient + block * kLanes);
    });
    for (std::size_t c = static_cast<std::size_t>(whole_blocks) * kLanes; c < inputs; ++c) {
      for (int n = 0; n < outputs; ++n) {
        gradient[n * inputs + c] =
            sum(pass.output_gradient[static_cast<std::size_t>(k + n)] * pass.input[c]);
      }
    }
  });
  for (std::size_t k = 0; k < bias_count(); ++k) {
    pass.parameter_gradient[weight_count() + k] = sum(pass.output_gradient[k]);
  }
}

}  // namespace inkling
