#pragma once

#include <optional>
#include <vector>

#include "model/layers/layer.h"
#include "model/layers/winograd.h"

namespace inkling {

/// How a convolution is computed. Results differ by rounding.
enum class ConvolutionMethod {
  kFastest,   ///< By `Winograd` if it is faster.
  kDirect,    ///< By the sum of the definition.
  kWinograd,  ///< By `Winograd`, for kernels of 3x3 and 5x5.
};

/// Multichannel convolution with stride 1 (B&J, Def. 10.1.3 and 10.5.1), kernels not flipped:
///
///     output(k, i, j) = bias(k) + sum over c, u, v of kernel(k, c, u, v) * input(c, i+u, j+v)
///
///   input       channels x height x width
///   output      kernels x (height - kernel_height + 1) x (width - kernel_width + 1)
///   parameters  the kernels in the order k, c, u, v, then one bias for each k, if there are biases
///
/// B&J count from 1, so their indices are i+n-1. Their convolutional layer (Def. 10.2.1) includes
/// the activation, which is a separate layer here, and has one bias for each pixel; ours has one
/// for each feature map. The layer of Def. 10.5.1 and Example 10.6.3 has no bias.
class Convolution : public Layer {
 public:
  /// Throws std::invalid_argument unless 1 <= kernels <= 65536, the kernel fits into the input, and
  /// the method is for kernels of this size.
  Convolution(Shape input, int kernels, int kernel_height, int kernel_width, bool has_bias = true,
              ConvolutionMethod method = ConvolutionMethod::kFastest);

  int kernels() const { return output_shape().channels; }
  int kernel_height() const { return kernel_height_; }
  int kernel_width() const { return kernel_width_; }
  bool has_bias() const { return zeros_.empty(); }

  std::string text() const override;
  std::size_t weight_count() const override;
  std::size_t bias_count() const override {
    return has_bias() ? static_cast<std::size_t>(kernels()) : 0;
  }
  /// By the formula; `Winograd` takes fewer.
  std::int64_t multiplications() const override;
  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void backward(const Backward& pass) const override;

 private:
  const float* biases(std::span<const float> parameters) const;
  void backward_input(const Backward& pass) const;
  void backward_kernels(const Backward& pass) const;
  void backward_biases(const Backward& pass) const;
  /// If the kernel is one pixel, the maps as one long row each; otherwise the maps as they are.
  Shape joined(Shape maps) const;

  int kernel_height_;
  int kernel_width_;
  std::vector<int> taps_;     // where in the input each weight of a kernel is first applied
  std::vector<float> zeros_;  // used as biases if there are none
  std::optional<Winograd> winograd_;
};

}  // namespace inkling
