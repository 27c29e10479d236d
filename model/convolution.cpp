// The three loops of a convolution, each a register block of `Lanes` accumulators.
//
// Forward and input gradient are the same sum, "a weight times a pixel, over channels, rows and
// columns": forward walks over the kernel as it stands, the input gradient over the kernel turned
// by 180 degrees and over the output gradient with zero columns at its sides (its zero rows are
// skipped instead). `Correlation` describes either walk by strides, `correlate` is the loop.
//
// A block of output channels x output columns uses each loaded weight for all columns and each
// loaded pixel for all channels, so that the processor multiplies more often than it loads.

#include "model/convolution.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <stdexcept>

#include "model/block.h"

namespace inkling {
namespace {

// Output channels of a register block at the most; its columns fill the other registers.
constexpr int kLargestChannelBlock = kAccumulators >= 24 ? 4 : 2;
constexpr int kLargestColumnBlock = 12;
// Pixels that stay in the first-level cache (24 of 48 kB) while all output channels use them.
constexpr int kCachedPixels = 24 * 1024 / sizeof(Lanes);
// Kernel columns and kernels whose gradients are computed together.
constexpr int kWidthBlock = kAccumulators >= 24 ? 7 : 5;
constexpr int kKernelBlock = kAccumulators >= 24 ? 8 : 3;

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

/// output(k, j) = start + the sum over channels, rows and columns of
///                weight(k, channel, row, column) * input(channel, row, j + column)
///
/// The start is bias(k), or what `output` holds where there is no bias.
struct Correlation {
  int channels, rows, columns;
  std::ptrdiff_t weight_output, weight_channel, weight_row, weight_column;  // strides
  std::ptrdiff_t input_channel, input_row, output_channel;                  // strides
};

/// `kWidth` is the kernel's width where it is known when this is compiled, otherwise 0.
template <int kChannels, int kColumns, int kWidth>
void correlate(const Correlation& walk, const float* bias, const float* weights, const Lanes* input,
               Lanes* output) {
  std::array<std::array<Lanes, kColumns>, kChannels> totals;
  for (int k = 0; k < kChannels; ++k) {
    for (int j = 0; j < kColumns; ++j) {
      totals[k][j] = bias == nullptr ? output[k * walk.output_channel + j] : Lanes(bias[k]);
    }
  }
  const int width = kWidth > 0 ? kWidth : walk.columns;
  for (int channel = 0; channel < walk.channels; ++channel) {
    for (int row = 0; row < walk.rows; ++row) {
      const float* weight = weights + channel * walk.weight_channel + row * walk.weight_row;
      const Lanes* pixel = input + channel * walk.input_channel + row * walk.input_row;
#pragma GCC unroll 8
      for (int column = 0; column < width; ++column) {
#pragma GCC unroll 8
        for (int k = 0; k < kChannels; ++k) {
#pragma GCC unroll 16
          for (int j = 0; j < kColumns; ++j) {
            totals[k][j] += weight[k * walk.weight_output] * pixel[j];
          }
        }
        weight += walk.weight_column;
        ++pixel;
      }
    }
  }
  for (int k = 0; k < kChannels; ++k) {
    for (int j = 0; j < kColumns; ++j) output[k * walk.output_channel + j] = totals[k][j];
  }
}

/// One output row of `width` columns in all of its `channels`, in register blocks of at most
/// `kChannelBlock` channels.
template <int kChannelBlock, int kWidth>
void correlate_row(const Correlation& walk, int channels, int width, const float* bias,
                   const float* weights, const Lanes* input, Lanes* output) {
  constexpr int kColumnBlock = std::min(kAccumulators / kChannelBlock, kLargestColumnBlock);
  Correlation part = walk;
  part.channels =
      std::clamp(kCachedPixels / (walk.rows * (kColumnBlock + walk.columns - 1)), 1, walk.channels);
  for (int channel = 0; channel < walk.channels; channel += part.channels) {
    part.channels = std::min(part.channels, walk.channels - channel);
    for_each_block<kColumnBlock>(width, [&](int j, auto column_block) {
      for_each_block<std::max(1, kChannelBlock - 1), kChannelBlock>(
          channels, [&](int k, auto channel_block) {
            correlate<channel_block, column_block, kWidth>(
                part, bias == nullptr || channel > 0 ? nullptr : bias + k,
                weights + k * walk.weight_output + channel * walk.weight_channel,
                input + channel * walk.input_channel + j, output + k * walk.output_channel + j);
          });
    });
  }
}

/// The same with the compiled loop that suits the number of channels (the fewer, the more columns)
/// and the width of the kernel.
void correlate_row(const Correlation& walk, int channels, int width, const float* bias,
                   const float* weights, const Lanes* input, Lanes* output) {
  const Blocks blocks(channels, kLargestChannelBlock);
  with_constant<1, kLargestChannelBlock>(blocks.largest_size(), [&](auto block) {
    const auto row = [&](auto kernel_width) {
      correlate_row<block, kernel_width>(walk, channels, width, bias, weights, input, output);
    };
    switch (walk.columns) {
      case 1:
        return row(std::integral_constant<int, 1>{});
      case 3:
        return row(std::integral_constant<int, 3>{});
      case 5:
        return row(std::integral_constant<int, 5>{});
      default:
        return row(std::integral_constant<int, 0>{});
    }
  });
}

/// The gradient of a block of `kKernels` kernels at one channel and row and `kColumns` columns:
///
///     gradient(k, v) = sum over i, j and lanes of output_gradient(k, i, j) * input(i, j + v)
template <int kKernels, int kColumns>
void correlate_gradient(Shape maps, const Lanes* input, int input_width,
                        const Lanes* output_gradient, float* gradient,
                        std::ptrdiff_t gradient_kernel) {
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(maps.height) * maps.width;
  std::array<std::array<Lanes, kColumns>, kKernels> totals;
  for (auto& row : totals) row.fill(0.0f);
  for (int i = 0; i < maps.height; ++i) {
    const Lanes* pixel = input + i * input_width;
    const Lanes* derivative = output_gradient + i * maps.width;
    for (int j = 0; j < maps.width; ++j) {
#pragma GCC unroll 8
      for (int k = 0; k < kKernels; ++k) {
#pragma GCC unroll 8
        for (int v = 0; v < kColumns; ++v) {
          totals[k][v] += derivative[k * map_size + j] * pixel[j + v];
        }
      }
    }
  }
  for (int k = 0; k < kKernels; ++k) {
    for (int v = 0; v < kColumns; ++v) gradient[k * gradient_kernel + v] = sum(totals[k][v]);
  }
}

}  // namespace

Convolution::Convolution(Shape input, int kernels, int kernel_height, int kernel_width)
    : Layer(input, convolved(input, kernels, kernel_height, kernel_width)),
      kernel_height_(kernel_height),
      kernel_width_(kernel_width) {}

std::string Convolution::text() const {
  return "conv " + to_string(Shape{kernels(), kernel_height_, kernel_width_});
}

std::size_t Convolution::weight_count() const {
  return bias_count() * Shape{input_shape().channels, kernel_height_, kernel_width_}.size();
}

std::int64_t Convolution::multiplications() const {
  const std::size_t positions = output_shape().size() / bias_count();
  return static_cast<std::int64_t>(weight_count() * positions);
}

std::size_t Convolution::scratch_size() const {
  // The output gradient with kernel_width - 1 zero columns on both sides: see backward_input.
  const Shape widened{output_shape().channels, output_shape().height,
                      input_shape().width + kernel_width_ - 1};
  return widened.size();
}

void Convolution::forward(std::span<const float> parameters, std::span<const Lanes> input,
                          std::span<Lanes> output) const {
  assert(parameters.size() == parameter_count());
  assert(input.size() == input_shape().size() && output.size() == output_shape().size());
  const auto [channels, height, width] = input_shape();
  const std::ptrdiff_t kernel_size = kernel_height_ * kernel_width_;
  const Correlation walk{
      .channels = channels,
      .rows = kernel_height_,
      .columns = kernel_width_,
      .weight_output = channels * kernel_size,
      .weight_channel = kernel_size,
      .weight_row = kernel_width_,
      .weight_column = 1,
      .input_channel = static_cast<std::ptrdiff_t>(height) * width,
      .input_row = width,
      .output_channel = static_cast<std::ptrdiff_t>(output_shape().height) * output_shape().width};
  const float* bias = parameters.data() + weight_count();
  for (int i = 0; i < output_shape().height; ++i) {
    correlate_row(walk, kernels(), output_shape().width, bias, parameters.data(),
                  input.data() + i * width, output.data() + i * output_shape().width);
  }
}

void Convolution::backward(const Backward& pass) const {
  assert(pass.output_gradient.size() == output_shape().size());
  backward_kernels(pass);
  if (!pass.input_gradient.empty()) backward_input(pass);
}

void Convolution::backward_input(const Backward& pass) const {
  // input_gradient(c, y, x) = sum over k, u, v of kernel(k, c, u, v) * output_gradient(k, y-u, x-v)
  // With zero columns at the sides of the output gradient, x - v never lies outside; rows y - u
  // that lie outside are left out of the walk.
  assert(pass.input_gradient.size() == input_shape().size());
  assert(pass.scratch.size() >= scratch_size());
  const auto [channels, height, width] = input_shape();
  const Shape maps = output_shape();
  const int margin = kernel_width_ - 1;
  const int wide = maps.width + 2 * margin;
  const Lanes* from = pass.output_gradient.data();
  Lanes* to = pass.scratch.data();
  for (int row = 0; row < maps.channels * maps.height; ++row, from += maps.width) {
    to = std::fill_n(to, margin, Lanes(0.0f));
    to = std::copy_n(from, maps.width, to);
    to = std::fill_n(to, margin, Lanes(0.0f));
  }

  const std::ptrdiff_t kernel_size = kernel_height_ * kernel_width_;
  Correlation walk{.channels = maps.channels,
                   .rows = 0,
                   .columns = kernel_width_,
                   .weight_output = kernel_size,
                   .weight_channel = channels * kernel_size,
                   .weight_row = kernel_width_,
                   .weight_column = -1,
                   .input_channel = static_cast<std::ptrdiff_t>(maps.height) * wide,
                   .input_row = -wide,
                   .output_channel = static_cast<std::ptrdiff_t>(height) * width};
  for (int y = 0; y < height; ++y) {
    const int first_u = std::max(0, y - maps.height + 1);
    for (int c = 0; c < channels; ++c) {
      std::fill_n(pass.input_gradient.data() + c * walk.output_channel + y * width, width,
                  Lanes(0.0f));
    }
    walk.rows = std::min(kernel_height_ - 1, y) - first_u + 1;
    correlate_row(
        walk, channels, width, nullptr, pass.parameters.data() + first_u * kernel_width_ + margin,
        pass.scratch.data() + (y - first_u) * wide, pass.input_gradient.data() + y * width);
  }
}

void Convolution::backward_kernels(const Backward& pass) const {
  assert(pass.parameter_gradient.size() == parameter_count());
  const Shape in = input_shape();
  const Shape maps = output_shape();
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(maps.height) * maps.width;
  const std::ptrdiff_t gradient_kernel =
      static_cast<std::ptrdiff_t>(in.channels) * kernel_height_ * kernel_width_;
  for_each_block<kWidthBlock>(kernel_width_, [&](int v, auto width_block) {
    constexpr int kKernels = std::clamp(kAccumulators / width_block.value, 1, kKernelBlock);
    for_each_block<kKernels>(kernels(), [&](int k, auto kernel_block) {
      for (int c = 0; c < in.channels; ++c) {
        for (int u = 0; u < kernel_height_; ++u) {
          correlate_gradient<kernel_block, width_block>(
              maps, pass.input.data() + (c * in.height + u) * in.width + v, in.width,
              pass.output_gradient.data() + k * map_size,
              pass.parameter_gradient.data() + k * gradient_kernel +
                  (c * kernel_height_ + u) * kernel_width_ + v,
              gradient_kernel);
        }
      }
    });
  });
  for (int k = 0; k < kernels(); ++k) {
    Lanes total = 0.0f;
    for (const Lanes& derivative : pass.output_gradient.subspan(
             static_cast<std::size_t>(k * map_size), static_cast<std::size_t>(map_size))) {
      total += derivative;
    }
    pass.parameter_gradient[weight_count() + static_cast<std::size_t>(k)] = sum(total);
  }
}

}  // namespace inkling
