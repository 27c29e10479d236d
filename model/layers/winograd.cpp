// A map is processed in strips of a few tiles. The transformed values of a strip are 36
// matrices, one for each position in a tile, of channels x tiles; the transformed kernels are 36
// matrices of kernels x channels. So the sum over channels is a matrix product for each position:
//
//     forward           outputs(k, tile)   = sum over c of kernel(k, c) * pixels(c, tile)
//     input gradient    pixels'(c, tile)   = sum over k of kernel(k, c) * outputs'(k, tile)
//     weight gradient   kernel'(k, c)      = sum over tiles and lanes of
//                                            outputs'(k, tile) * pixels(c, tile)
//
// with ' for gradients. Gradients pass the transposed transforms in the opposite direction. For the
// weight gradient, the sixteen lanes of sixteen channels are transposed, so that lanes are channels
// and sums over images need no sums over lanes.

#include "model/layers/winograd.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "model/lanes/block.h"
#include "model/layers/transpose.h"
#include "model/layers/winograd_products.h"
#include "model/layers/winograd_transforms.h"

namespace inkling {
namespace {

constexpr int kPositions = kTileSide * kTileSide;
// The most tiles of a strip. Their values should stay in the second-level cache.
constexpr int kStripTiles = 4;

/// The number of outputs of a tile in each direction.
constexpr int output_side(int kernel_size) { return kTileSide + 1 - kernel_size; }

/// How many groups of sixteen hold `channels` channels.
constexpr int group_count(int channels) { return Blocks(channels, kLanes).blocks; }

/// Memory of a thread, which is kept for the next call.
class Memory {
 public:
  /// At least `size` values of any content.
  Lanes* at_least(std::ptrdiff_t size) {
    if (size_ < size) {
      values_.reset();  // before new memory is taken
      values_ = std::make_unique_for_overwrite<Lanes[]>(static_cast<std::size_t>(size));
      size_ = size;
    }
    return values_.get();
  }

 private:
  std::ptrdiff_t size_ = 0;
  std::unique_ptr<Lanes[]> values_;
};

thread_local Memory pixel_values;
thread_local Memory output_values;
thread_local Memory transposed_values;
thread_local Memory kernel_gradients;

/// The kernels that a thread has transformed. While there are no `ConstantKernels`, one at a time.
struct TransformedKernels {
  struct Entry {
    const float* weights = nullptr;
    Memory memory = {};
  };
  std::vector<Entry> entries;
  std::size_t used = 0;
  int constant = 0;  // how many `ConstantKernels` there are
};
thread_local TransformedKernels transformed_kernels;

/// The transformed values of a strip: at each position channels x tiles.
struct TileValues {
  TileValues(Memory& memory, int channels, int tiles_)
      : tiles(tiles_),
        // An odd number, so that the positions of a tile are in different cache sets.
        stride(static_cast<std::ptrdiff_t>(channels) * tiles | 1),
        values(memory.at_least(stride * kPositions)) {}

  Lanes* at(int position, int channel) const {
    return values + position * stride + static_cast<std::ptrdiff_t>(channel) * tiles;
  }

  int tiles;
  std::ptrdiff_t stride;
  Lanes* values;
};

/// Transformed kernels or their gradients: at each position kernels x channels, with rows of whole
/// `Lanes`.
struct KernelValues {
  KernelValues(Memory& memory, int kernels_, int channels_)
      : kernels(kernels_),
        channels(channels_),
        row(static_cast<std::ptrdiff_t>(group_count(channels)) * kLanes),
        stride(row * kernels + kLanes),
        values(floats(memory.at_least(stride / kLanes * kPositions))) {}

  float* at(int position, int kernel, int channel) const {
    return values + position * stride + kernel * row + channel;
  }
  /// Calls use(kernel, first channel, number of channels) for each sixteen channels of each kernel.
  template <typename Use>
  void for_each_group(Use&& use) const {
    for (int k = 0; k < kernels; ++k) {
      for (int c = 0; c < channels; c += kLanes) use(k, c, std::min(kLanes, channels - c));
    }
  }

  int kernels;
  int channels;
  std::ptrdiff_t row;
  std::ptrdiff_t stride;
  float* values;
};

/// The weights of sixteen kernels of `kSize` x `kSize`, one kernel in each lane.
template <int kSize>
using KernelLanes = std::array<Lanes, kSize * kSize>;

/// Loads `count` <= 16 kernels that follow each other.
template <int kSize>
KernelLanes<kSize> load_kernels(const float* weights, int count) {
  constexpr int kArea = kSize * kSize;
  std::array<float, (kArea + 1) * kLanes> kernels{};  // so that all reads are inside
  std::copy_n(weights, count * kArea, kernels.begin());
  KernelLanes<kSize> result;
  for (int first = 0; first < kArea; first += kLanes) {
    std::array<Lanes, kLanes> rows;
    for (int lane = 0; lane < kLanes; ++lane) {
      rows[lane].copy_from(&kernels[lane * kArea + first], std::experimental::element_aligned);
    }
    transpose(rows.data(), 1, kLanes, rows.data());
    std::copy_n(rows.begin(), std::min(kLanes, kArea - first), result.begin() + first);
  }
  return result;
}

/// The opposite.
template <int kSize>
void store_kernels(const KernelLanes<kSize>& kernels, float* weights, int count) {
  constexpr int kArea = kSize * kSize;
  for (int first = 0; first < kArea; first += kLanes) {
    const int used = std::min(kLanes, kArea - first);
    std::array<Lanes, kLanes> rows;
    transpose(&kernels[first], 1, used, rows.data());
    for (int lane = 0; lane < count; ++lane) {
      std::copy_n(floats(&rows[lane]), used, weights + lane * kArea + first);
    }
  }
}

template <int kSize>
void transform_kernels(const float* weights, const KernelValues& result) {
  result.for_each_group([&](int k, int c, int count) {
    const std::ptrdiff_t begin =
        (static_cast<std::ptrdiff_t>(k) * result.channels + c) * kSize * kSize;
    const KernelLanes<kSize> kernels = load_kernels<kSize>(weights + begin, count);
    for_each_register([&](int lane) {
      const ConstRegisters from(kernels.data(), lane);
      RegisterSquare<kSize> square;
      for (int n = 0; n < kSize * kSize; ++n) square[n / kSize][n % kSize] = from[n];
      const RegisterSquare<kTileSide> values = in_both_directions<kTileSide>(
          square, [](const auto& line) { return transform_kernel<kSize>(line); });
      for (int p = 0; p < kPositions; ++p) {
        values[p / kTileSide][p % kTileSide].copy_to(result.at(p, k, c) + lane,
                                                     std::experimental::vector_aligned);
      }
    });
  });
}

/// The transformed kernels, perhaps from an earlier call.
template <int kSize>
KernelValues transformed(const float* weights, int kernels, int channels) {
  TransformedKernels& all = transformed_kernels;
  if (all.constant == 0) all.used = 0;
  for (std::size_t n = 0; n < all.used; ++n) {
    if (all.entries[n].weights == weights) return {all.entries[n].memory, kernels, channels};
  }
  if (all.used == all.entries.size()) all.entries.emplace_back();
  TransformedKernels::Entry& entry = all.entries[all.used++];
  entry.weights = weights;
  const KernelValues result(entry.memory, kernels, channels);
  transform_kernels<kSize>(weights, result);
  return result;
}

template <int kSize>
void transform_back(const KernelValues& gradients, float* weight_gradient) {
  gradients.for_each_group([&](int k, int c, int count) {
    KernelLanes<kSize> kernels;
    for_each_register([&](int lane) {
      RegisterSquare<kTileSide> values;
      for (int p = 0; p < kPositions; ++p) {
        values[p / kTileSide][p % kTileSide].copy_from(gradients.at(p, k, c) + lane,
                                                       std::experimental::vector_aligned);
      }
      const RegisterSquare<kSize> square = in_both_directions<kSize>(
          values, [](const auto& line) { return transposed_kernel<kSize>(line); });
      const Registers to(kernels.data(), lane);
      for (int n = 0; n < kSize * kSize; ++n) to.set(n, square[n / kSize][n % kSize]);
    });
    const std::ptrdiff_t begin =
        (static_cast<std::ptrdiff_t>(k) * gradients.channels + c) * kSize * kSize;
    store_kernels<kSize>(kernels, weight_gradient + begin, count);
  });
}

/// Some tiles that follow each other in the order of rows, `side` pixels apart.
struct Strip {
  int first;
  int tiles;
  int columns;  ///< Of tiles in a map.
  int side;

  int row(int tile) const { return (first + tile) / columns * side; }
  int column(int tile) const { return (first + tile) % columns * side; }
};

/// Calls `use` with each pixel of a map that is in a square with this corner: its index in the map
/// and its row and column in the square.
template <int kSide, typename Use>
[[gnu::always_inline]] inline void for_each_pixel(Shape map, int row, int column, Use&& use) {
  if (row + kSide <= map.height && column + kSide <= map.width) {
#pragma GCC unroll 8
    for (int i = 0; i < kSide; ++i) {
#pragma GCC unroll 8
      for (int j = 0; j < kSide; ++j) use((row + i) * map.width + column + j, i, j);
    }
    return;
  }
  const int rows = std::min(kSide, map.height - row);
  const int columns = std::min(kSide, map.width - column);
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < columns; ++j) use((row + i) * map.width + column + j, i, j);
  }
}

/// Transforms the squares of `kSide` pixels at the strip's tiles to `values`. Pixels outside the
/// maps are 0.
template <int kSide, typename Transform>
void transform_tiles(Shape shape, const Lanes* maps, const Strip& strip, const TileValues& values,
                     Transform&& transform) {
  for (int c = 0; c < shape.channels; ++c, maps += shape.height * shape.width) {
    for (int tile = 0; tile < strip.tiles; ++tile) {
      for_each_register([&](int lane) {
        const ConstRegisters from(maps, lane);
        RegisterSquare<kSide> square{};
        for_each_pixel<kSide>(shape, strip.row(tile), strip.column(tile),
                              [&](int pixel, int i, int j) { square[i][j] = from[pixel]; });
        const RegisterSquare<kTileSide> transformed =
            in_both_directions<kTileSide>(square, transform);
        const Registers to(values.at(0, c) + tile, lane);
#pragma GCC unroll 36
        for (int p = 0; p < kPositions; ++p) {
          to.set(p * values.stride, transformed[p / kTileSide][p % kTileSide]);
        }
      });
    }
  }
}

/// Transforms `values` to squares of `kSide` pixels at the strip's tiles, and calls
/// store(map, pixel, value, channel) for each pixel that is inside the maps.
template <int kSide, typename Transform, typename Store>
void transform_tiles_back(Shape shape, Lanes* maps, const Strip& strip, const TileValues& values,
                          Transform&& transform, Store&& store) {
  for (int c = 0; c < shape.channels; ++c, maps += shape.height * shape.width) {
    for (int tile = 0; tile < strip.tiles; ++tile) {
      for_each_register([&](int lane) {
        RegisterSquare<kTileSide> transformed;
        const ConstRegisters from(values.at(0, c) + tile, lane);
#pragma GCC unroll 36
        for (int p = 0; p < kPositions; ++p) {
          transformed[p / kTileSide][p % kTileSide] = from[p * values.stride];
        }
        const RegisterSquare<kSide> square = in_both_directions<kSide>(transformed, transform);
        const Registers to(maps, lane);
        for_each_pixel<kSide>(shape, strip.row(tile), strip.column(tile),
                              [&](int pixel, int i, int j) { store(to, pixel, square[i][j], c); });
      });
    }
  }
}

/// Computes what a strip contributes to the gradients of the transformed kernels, and adds it
/// unless it is the first strip.
void sum_kernel_gradients(const TileValues& pixels, const TileValues& derivatives,
                          const KernelValues& gradients, bool is_first) {
  const int groups = group_count(gradients.channels);
  const std::ptrdiff_t count = static_cast<std::ptrdiff_t>(pixels.tiles) * kLanes;
  Lanes* const transposed = transposed_values.at_least(groups * count);
  for (int p = 0; p < kPositions; ++p) {
    for (int group = 0; group < groups; ++group) {
      const int c = group * kLanes;
      const int used = std::min(kLanes, gradients.channels - c);
      for (int tile = 0; tile < pixels.tiles; ++tile) {
        transpose(pixels.at(p, c) + tile, pixels.tiles, used,
                  transposed + group * count + tile * kLanes);
      }
    }
    sum_products({.values = floats(derivatives.at(p, 0)), .row = count, .input = 1}, transposed,
                 count, gradients.kernels, groups, gradients.at(p, 0, 0), gradients.row, is_first);
  }
}

}  // namespace

ConstantKernels::ConstantKernels() {
  if (transformed_kernels.constant++ == 0) transformed_kernels.used = 0;
}

ConstantKernels::~ConstantKernels() { --transformed_kernels.constant; }

bool Winograd::supports(int kernel_height, int kernel_width) {
  return kernel_height == kernel_width && (kernel_width == 3 || kernel_width == 5);
}

bool Winograd::is_faster(Shape input, int kernels, int kernel_height, int kernel_width) {
  if (!supports(kernel_height, kernel_width)) return false;
  // In multiplications of the direct loops; measured with 8 to 128 channels and kernels.
  constexpr double kMultiplication = 1.2;
  constexpr double kTransforms = 400;  // of a tile and a channel
  constexpr double kLeastGain = 1.15;
  constexpr double kMostPairs = 512 * 512;  // with more, transformed kernels take too much memory
  const Winograd winograd(input, kernels, kernel_width);
  const double pairs = static_cast<double>(input.channels) * kernels;
  const double tile =
      kPositions * pairs * kMultiplication + kTransforms * (input.channels + kernels);
  const double outputs = static_cast<double>(winograd.output_.height) * winograd.output_.width;
  const double direct = outputs * kernel_height * kernel_width * pairs;
  return pairs <= kMostPairs &&
         direct > kLeastGain * tile * static_cast<double>(winograd.tiles_.size());
}

Winograd::Winograd(Shape input, int kernels, int kernel_size)
    : input_(input),
      output_{.channels = kernels,
              .height = input.height - kernel_size + 1,
              .width = input.width - kernel_size + 1},
      kernel_size_(kernel_size) {
  const int side = output_side(kernel_size);
  tiles_ = {.channels = 1,
            .height = Blocks(output_.height, side).blocks,
            .width = Blocks(output_.width, side).blocks};
}

void Winograd::forward(const float* weights, const float* biases, const Lanes* input,
                       Lanes* output) const {
  if (kernel_size_ == 3) return forward_with<3>(weights, biases, input, output);
  forward_with<5>(weights, biases, input, output);
}

void Winograd::backward(const float* weights, const Lanes* input, const Lanes* output_gradient,
                        Lanes* input_gradient, float* weight_gradient) const {
  if (kernel_size_ == 3) {
    return backward_with<3>(weights, input, output_gradient, input_gradient, weight_gradient);
  }
  backward_with<5>(weights, input, output_gradient, input_gradient, weight_gradient);
}

template <typename Use>
void Winograd::for_each_strip(Use&& use) const {
  const Blocks strips(tiles_.height * tiles_.width, kStripTiles);
  for (int n = 0; n < strips.blocks; ++n) {
    const int first = strips.begin(n);
    use(Strip{.first = first,
              .tiles = strips.begin(n + 1) - first,
              .columns = tiles_.width,
              .side = output_side(kernel_size_)});
  }
}

template <int kSize>
void Winograd::forward_with(const float* weights, const float* biases, const Lanes* input,
                            Lanes* output) const {
  constexpr int kSide = output_side(kSize);
  const KernelValues kernels = transformed<kSize>(weights, output_.channels, input_.channels);
  for_each_strip([&](const Strip& strip) {
    const TileValues pixels(pixel_values, input_.channels, strip.tiles);
    const TileValues outputs(output_values, output_.channels, strip.tiles);
    transform_tiles<kTileSide>(input_, input, strip, pixels, transform_pixels);
    for (int p = 0; p < kPositions; ++p) {
      multiply({.values = kernels.at(p, 0, 0), .row = kernels.row, .input = 1}, output_.channels,
               input_.channels, strip.tiles, pixels.at(p, 0), outputs.at(p, 0));
    }
    transform_tiles_back<kSide>(output_, output, strip, outputs, transform_outputs<kSide>,
                                [&](Registers map, int pixel, const Register& value, int k) {
                                  map.set(pixel, value + biases[k]);
                                });
  });
}

template <int kSize>
void Winograd::backward_with(const float* weights, const Lanes* input, const Lanes* output_gradient,
                             Lanes* input_gradient, float* weight_gradient) const {
  constexpr int kSide = output_side(kSize);
  const int channels = input_.channels;
  const int kernels = output_.channels;
  const KernelValues gradients(kernel_gradients, kernels, channels);
  std::optional<KernelValues> factors;
  if (input_gradient != nullptr) {
    factors = transformed<kSize>(weights, kernels, channels);
    std::fill_n(input_gradient, input_.size(), Lanes(0.0f));
  }
  for_each_strip([&](const Strip& strip) {
    const TileValues pixels(pixel_values, channels, strip.tiles);
    const TileValues derivatives(output_values, kernels, strip.tiles);
    transform_tiles<kTileSide>(input_, input, strip, pixels, transform_pixels);
    transform_tiles<kSide>(output_, output_gradient, strip, derivatives, transposed_outputs<kSide>);
    sum_kernel_gradients(pixels, derivatives, gradients, strip.first == 0);
    if (!factors) return;
    const TileValues& pixel_gradients = pixels;  // in the same memory
    for (int p = 0; p < kPositions; ++p) {
      multiply({.values = factors->at(p, 0, 0), .row = 1, .input = factors->row}, channels, kernels,
               strip.tiles, derivatives.at(p, 0), pixel_gradients.at(p, 0));
    }
    transform_tiles_back<kTileSide>(input_, input_gradient, strip, pixel_gradients,
                                    transposed_pixels,
                                    [](Registers map, int pixel, const Register& value,
                                       int /*channel*/) { map.set(pixel, map[pixel] + value); });
  });
  transform_back<kSize>(gradients, weight_gradient);
}

}  // namespace inkling
