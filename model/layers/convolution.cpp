#include "model/layers/convolution.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <stdexcept>

#include "model/layers/convolution_kernels.h"

namespace inkling {
namespace {

Shape convolved(Shape input, int kernels, int kernel_height, int kernel_width) {
  const auto name = [&] {
    return "conv " + to_string(Shape{kernels, kernel_height, kernel_width}) + ": ";
  };
  if (kernels < 1 || kernels > 65536) {
    throw std::invalid_argument(name() + "the number of kernels must be between 1 and 65536");
  }
  if (kernel_height < 1 || kernel_width < 1 || kernel_height > input.height ||
      kernel_width > input.width) {
    throw std::invalid_argument(name() + "the kernel must fit into the " + to_string(input) +
                                " input");
  }
  return {.channels = kernels,
          .height = input.height - kernel_height + 1,
          .width = input.width - kernel_width + 1};
}

}  // namespace

Convolution::Convolution(Shape input, int kernels, int kernel_height, int kernel_width,
                         bool has_bias, ConvolutionMethod method)
    : Layer(input, convolved(input, kernels, kernel_height, kernel_width)),
      kernel_height_(kernel_height),
      kernel_width_(kernel_width),
      zeros_(has_bias ? 0 : static_cast<std::size_t>(kernels)) {
  for (int c = 0; c < input.channels; ++c) {
    for (int u = 0; u < kernel_height; ++u) {
      for (int v = 0; v < kernel_width; ++v) {
        taps_.push_back((c * input.height + u) * input.width + v);
      }
    }
  }
  if (method == ConvolutionMethod::kWinograd && !Winograd::supports(kernel_height, kernel_width)) {
    throw std::invalid_argument(text() + ": Winograd's method is for kernels of 3x3 and 5x5");
  }
  if (method == ConvolutionMethod::kWinograd ||
      (method == ConvolutionMethod::kFastest &&
       Winograd::is_faster(input, kernels, kernel_height, kernel_width))) {
    winograd_.emplace(input, kernels, kernel_height);
  }
}

std::string Convolution::text() const {
  return "conv " + to_string(Shape{kernels(), kernel_height_, kernel_width_}) +
         (has_bias() ? "" : " no-bias");
}

std::size_t Convolution::weight_count() const {
  return taps_.size() * static_cast<std::size_t>(kernels());
}

std::int64_t Convolution::multiplications() const {
  return static_cast<std::int64_t>(taps_.size() * output_shape().size());
}

Shape Convolution::joined(Shape maps) const {
  if (kernel_height_ > 1 || kernel_width_ > 1) return maps;
  return {.channels = maps.channels, .height = 1, .width = maps.height * maps.width};
}

void Convolution::forward(std::span<const float> parameters, std::span<const Lanes> input,
                          std::span<Lanes> output) const {
  assert(parameters.size() == parameter_count());
  assert(input.size() == input_shape().size() && output.size() == output_shape().size());
  const float* const bias = biases(parameters);
  if (winograd_) return winograd_->forward(parameters.data(), bias, input.data(), output.data());
  const auto [channels, height, width] = joined(input_shape());
  const Shape maps = joined(output_shape());
  const std::ptrdiff_t kernel_size = kernel_height_ * kernel_width_;
  const Walk walk{.channels = channels,
                  .rows = kernel_height_,
                  .columns = kernel_width_,
                  .weight_output = channels * kernel_size,
                  .weight_channel = kernel_size,
                  .weight_row = kernel_width_,
                  .input_channel = static_cast<std::ptrdiff_t>(height) * width,
                  .input_row = width,
                  .output_channel = static_cast<std::ptrdiff_t>(maps.height) * maps.width};
  for (int i = 0; i < maps.height; ++i) {
    gather_row(walk, kernels(), maps.width, bias, parameters.data(), input.data() + i * width,
               output.data() + i * maps.width);
  }
}

const float* Convolution::biases(std::span<const float> parameters) const {
  return has_bias() ? parameters.data() + weight_count() : zeros_.data();
}

void Convolution::backward(const Backward& pass) const {
  assert(pass.output_gradient.size() == output_shape().size());
  assert(pass.parameter_gradient.size() == parameter_count());
  backward_biases(pass);
  if (winograd_) {
    winograd_->backward(pass.parameters.data(), pass.input.data(), pass.output_gradient.data(),
                        pass.input_gradient.empty() ? nullptr : pass.input_gradient.data(),
                        pass.parameter_gradient.data());
    return;
  }
  backward_kernels(pass);
  if (!pass.input_gradient.empty()) backward_input(pass);
}

void Convolution::backward_input(const Backward& pass) const {
  // input_gradient(c, y, x) = sum over k, u, v of kernel(k, c, u, v) * output_gradient(k, y-u, x-v)
  // Rows y - u outside the map are left out of the walk; columns x - v outside it never occur.
  assert(pass.input_gradient.size() == input_shape().size());
  const auto [channels, height, width] = joined(input_shape());
  const Shape maps = joined(output_shape());
  const std::ptrdiff_t kernel_size = kernel_height_ * kernel_width_;
  Walk walk{.channels = maps.channels,
            .rows = 0,
            .columns = kernel_width_,
            .weight_output = kernel_size,
            .weight_channel = channels * kernel_size,
            .weight_row = kernel_width_,
            .input_channel = static_cast<std::ptrdiff_t>(maps.height) * maps.width,
            .input_row = -maps.width,
            .output_channel = static_cast<std::ptrdiff_t>(height) * width};
  for (int y = 0; y < height; ++y) {
    const int first_u = std::max(0, y - maps.height + 1);
    Lanes* row = pass.input_gradient.data() + y * width;
    for (int c = 0; c < channels; ++c) {
      std::fill_n(row + c * walk.output_channel, width, Lanes(0.0f));
    }
    walk.rows = std::min(kernel_height_ - 1, y) - first_u + 1;
    spread_row(walk, channels, maps.width, pass.parameters.data() + first_u * kernel_width_,
               pass.output_gradient.data() + (y - first_u) * maps.width, row);
  }
}

void Convolution::backward_kernels(const Backward& pass) const {
  const Shape maps = joined(output_shape());
  correlate(maps, pass.output_gradient.data(), pass.input.data(), input_shape().width, taps_,
            pass.parameter_gradient.data());
}

void Convolution::backward_biases(const Backward& pass) const {
  // Four sums side by side, so that an addition does not wait for the one before it.
  const std::size_t map_size = output_shape().size() / static_cast<std::size_t>(kernels());
  for (std::size_t k = 0; k < bias_count(); ++k) {
    const std::span<const Lanes> map = pass.output_gradient.subspan(k * map_size, map_size);
    std::array<Lanes, 4> totals{};
    std::size_t n = 0;
    for (; n + 4 <= map_size; n += 4) {
      for (std::size_t part = 0; part < 4; ++part) totals[part] += map[n + part];
    }
    for (; n < map_size; ++n) totals[0] += map[n];
    pass.parameter_gradient[weight_count() + k] =
        sum((totals[0] + totals[1]) + (totals[2] + totals[3]));
  }
}

}  // namespace inkling
