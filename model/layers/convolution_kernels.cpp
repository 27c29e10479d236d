// The three loops of a convolution. Each one keeps a block of accumulators in registers.
//
// Forward gathers: a block of output channels x columns accumulates weight times pixel over input
// channels, rows and columns. The input gradient scatters: a block of neighbouring output
// derivatives, times a row of each kernel, is added to the columns of the input from which they
// were computed. It overlaps the next block by kernel_width - 1 columns, which adds to them, so no
// zeros are multiplied at the sides of small maps. `Walk` has the strides of both loops.
//
// The gradient of the weights is a sum over positions for each pair of a kernel and a tap: the tap
// of a weight is where in the input it is first applied. With taps in the order of the parameters,
// the blocks have one size for kernels of any size, also for those that are one pixel wide.
//
// A block of channels x columns uses each loaded weight for all columns and each loaded pixel for
// all channels, so there are more multiplications than loads.

#include "model/layers/convolution_kernels.h"

#include <algorithm>
#include <array>
#include <utility>

#include "model/lanes/block.h"
#include "model/lanes/registers.h"

namespace inkling {
namespace {

// The most output channels of a register block; its columns use the other registers.
constexpr int kLargestChannelBlock = kManyRegisters ? 4 : 3;
constexpr int kLargestColumnBlock = 12;
// How many kernel columns the input gradient scatters together, and how many columns of
// derivatives, which have registers of their own. These sizes decide in which order numbers are
// added, so they are the same for all processors.
constexpr int kSpreadAccumulators = 24;
constexpr int kSpreadWidth = 7;
constexpr int kSpreadColumns = 7;
// How many pixels stay in the first-level cache (24 of 48 kB) while all output channels use them.
constexpr int kCachedPixels = 24 * 1024 / sizeof(Lanes);
// Kernels and taps whose gradients are computed together.
constexpr int kKernelBlock = 3;
constexpr int kTapBlock = kManyRegisters ? 9 : 4;

/// output(k, j) = start + the sum over channels, rows and columns of
///                weight(k, channel, row, column) * input(channel, row, input_column * j + column)
///
/// The start is bias(k), or the value of `output` if there is no bias. `kWidth` is the width of the
/// kernel and `kStride` the input column if they are known at compile time, otherwise 0.
template <int kChannels, int kColumns, int kWidth, int kStride>
void gather(const Walk& walk, const float* bias, const float* weights, ConstRegisters input,
            Registers output) {
  std::array<std::array<Register, kColumns>, kChannels> totals;
#pragma GCC unroll 8
  for (int k = 0; k < kChannels; ++k) {
#pragma GCC unroll 16
    for (int j = 0; j < kColumns; ++j) {
      totals[k][j] = bias == nullptr ? output[k * walk.output_channel + j] : Register(bias[k]);
    }
  }
  const int width = kWidth > 0 ? kWidth : walk.columns;
  const std::ptrdiff_t stride = kStride > 0 ? kStride : walk.input_column;
  for (int channel = 0; channel < walk.channels; ++channel) {
    for (int row = 0; row < walk.rows; ++row) {
      const float* weight = weights + channel * walk.weight_channel + row * walk.weight_row;
      const auto pixel = input + channel * walk.input_channel + row * walk.input_row;
#pragma GCC unroll 8
      for (int column = 0; column < width; ++column) {
#pragma GCC unroll 8
        for (int k = 0; k < kChannels; ++k) {
#pragma GCC unroll 16
          for (int j = 0; j < kColumns; ++j) {
            totals[k][j] = multiply_add(weight[k * walk.weight_output + column],
                                        pixel[column + j * stride], totals[k][j]);
          }
        }
      }
    }
  }
#pragma GCC unroll 8
  for (int k = 0; k < kChannels; ++k) {
#pragma GCC unroll 16
    for (int j = 0; j < kColumns; ++j) output.set(k * walk.output_channel + j, totals[k][j]);
  }
}

/// For the columns kBegin <= j + column < kEnd of the output:
///
/// output(k, j + column) += the sum over channels and rows of
///                          weight(k, channel, row, column) * input(channel, row, j)
template <int kChannels, int kColumns, int kWidth, int kBegin, int kEnd>
void spread_to(const Walk& walk, const float* weights, ConstRegisters input, Registers output) {
  std::array<std::array<Register, kEnd - kBegin>, kChannels> totals;
#pragma GCC unroll 8
  for (int k = 0; k < kChannels; ++k) {
#pragma GCC unroll 16
    for (int j = kBegin; j < kEnd; ++j) totals[k][j - kBegin] = output[k * walk.output_channel + j];
  }
  for (int channel = 0; channel < walk.channels; ++channel) {
    for (int row = 0; row < walk.rows; ++row) {
      const float* weight = weights + channel * walk.weight_channel + row * walk.weight_row;
      const auto pixel = input + channel * walk.input_channel + row * walk.input_row;
#pragma GCC unroll 8
      for (int column = 0; column < kWidth; ++column) {
#pragma GCC unroll 8
        for (int k = 0; k < kChannels; ++k) {
#pragma GCC unroll 16
          for (int j = 0; j < kColumns; ++j) {
            if (j + column < kBegin || j + column >= kEnd) continue;
            Register& total = totals[k][j + column - kBegin];
            total = multiply_add(weight[k * walk.weight_output + column], pixel[j], total);
          }
        }
      }
    }
  }
#pragma GCC unroll 8
  for (int k = 0; k < kChannels; ++k) {
#pragma GCC unroll 16
    for (int j = kBegin; j < kEnd; ++j)
      output.set(k * walk.output_channel + j, totals[k][j - kBegin]);
  }
}

/// `spread_to` for all columns. If there are few registers, it makes the same additions in the same
/// order to a part of the columns of one output channel at a time.
template <int kChannels, int kColumns, int kWidth>
void spread(const Walk& walk, const float* weights, ConstRegisters input, Registers output) {
  constexpr int kReach = kColumns + kWidth - 1;
  if constexpr (kManyRegisters) {
    spread_to<kChannels, kColumns, kWidth, 0, kReach>(walk, weights, input, output);
  } else {
    constexpr Blocks kParts(kReach, kAccumulators);
    const auto spread_parts = [&]<int... kPart>(int k, std::integer_sequence<int, kPart...>) {
      (spread_to<1, kColumns, kWidth, kParts.begin(kPart), kParts.begin(kPart + 1)>(
           walk, weights + k * walk.weight_output, input, output + k * walk.output_channel),
       ...);
    };
    for (int k = 0; k < kChannels; ++k) {
      spread_parts(k, std::make_integer_sequence<int, kParts.blocks>());
    }
  }
}

/// Cuts a row of `width` columns in `channels` output channels into register blocks of at most
/// `kChannelBlock` channels and `kColumnBlock` columns (more if there are few channels, up to
/// `kRegisters`, minus those for `kOverhang` columns), and the channels of the walk into parts
/// whose pixels stay cached. Calls use(part of the walk, its first channel, k, channel block, j,
/// column block).
template <int kRegisters, int kChannelBlock, int kColumnBlock, int kOverhang, typename Use>
void for_each_register_block(const Walk& walk, int channels, int width, Use&& use) {
  const Blocks blocks(channels, kChannelBlock);
  with_constant<1, kChannelBlock>(blocks.largest_size(), [&](auto largest) {
    constexpr int kColumns = std::min(kRegisters / largest.value - kOverhang, kColumnBlock);
    Walk part = walk;
    part.channels =
        std::clamp(kCachedPixels / (walk.rows * (kColumns + walk.columns - 1)), 1, walk.channels);
    for (int channel = 0; channel < walk.channels; channel += part.channels) {
      part.channels = std::min(part.channels, walk.channels - channel);
      for_each_block<kColumns>(width, [&](int j, auto column_block) {
        for_each_block<std::max(1, largest - 1), largest>(channels, [&](int k, auto channel_block) {
          use(part, channel, k, channel_block, j, column_block);
        });
      });
    }
  });
}

template <int kWidth, int kStride>
void gather_row(const Walk& walk, int channels, int width, const float* bias, const float* weights,
                const Lanes* input, Lanes* output) {
  for_each_register_block<kAccumulators, kLargestChannelBlock, kLargestColumnBlock, 0>(
      walk, channels, width,
      [&](const Walk& part, int channel, int k, auto channel_block, int j, auto column_block) {
        for_each_register([&](int lane) {
          gather<channel_block, column_block, kWidth, kStride>(
              part, channel > 0 ? nullptr : bias + k,
              weights + k * walk.weight_output + channel * walk.weight_channel,
              ConstRegisters(input + channel * walk.input_channel + j * walk.input_column, lane),
              Registers(output + k * walk.output_channel + j, lane));
        });
      });
}

/// The gradient of `kKernels` kernels at `kTaps` of their weights:
///
///     gradient(k, tap) = sum over i, j and lanes of output_gradient(k, i, j) *
///                        input(tap + input_row * i + input_column * j)
///
/// `kStride` is the input column if it is known at compile time, otherwise 0.
template <int kKernels, int kTaps, int kStride>
void correlate_block(Shape maps, const Lanes* input, int input_row, int input_column,
                     const int* taps, const Lanes* output_gradient, float* gradient,
                     std::ptrdiff_t gradient_kernel) {
  const std::ptrdiff_t stride = kStride > 0 ? kStride : input_column;
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(maps.height) * maps.width;
  std::array<std::array<Lanes, kTaps>, kKernels> sums;
  for_each_register([&](int lane) {
    std::array<ConstRegisters, kTaps> pixels;
    for (int tap = 0; tap < kTaps; ++tap) pixels[tap] = ConstRegisters(input + taps[tap], lane);
    std::array<std::array<Register, kTaps>, kKernels> totals;
    for (auto& row : totals) row.fill(0.0f);
    for (int i = 0; i < maps.height; ++i) {
      const ConstRegisters derivative(output_gradient + i * maps.width, lane);
      for (std::ptrdiff_t j = 0; j < maps.width; ++j) {
#pragma GCC unroll 16
        for (int tap = 0; tap < kTaps; ++tap) {
          const Register pixel = in_register(pixels[tap][j * stride]);
#pragma GCC unroll 8
          for (int k = 0; k < kKernels; ++k) {
            totals[k][tap] = multiply_add(derivative[k * map_size + j], pixel, totals[k][tap]);
          }
        }
      }
      for (ConstRegisters& pixel : pixels) pixel += input_row;
    }
    for (int k = 0; k < kKernels; ++k) {
      for (int tap = 0; tap < kTaps; ++tap)
        Registers(sums[k].data(), lane).set(tap, totals[k][tap]);
    }
  });
  for (int k = 0; k < kKernels; ++k) {
    for (int tap = 0; tap < kTaps; ++tap) gradient[k * gradient_kernel + tap] = sum(sums[k][tap]);
  }
}

template <int kStride>
void correlate(Shape maps, const Lanes* output_gradient, const Lanes* input, int input_row,
               int input_column, std::span<const int> taps, float* gradient) {
  const std::ptrdiff_t map_size = static_cast<std::ptrdiff_t>(maps.height) * maps.width;
  const int tap_count = static_cast<int>(taps.size());
  for_each_block<kKernelBlock>(maps.channels, [&](int k, auto kernel_block) {
    for_each_block<kTapBlock>(tap_count, [&](int tap, auto tap_block) {
      correlate_block<kernel_block, tap_block, kStride>(
          maps, input, input_row, input_column, taps.data() + tap, output_gradient + k * map_size,
          gradient + static_cast<std::ptrdiff_t>(k) * tap_count + tap, tap_count);
    });
  });
}

}  // namespace

void gather_row(const Walk& walk, int channels, int width, const float* bias, const float* weights,
                const Lanes* input, Lanes* output) {
  const auto row_function = [&walk] {
    switch (walk.input_column) {
      case 1:
        return walk.columns == 1   ? gather_row<1, 1>
               : walk.columns == 3 ? gather_row<3, 1>
               : walk.columns == 5 ? gather_row<5, 1>
                                   : gather_row<0, 1>;
      case 2:
        return walk.columns == 3   ? gather_row<3, 2>
               : walk.columns == 5 ? gather_row<5, 2>
                                   : gather_row<0, 2>;
      default:
        return gather_row<0, 0>;
    }
  };
  row_function()(walk, channels, width, bias, weights, input, output);
}

void spread_row(const Walk& walk, int channels, int width, const float* weights, const Lanes* input,
                Lanes* output) {
  for_each_block<kSpreadWidth>(walk.columns, [&](int column, auto columns) {
    constexpr int kChannels = columns.value == 1 ? 4 : 2;
    for_each_register_block<kSpreadAccumulators, kChannels, kSpreadColumns, columns - 1>(
        walk, channels, width,
        [&](const Walk& part, int channel, int k, auto channel_block, int j, auto column_block) {
          for_each_register([&](int lane) {
            spread<channel_block, column_block, columns>(
                part, weights + k * walk.weight_output + channel * walk.weight_channel + column,
                ConstRegisters(input + channel * walk.input_channel + j, lane),
                Registers(output + k * walk.output_channel + j + column, lane));
          });
        });
  });
}

void correlate(Shape maps, const Lanes* output_gradient, const Lanes* input, int input_row,
               int input_column, std::span<const int> taps, float* gradient) {
  if (input_column == 1) {
    return correlate<1>(maps, output_gradient, input, input_row, input_column, taps, gradient);
  }
  correlate<0>(maps, output_gradient, input, input_row, input_column, taps, gradient);
}

}  // namespace inkling
