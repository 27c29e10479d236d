// As a matrix, the field of the definition is G_h U transpose(G_w): U has a random number for each
// pixel, and the n x n matrix G_n convolves n pixels with the Gaussian. That takes a random number
// and some fifty multiplications for each pixel, although the field is smooth.
//
// The covariance of two pixels is that of their rows, in G_h transpose(G_h), times that of their
// columns. For any B_n with B_n transpose(B_n) = G_n transpose(G_n) and independent numbers N, B_h
// N transpose(B_w) has the same covariances. G_n is symmetric; its eigenvectors, which look like
// waves, times their eigenvalues are the columns of such a B_n. The eigenvalues decrease fast, so a
// few waves are enough (Karhunen and Loeve): for 28 pixels and sigma 4, six waves have 99.95 % of
// the variance, and 36 random numbers replace 784.
//
// The field of the definition is a sum of hundreds of numbers and therefore nearly normal. To get
// the same from 36 numbers, each of them is a sum of uniform numbers.

#include "model/augmentation/smooth_field.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

#include "model/lanes/block.h"
#include "model/lanes/elementary_functions.h"
#include "model/lanes/registers.h"

namespace inkling {
namespace {

constexpr int kMostPixels = 1024;  // of a side: computing its waves takes time of the third power
constexpr double kKeptVariance = 0.9995;  // of each dimension

Eigen::MatrixXd convolution_matrix(int pixels, double sigma) {
  const int radius = static_cast<int>(std::lround(4.0 * sigma));
  const auto gaussian = [&](int distance) {
    return std::abs(distance) > radius
               ? 0.0
               : double{exp(static_cast<float>(-0.5 * distance * distance / (sigma * sigma)))};
  };
  double sum = 0.0;
  for (int distance = -radius; distance <= radius; ++distance) sum += gaussian(distance);
  return Eigen::MatrixXd::NullaryExpr(pixels, pixels, [&](Eigen::Index i, Eigen::Index j) {
    return gaussian(static_cast<int>(i - j)) / sum;
  });
}

}  // namespace

SmoothField::SmoothField(int height, int width, float sigma) {
  if (std::max(height, width) > kMostPixels) {
    throw std::invalid_argument("elastic augmentation is for images of at most " +
                                std::to_string(kMostPixels) +
                                " rows and columns; give --augment without it");
  }
  rows_ = factor(height, sigma);
  columns_ = factor(width, sigma);
}

SmoothField::Factor SmoothField::factor(int pixels, float sigma) {
  // Eigen cuts its sums to fit the caches: these sizes instead of this processor's, so that the
  // bits are the same on any.
  Eigen::setCpuCacheSizes(1 << 15, 1 << 18, 1 << 21);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> waves(
      convolution_matrix(pixels, double{sigma}));
  // In ascending order. Because the Gaussian is cut, some may be slightly negative.
  const Eigen::VectorXd& values = waves.eigenvalues();
  Eigen::Index count = 1;
  while (values.tail(count).squaredNorm() < kKeptVariance * values.squaredNorm()) ++count;

  Factor factor{.pixels = static_cast<std::size_t>(pixels),
                .waves = static_cast<std::size_t>(count),
                .weights = {}};
  for (Eigen::Index pixel = 0; pixel < pixels; ++pixel) {
    for (Eigen::Index wave = pixels - count; wave < pixels; ++wave) {
      factor.weights.push_back(
          static_cast<float>(waves.eigenvectors()(pixel, wave) * values(wave)));
    }
  }
  return factor;
}

void SmoothField::draw(RandomLanes& random, std::span<Lanes> field) const {
  assert(field.size() == size());
  for (std::size_t wave = 0; wave < row_waves(); ++wave) {
    const std::span<Lanes> mixture = field.subspan(wave * width(), width());
    std::ranges::fill(mixture, Lanes(0.0f));
    for (std::size_t column_wave = 0; column_wave < columns_.waves; ++column_wave) {
      // Nearly normal, with variance 1/3 like a uniform number in [-1, 1).
      Lanes number = -2.0f;
      for (int n = 0; n < 4; ++n) number += random.uniform();
      for (std::size_t j = 0; j < width(); ++j) {
        mixture[j] =
            multiply_add(columns_.weights[j * columns_.waves + column_wave], number, mixture[j]);
      }
    }
  }
}

void SmoothField::row(std::span<const Lanes> field, int i, float strength,
                      std::span<Lanes> row) const {
  assert(field.size() == size() && row.size() == width());
  const float* weights = rows_.weights.data() + static_cast<std::size_t>(i) * row_waves();
  for_each_block<kAccumulators>(static_cast<int>(width()), [&](int begin, auto block) {
    for_each_register([&](int lane) {
      std::array<Register, block> sums;
      sums.fill(0.0f);
      for (std::size_t wave = 0; wave < row_waves(); ++wave) {
        const ConstRegisters mixture(&field[wave * width()] + begin, lane);
        for (int j = 0; j < block; ++j) sums[j] = multiply_add(weights[wave], mixture[j], sums[j]);
      }
      for (int j = 0; j < block; ++j)
        Registers(row.data() + begin, lane).set(j, strength * sums[j]);
    });
  });
}

}  // namespace inkling
