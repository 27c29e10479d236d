#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <vector>

#include "model/layers/convolution.h"
#include "model/layers/max_pool.h"
#include "model/layers/padding.h"
#include "model/shape.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling::book {

/// A matrix of the book: one feature map.
struct Matrix {
  Matrix(int rows, int columns, std::vector<float> numbers)
      : height(rows), width(columns), values(std::move(numbers)) {}

  /// As the book prints it.
  Matrix(std::initializer_list<std::initializer_list<float>> rows)
      : height(static_cast<int>(rows.size())), width(static_cast<int>(rows.begin()->size())) {
    for (const auto& row : rows) {
      for (const float value : row) values.push_back(value);
    }
  }

  Shape shape() const { return {.channels = 1, .height = height, .width = width}; }
  float& at(int row, int column) { return values[static_cast<std::size_t>(row * width + column)]; }
  float at(int row, int column) const {
    return values[static_cast<std::size_t>(row * width + column)];
  }
  bool operator==(const Matrix&) const = default;

  int height;
  int width;
  std::vector<float> values;
};

/// What `layer` makes of `image`, which all sixteen lanes hold.
inline Matrix apply(const Layer& layer, const std::vector<float>& parameters, const Matrix& image) {
  const LaneVector output = run_forward(layer, parameters, uniform_gang(image.values));
  const Shape shape = layer.output_shape();
  Matrix result(shape.channels * shape.height, shape.width, lane_of(output, 0));
  expect_equal(output, uniform_gang(result.values));
  return result;
}

/// K * A of Def. 10.1.3.
inline Matrix convolve(const Matrix& kernel, const Matrix& image) {
  std::vector<float> parameters = kernel.values;
  parameters.push_back(0.0f);  // the bias
  return apply(Convolution(image.shape(), 1, kernel.height, kernel.width), parameters, image);
}

/// Max pooling of Def. 10.4.2 with blocks of `size` x `size`.
inline Matrix pool(const Matrix& image, int size) {
  return apply(MaxPool(image.shape(), size), {}, image);
}

/// Padding of Def. 10.3.1 with `amount` zeros on every side (the book's size 2s is two amounts).
inline Matrix pad(const Matrix& image, int amount) {
  return apply(Padding(image.shape(), amount), {}, image);
}

/// The shift operator T_h of (10.42): every column moves one to the right, the last to the front.
inline Matrix shift_right(const Matrix& image) {
  Matrix result = image;
  for (int i = 0; i < image.height; ++i) {
    for (int j = 0; j < image.width; ++j) result.at(i, (j + 1) % image.width) = image.at(i, j);
  }
  return result;
}

/// The shift operator T_v of (10.43): every row moves one down, the last to the top.
inline Matrix shift_down(const Matrix& image) {
  Matrix result = image;
  for (int i = 0; i < image.height; ++i) {
    for (int j = 0; j < image.width; ++j) result.at((i + 1) % image.height, j) = image.at(i, j);
  }
  return result;
}

inline Matrix operator+(Matrix a, const Matrix& b) {
  for (std::size_t n = 0; n < a.values.size(); ++n) a.values[n] += b.values[n];
  return a;
}

inline Matrix operator*(float factor, Matrix a) {
  for (float& value : a.values) value *= factor;
  return a;
}

/// Multiples of 1/8 in [-1, 1], so that sums of products are exact.
inline Matrix random_matrix(int height, int width, RandomStream& random) {
  const Shape shape{.channels = 1, .height = height, .width = width};
  return {height, width, random_numbers(shape.size(), random)};
}

}  // namespace inkling::book
