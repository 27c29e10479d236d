// A matrix times sixteen vectors. The forward pass and the input gradient keep a block of sums in
// registers and read each weight once for all lanes. The weight gradient is the product
//
//     (outputs x images) by (images x inputs)
//
// over the images of the whole batch, so that each of the many gradients is written once, not once
// for each gang. It needs the inputs image by image, so `backward` records for its gang
//
//     outputs x 16 derivatives, then 16 x 16 values (a transposed tile) for each sixteen inputs,
//
// and sixteen neighbouring weights of a row are one `Lanes`. The last tile is filled with zeros.

#include "model/layers/fully_connected.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <stdexcept>

#include "model/lanes/block.h"
#include "model/lanes/registers.h"
#include "model/layers/transpose.h"

namespace inkling {
namespace {

constexpr int kBlock = 8;
// The weight gradient's block: outputs x (sixteen neighbouring) inputs.
constexpr int kOutputBlock = kManyRegisters ? 6 : 3;
constexpr int kInputBlock = 4;
// How many inputs' gradients are computed together: their weights fill a cache line of each row.
constexpr int kInputColumns = kManyRegisters ? 16 : 12;

Shape connected(int outputs) {
  if (outputs < 1 || outputs > 65536) {
    throw std::invalid_argument("fc " + std::to_string(outputs) +
                                ": the number of outputs must be between 1 and 65536");
  }
  return {.channels = outputs, .height = 1, .width = 1};
}

/// How many tiles of sixteen inputs there are.
constexpr int tile_count(std::size_t inputs) {
  return static_cast<int>((inputs + kLanes - 1) / kLanes);
}

/// gradient(k, c) = the sum over images of derivative(k, image) * value(image, c) for `kOutputs`
/// outputs from `k` on and the inputs of `kTiles` tiles from `tile` on.
template <int kOutputs, int kTiles>
void outer_product(const Records& records, Shape weights, int k, int tile, float* gradient) {
  const std::ptrdiff_t inputs = weights.width;
  std::array<std::array<Lanes, kTiles>, kOutputs> sums;
  for_each_register([&](int lane) {
    std::array<std::array<Register, kTiles>, kOutputs> totals;
    for (auto& row : totals) row.fill(0.0f);
    for (std::size_t gang = 0; gang < records.gangs; ++gang) {
      const float* derivatives = floats(records[gang] + k);
      const ConstRegisters values(records[gang] + weights.height + tile * kLanes, lane);
      for (std::ptrdiff_t image = 0; image < kLanes; ++image) {
#pragma GCC unroll 8
        for (int m = 0; m < kOutputs; ++m) {
#pragma GCC unroll 8
          for (int n = 0; n < kTiles; ++n) {
            totals[m][n] = multiply_add(derivatives[m * kLanes + image], values[n * kLanes + image],
                                        totals[m][n]);
          }
        }
      }
    }
    for (int m = 0; m < kOutputs; ++m) {
      for (int n = 0; n < kTiles; ++n) Registers(sums[m].data(), lane).set(n, totals[m][n]);
    }
  });
  for (int m = 0; m < kOutputs; ++m) {
    for (int n = 0; n < kTiles; ++n) {
      const std::ptrdiff_t c = (tile + n) * kLanes;
      float* to = gradient + m * inputs + c;
      if (inputs - c >= kLanes) {
        sums[m][n].copy_to(to, std::experimental::element_aligned);
      } else {
        std::copy_n(floats(&sums[m][n]), inputs - c, to);
      }
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

void FullyConnected::forward(std::span<const float> parameters, std::span<const Lanes> input,
                             std::span<Lanes> output) const {
  assert(parameters.size() == parameter_count());
  assert(input.size() == input_shape().size() && output.size() == output_shape().size());
  const std::size_t inputs = input.size();
  const float* bias = parameters.data() + weight_count();
  for_each_block<kBlock>(output_shape().channels, [&](int k, auto block) {
    const float* weights = parameters.data() + static_cast<std::size_t>(k) * inputs;
    for_each_register([&](int lane) {
      const ConstRegisters values(input.data(), lane);
      std::array<Register, block> totals;
      for (int n = 0; n < block; ++n) totals[n] = bias[k + n];
      for (std::size_t c = 0; c < inputs; ++c) {
        const Register value = values[static_cast<std::ptrdiff_t>(c)];
        for (int n = 0; n < block; ++n) {
          totals[n] = multiply_add(weights[n * inputs + c], value, totals[n]);
        }
      }
      for (int n = 0; n < block; ++n) Registers(output.data() + k, lane).set(n, totals[n]);
    });
  });
}

std::size_t FullyConnected::record_size() const {
  const int tiles = tile_count(input_shape().size());
  return output_shape().size() + static_cast<std::size_t>(tiles * kLanes);
}

void FullyConnected::backward(const Backward& pass) const {
  assert(pass.output_gradient.size() == output_shape().size());
  if (pass.record.empty()) {
    assert(pass.parameter_gradient.size() == parameter_count());
    assert(pass.scratch.size() >= scratch_size());
    const std::span<Lanes> record = pass.scratch.first(record_size());
    write_record(pass, record);
    const Records records{.first = record.data(), .stride = record.size(), .gangs = 1};
    batch_gradient(records, 0, pass.parameter_gradient.first(weight_count()));
    batch_gradient(records, weight_count(), pass.parameter_gradient.subspan(weight_count()));
  } else {
    write_record(pass, pass.record);
  }
  if (!pass.input_gradient.empty()) backward_input(pass);
}

void FullyConnected::backward_input(const Backward& pass) const {
  // input_gradient(c) = sum over k of weight(k, c) * output_gradient(k)
  const std::size_t inputs = input_shape().size();
  assert(pass.input_gradient.size() == inputs);
  for_each_block<kInputColumns>(static_cast<int>(inputs), [&](int c, auto block) {
    for_each_register([&](int lane) {
      const ConstRegisters derivatives(pass.output_gradient.data(), lane);
      const float* weights = pass.parameters.data() + c;
      std::array<Register, block> totals;
      totals.fill(0.0f);
      for (std::ptrdiff_t k = 0; k < std::ssize(pass.output_gradient); ++k, weights += inputs) {
        const Register derivative = derivatives[k];
        for (int n = 0; n < block; ++n) totals[n] = multiply_add(weights[n], derivative, totals[n]);
      }
      for (int n = 0; n < block; ++n) Registers(&pass.input_gradient[c], lane).set(n, totals[n]);
    });
  });
}

void FullyConnected::write_record(const Backward& pass, std::span<Lanes> record) const {
  assert(record.size() == record_size());
  std::ranges::copy(pass.output_gradient, record.begin());
  Lanes* tile = record.data() + output_shape().size();
  const std::size_t inputs = input_shape().size();
  const std::size_t whole = inputs - inputs % kLanes;
  for (std::size_t c = 0; c < whole; c += kLanes, tile += kLanes) {
    transpose(&pass.input[c], 1, kLanes, tile);
  }
  if (whole < inputs) {
    transpose(&pass.input[whole], 1, static_cast<int>(inputs - whole), tile);
  }
}

void FullyConnected::batch_gradient(const Records& records, std::size_t begin,
                                    std::span<float> part) const {
  if (begin >= weight_count()) {
    for (std::size_t n = 0; n < part.size(); ++n) {
      Lanes total = 0.0f;
      for (std::size_t gang = 0; gang < records.gangs; ++gang) {
        total += records[gang][begin - weight_count() + n];
      }
      part[n] = sum(total);
    }
    return;
  }
  const int inputs = static_cast<int>(input_shape().size());
  const Shape weights{.channels = 1, .height = output_shape().channels, .width = inputs};
  const int first = static_cast<int>(begin) / inputs;
  const int outputs = static_cast<int>(part.size()) / inputs;
  assert(static_cast<std::size_t>(outputs) * input_shape().size() == part.size());
  // The inputs are the outer loop: a block of them stays cached while all outputs use it.
  for_each_block<kInputBlock>(tile_count(input_shape().size()), [&](int tile, auto tiles) {
    for_each_block<kOutputBlock>(outputs, [&](int k, auto output_block) {
      outer_product<output_block, tiles>(records, weights, first + k, tile,
                                         part.data() + k * inputs);
    });
  });
}

}  // namespace inkling
