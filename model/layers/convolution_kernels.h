#pragma once

#include <cstddef>
#include <span>

#include "model/lanes/lanes.h"
#include "model/shape.h"

namespace inkling {

/// The strides of a loop over weights, input and output.
struct Walk {
  int channels, rows, columns;  // to sum over: input channels, rows and columns of the kernel
  std::ptrdiff_t weight_output, weight_channel, weight_row;
  std::ptrdiff_t input_channel, input_row, input_column, output_channel;
};

/// Computes one output row of `width` columns in all output channels:
///
///     output(k, j) = bias(k) + the sum over channels, rows and columns of
///                    weight(k, channel, row, column) *
///                    input(channel, row, input_column * j + column)
void gather_row(const Walk& walk, int channels, int width, const float* bias, const float* weights,
                const Lanes* input, Lanes* output);

/// Adds what one input row of `width` columns contributes to all output channels:
///
///     output(k, j + column) += the sum over channels and rows of
///                              weight(k, channel, row, column) * input(channel, row, j)
///
/// `input_column` must be 1.
void spread_row(const Walk& walk, int channels, int width, const float* weights, const Lanes* input,
                Lanes* output);

/// Correlates the `maps` of the output gradient with the input at each of the `taps`, which are
/// offsets in the input:
///
///     gradient(k, tap) = sum over i, j and lanes of output_gradient(k, i, j) *
///                        input(tap + input_row * i + input_column * j)
void correlate(Shape maps, const Lanes* output_gradient, const Lanes* input, int input_row,
               int input_column, std::span<const int> taps, float* gradient);

}  // namespace inkling
