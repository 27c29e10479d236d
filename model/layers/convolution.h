#pragma once

#include <optional>
#include <vector>

#include "model/layers/layer.h"
#include "model/layers/window.h"
#include "model/layers/winograd.h"

namespace inkling {

/// How a convolution is computed. Results differ by rounding.
enum class ConvolutionMethod {
  kFastest,   ///< By `Winograd` if it is faster.
  kDirect,    ///< By the sum of the definition.
  kWinograd,  ///< By `Winograd`, for kernels of 3x3 and 5x5.
};

/// The kernels of a convolution, and how they move over the maps.
struct Kernels {
  int count, height, width;
  int stride_height = 1, stride_width = 1;
  int groups = 1;
  bool has_bias = true;

  constexpr bool operator==(const Kernels&) const = default;
};

/// Multichannel convolution (B&J, Def. 10.1.3 and 10.5.1), kernels not flipped:
///
///     output(k, i, j) = bias(k) + sum over c, u, v of kernel(k, c, u, v) *
///                                 input(c, stride_height * i + u, stride_width * j + v)
///
///   input       channels x height x width
///   output      kernels x ((height - kernel_height) / stride_height + 1)
///                       x ((width - kernel_width) / stride_width + 1)
///   parameters  the kernels in the order k, c, u, v, then one bias for each k, if there are biases
///
/// In the book the strides are 1, and each kernel reads all channels. With groups (Krizhevsky et
/// al., 2012), the channels and the kernels are cut into as many equal parts, and the kernels of
/// the first part read the channels of the first part only, and so on; c counts the channels in the
/// part. A depthwise convolution has as many groups as channels.
///
/// B&J count from 1, so their indices are i+n-1. Their convolutional layer (Def. 10.2.1) includes
/// the activation, which is a separate layer here, and has one bias for each pixel; ours has one
/// for each feature map. The layer of Def. 10.5.1 and Example 10.6.3 has no bias.
class Convolution : public Layer {
 public:
  static constexpr int kLargestStride = 64;

  /// Throws std::invalid_argument unless there are 1 to 65536 kernels, the kernel fits into the
  /// input, strides are at most `kLargestStride`, the groups divide channels and kernels, and the
  /// method is for such kernels.
  Convolution(Shape input, const Kernels& kernels,
              ConvolutionMethod method = ConvolutionMethod::kFastest);
  /// With stride 1 and one group.
  Convolution(Shape input, int kernels, int kernel_height, int kernel_width, bool has_bias = true,
              ConvolutionMethod method = ConvolutionMethod::kFastest)
      : Convolution(input,
                    Kernels{.count = kernels,
                            .height = kernel_height,
                            .width = kernel_width,
                            .has_bias = has_bias},
                    method) {}

  const Kernels& description() const { return kernels_; }
  int kernels() const { return kernels_.count; }
  int kernel_height() const { return kernels_.height; }
  int kernel_width() const { return kernels_.width; }
  bool has_bias() const { return kernels_.has_bias; }
  /// The channels that a kernel reads.
  int channels_of_group() const { return input_shape().channels / kernels_.groups; }

  std::string text() const override;
  std::size_t weight_count() const override;
  std::size_t bias_count() const override {
    return has_bias() ? static_cast<std::size_t>(kernels()) : 0;
  }
  /// By the formula; `Winograd` takes fewer.
  std::int64_t multiplications() const override;
  std::size_t scratch_size() const override;
  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void backward(const Backward& pass) const override;

 private:
  const float* biases(std::span<const float> parameters) const;
  void backward_input(const Backward& pass) const;
  void backward_kernels(const Backward& pass) const;
  void backward_biases(const Backward& pass) const;
  int kernels_of_group() const { return kernels_.count / kernels_.groups; }
  std::ptrdiff_t kernel_size() const;
  /// If the kernel is one pixel, which moves by one, the maps as one long row each; otherwise the
  /// maps as they are.
  Shape joined(Shape maps) const;
  /// The shape of the output gradient with `stride_width` - 1 zeros between its columns.
  Shape spaced_maps() const;
  /// The output gradient with these zeros.
  const Lanes* spaced(const Backward& pass) const;

  Kernels kernels_;
  std::vector<int> taps_;     // where in its group each weight of a kernel is first applied
  std::vector<float> zeros_;  // used as biases if there are none
  std::optional<Winograd> winograd_;
};

}  // namespace inkling
