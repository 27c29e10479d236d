#pragma once

#include <span>
#include <vector>

#include "model/shape.h"

namespace inkling {

/// The way back through the convolution of the textbook (B&J, Def. 10.1.3 and 10.5.1) for one
/// image: the loop that the fast kernels are compared with. A fully connected layer is one with a
/// kernel as large as the input. The way forward is `exact_forward`.
struct ReferenceConvolution {
  Shape input;
  int kernels;
  int kernel_height;
  int kernel_width;
  int stride_height = 1;
  int stride_width = 1;
  int groups = 1;

  Shape output() const {
    return {kernels, (input.height - kernel_height) / stride_height + 1,
            (input.width - kernel_width) / stride_width + 1};
  }

  /// Calls `use(output index, kernel weight index, input index)` for each product of the sum.
  template <typename Use>
  void for_each_product(Use use) const {
    const Shape maps = output();
    const int channels = input.channels / groups;
    std::size_t result = 0;
    for (int k = 0; k < kernels; ++k) {
      for (int i = 0; i < maps.height; ++i) {
        for (int j = 0; j < maps.width; ++j, ++result) {
          for (int c = 0; c < channels; ++c) {
            for (int u = 0; u < kernel_height; ++u) {
              for (int v = 0; v < kernel_width; ++v) {
                use(result, index(Shape{channels, kernel_height, kernel_width}, k, c, u, v),
                    index(input, 0, k / (kernels / groups) * channels + c, stride_height * i + u,
                          stride_width * j + v));
              }
            }
          }
        }
      }
    }
  }

  std::size_t weight_count() const {
    return Shape{kernels * input.channels / groups, kernel_height, kernel_width}.size();
  }

  std::vector<float> input_gradient(std::span<const float> parameters,
                                    std::span<const float> output_gradient) const {
    std::vector<float> result(input.size());
    for_each_product([&](std::size_t out, std::size_t weight, std::size_t in) {
      result[in] += parameters[weight] * output_gradient[out];
    });
    return result;
  }

  /// Adds this image's part to the gradient of the parameters.
  void add_parameter_gradient(std::span<const float> image, std::span<const float> output_gradient,
                              std::span<float> gradient) const {
    const std::size_t map_size = output().size() / static_cast<std::size_t>(kernels);
    for_each_product([&](std::size_t out, std::size_t weight, std::size_t in) {
      gradient[weight] += image[in] * output_gradient[out];
    });
    for (std::size_t n = 0; n < output_gradient.size(); ++n) {
      gradient[weight_count() + n / map_size] += output_gradient[n];
    }
  }

 private:
  /// The place of (`outer`, c, i, j) among sets of feature maps of the same shape.
  static std::size_t index(const Shape& shape, int outer, int c, int i, int j) {
    return static_cast<std::size_t>(
        ((outer * shape.channels + c) * shape.height + i) * shape.width + j);
  }
};

}  // namespace inkling
