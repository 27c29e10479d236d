#include "model/layers/convolution.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <stdexcept>

#include "model/layers/convolution_kernels.h"

namespace inkling {
namespace {

std::string text_of(const Kernels& kernels) {
  std::string text = "conv " + to_string(Shape{kernels.count, kernels.height, kernels.width});
  if (kernels.stride_height != 1 || kernels.stride_width != 1) {
    text += " stride " + sizes_text(kernels.stride_height, kernels.stride_width);
  }
  if (kernels.groups != 1) text += " groups " + std::to_string(kernels.groups);
  return text + (kernels.has_bias ? "" : " no-bias");
}

Shape convolved(Shape input, const Kernels& kernels) {
  const auto require = [&](bool is_met, const std::string& requirement) {
    if (!is_met) throw std::invalid_argument(text_of(kernels) + ": " + requirement);
  };
  const auto is_stride = [](int stride) {
    return stride >= 1 && stride <= Convolution::kLargestStride;
  };
  require(kernels.count >= 1 && kernels.count <= 65536,
          "the number of kernels must be between 1 and 65536");
  require(kernels.height >= 1 && kernels.width >= 1 && kernels.height <= input.height &&
              kernels.width <= input.width,
          "the kernel must fit into the " + to_string(input) + " input");
  require(is_stride(kernels.stride_height) && is_stride(kernels.stride_width),
          "the stride must be between 1 and " + std::to_string(Convolution::kLargestStride));
  require(kernels.groups >= 1 && input.channels % kernels.groups == 0 &&
              kernels.count % kernels.groups == 0,
          "the number of groups must divide the " + std::to_string(input.channels) +
              " channels of the input and the " + std::to_string(kernels.count) + " kernels");
  Shape maps = places_of({.height = kernels.height,
                          .width = kernels.width,
                          .stride_height = kernels.stride_height,
                          .stride_width = kernels.stride_width},
                         input);
  maps.channels = kernels.count;
  return maps;
}

/// Whether `kernels` read all channels and move by one pixel.
bool are_plain(const Kernels& kernels) {
  return kernels.stride_height == 1 && kernels.stride_width == 1 && kernels.groups == 1;
}

std::ptrdiff_t map_size(const Shape& maps) {
  return static_cast<std::ptrdiff_t>(maps.height) * maps.width;
}

}  // namespace

Convolution::Convolution(Shape input, const Kernels& kernels, ConvolutionMethod method)
    : Layer(input, convolved(input, kernels)),
      kernels_(kernels),
      zeros_(kernels.has_bias ? 0 : static_cast<std::size_t>(kernels.count)) {
  for (int c = 0; c < channels_of_group(); ++c) {
    for (int u = 0; u < kernels.height; ++u) {
      for (int v = 0; v < kernels.width; ++v) {
        taps_.push_back((c * input.height + u) * input.width + v);
      }
    }
  }
  if (method == ConvolutionMethod::kDirect) return;
  const bool is_possible = are_plain(kernels) && Winograd::supports(kernels.height, kernels.width);
  if (method == ConvolutionMethod::kWinograd && !is_possible) {
    throw std::invalid_argument(text() + ": Winograd's method is for kernels of 3x3 and 5x5 with " +
                                "stride 1 and one group");
  }
  if (method == ConvolutionMethod::kWinograd ||
      (is_possible && Winograd::is_faster(input, kernels.count, kernels.height, kernels.width))) {
    winograd_.emplace(input, kernels.count, kernels.height);
  }
}

std::string Convolution::text() const { return text_of(kernels_); }

std::size_t Convolution::weight_count() const {
  return taps_.size() * static_cast<std::size_t>(kernels());
}

std::int64_t Convolution::multiplications() const {
  return static_cast<std::int64_t>(taps_.size() * output_shape().size());
}

std::ptrdiff_t Convolution::kernel_size() const {
  return static_cast<std::ptrdiff_t>(kernels_.height) * kernels_.width;
}

Shape Convolution::joined(Shape maps) const {
  if (kernel_size() > 1 || kernels_.stride_height > 1 || kernels_.stride_width > 1) return maps;
  return {.channels = maps.channels, .height = 1, .width = maps.height * maps.width};
}

void Convolution::forward(std::span<const float> parameters, std::span<const Lanes> input,
                          std::span<Lanes> output) const {
  assert(parameters.size() == parameter_count());
  assert(input.size() == input_shape().size() && output.size() == output_shape().size());
  const float* const bias = biases(parameters);
  if (winograd_) return winograd_->forward(parameters.data(), bias, input.data(), output.data());
  const int width = joined(input_shape()).width;
  const Shape maps = joined(output_shape());
  const int kernels = kernels_of_group();
  const int channels = channels_of_group();
  const Walk walk{.channels = channels,
                  .rows = kernels_.height,
                  .columns = kernels_.width,
                  .weight_output = channels * kernel_size(),
                  .weight_channel = kernel_size(),
                  .weight_row = kernels_.width,
                  .input_channel = map_size(input_shape()),
                  .input_row = width,
                  .input_column = kernels_.stride_width,
                  .output_channel = map_size(maps)};
  for (std::ptrdiff_t group = 0; group < kernels_.groups; ++group) {
    const float* const weights = parameters.data() + group * kernels * walk.weight_output;
    const Lanes* const from = input.data() + group * channels * walk.input_channel;
    Lanes* const to = output.data() + group * kernels * walk.output_channel;
    for (std::ptrdiff_t i = 0; i < maps.height; ++i) {
      gather_row(walk, kernels, maps.width, bias + group * kernels, weights,
                 from + kernels_.stride_height * i * width, to + i * maps.width);
    }
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

std::size_t Convolution::scratch_size() const {
  return kernels_.stride_width == 1 ? 0 : spaced_maps().size();
}

Shape Convolution::spaced_maps() const {
  Shape maps = joined(output_shape());
  maps.width = (maps.width - 1) * kernels_.stride_width + 1;
  return maps;
}

const Lanes* Convolution::spaced(const Backward& pass) const {
  if (kernels_.stride_width == 1) return pass.output_gradient.data();
  const int width = output_shape().width;
  const Lanes* from = pass.output_gradient.data();
  Lanes* to = pass.scratch.data();
  for (int row = 0; row < output_shape().channels * output_shape().height; ++row) {
    for (int j = 0; j < width; ++j) {
      if (j > 0) to = std::fill_n(to, kernels_.stride_width - 1, Lanes(0.0f));
      *to++ = *from++;
    }
  }
  return pass.scratch.data();
}

void Convolution::backward_input(const Backward& pass) const {
  // input_gradient(c, y, x) = sum over k, i, u with stride_height * i + u = y, and v, of
  //                           kernel(k, c, u, v) * spaced output_gradient(k, i, x - v)
  // Rows i outside the map are left out of the walk; columns x - v outside it never occur.
  assert(pass.input_gradient.size() == input_shape().size());
  assert(pass.scratch.size() >= scratch_size());
  const Shape input = joined(input_shape());
  const Shape maps = spaced_maps();
  const Lanes* const output_gradient = spaced(pass);
  const int stride = kernels_.stride_height;
  const int kernels = kernels_of_group();
  const int channels = channels_of_group();
  Walk walk{.channels = kernels,
            .rows = 0,
            .columns = kernels_.width,
            .weight_output = kernel_size(),
            .weight_channel = channels * kernel_size(),
            .weight_row = static_cast<std::ptrdiff_t>(stride) * kernels_.width,
            .input_channel = map_size(maps),
            .input_row = -maps.width,
            .input_column = 1,
            .output_channel = map_size(input_shape())};
  for (std::ptrdiff_t group = 0; group < kernels_.groups; ++group) {
    const float* const weights = pass.parameters.data() + group * kernels * walk.weight_channel;
    const Lanes* const from = output_gradient + group * kernels * walk.input_channel;
    Lanes* const to = pass.input_gradient.data() + group * channels * walk.output_channel;
    for (int y = 0; y < input.height; ++y) {
      Lanes* const row = to + y * input.width;
      for (int c = 0; c < channels; ++c) {
        std::fill_n(row + c * walk.output_channel, input.width, Lanes(0.0f));
      }
      // The last row i that reaches y, and with it the first u.
      const int last_i = std::min(y / stride, maps.height - 1);
      const int first_u = y - stride * last_i;
      if (first_u >= kernels_.height) continue;
      walk.rows = std::min((kernels_.height - 1 - first_u) / stride, last_i) + 1;
      spread_row(walk, channels, maps.width, weights + first_u * kernels_.width,
                 from + last_i * maps.width, row);
    }
  }
}

void Convolution::backward_kernels(const Backward& pass) const {
  Shape maps = joined(output_shape());
  maps.channels = kernels_of_group();
  const std::ptrdiff_t input_size = channels_of_group() * map_size(input_shape());
  const std::ptrdiff_t output_size = maps.channels * map_size(maps);
  const std::ptrdiff_t weights = maps.channels * static_cast<std::ptrdiff_t>(taps_.size());
  for (std::ptrdiff_t group = 0; group < kernels_.groups; ++group) {
    correlate(maps, pass.output_gradient.data() + group * output_size,
              pass.input.data() + group * input_size, kernels_.stride_height * input_shape().width,
              kernels_.stride_width, taps_, pass.parameter_gradient.data() + group * weights);
  }
}

void Convolution::backward_biases(const Backward& pass) const {
  // Four sums side by side, so that an addition does not wait for the one before it.
  const auto size = static_cast<std::size_t>(map_size(output_shape()));
  for (std::size_t k = 0; k < bias_count(); ++k) {
    const std::span<const Lanes> map = pass.output_gradient.subspan(k * size, size);
    std::array<Lanes, 4> totals{};
    std::size_t n = 0;
    for (; n + 4 <= size; n += 4) {
      for (std::size_t part = 0; part < 4; ++part) totals[part] += map[n + part];
    }
    for (; n < size; ++n) totals[0] += map[n];
    pass.parameter_gradient[weight_count() + k] =
        sum((totals[0] + totals[1]) + (totals[2] + totals[3]));
  }
}

}  // namespace inkling
