#pragma once

#include "model/lanes/lanes.h"
#include "model/shape.h"

namespace inkling {

/// The passes of a convolution by Winograd's minimal filtering (Lavin and Gray, 2016). Maps are cut
/// into tiles of 6x6 pixels, which give 4x4 outputs of a 3x3 kernel or 2x2 outputs of a 5x5 kernel:
///
///     outputs(k) = A^T [sum over c of (G kernel(k, c) G^T) * (B^T pixels(c) B)] A
///
/// where * multiplies element by element: 36 multiplications for each pair of a kernel and a
/// channel, instead of 144 or 100. Results differ from those of the direct loops by rounding, about
/// 3e-5 of their root mean square.
///
/// Weights, maps and their order are those of `Convolution`. Each thread keeps memory for the
/// transformed values of its largest layer: 288 bytes for each pair of a kernel and a channel, and
/// a few megabytes.
class Winograd {
 public:
  /// Whether this is faster than the direct loops: if there are enough channels and kernels, and
  /// tiles do not reach far beyond the maps.
  static bool is_faster(Shape input, int kernels, int kernel_height, int kernel_width);
  /// Whether there are transforms for kernels of this size.
  static bool supports(int kernel_height, int kernel_width);

  /// `kernel_size` is 3 or 5.
  Winograd(Shape input, int kernels, int kernel_size);

  void forward(const float* weights, const float* biases, const Lanes* input, Lanes* output) const;
  /// Writes the gradient of the weights, and that of the input unless `input_gradient` is null.
  void backward(const float* weights, const Lanes* input, const Lanes* output_gradient,
                Lanes* input_gradient, float* weight_gradient) const;

 private:
  template <typename Use>
  void for_each_strip(Use&& use) const;
  template <int kSize>
  void forward_with(const float* weights, const float* biases, const Lanes* input,
                    Lanes* output) const;
  template <int kSize>
  void backward_with(const float* weights, const Lanes* input, const Lanes* output_gradient,
                     Lanes* input_gradient, float* weight_gradient) const;

  Shape input_;
  Shape output_;
  int kernel_size_;
  Shape tiles_;  // rows and columns of tiles in a map
};

/// While an object of this class exists, its thread transforms the kernels of each layer once only.
/// The parameters of the networks that it uses must not change or be freed. All transformed kernels
/// take memory, 144 bytes for each pair of a kernel and a channel.
class ConstantKernels {
 public:
  ConstantKernels();
  ConstantKernels(const ConstantKernels&) = delete;
  ConstantKernels& operator=(const ConstantKernels&) = delete;
  ~ConstantKernels();
};

}  // namespace inkling
