#pragma once

#include <cmath>
#include <vector>

namespace inkling {

/// The covariance of the pixels `i` and `j` of a row of `pixels`, by the definition of
/// `SmoothField` but for the numbers' own variance of 1/3: the sum over all pixels of the row of
/// the Gaussian at the distance from `i` times that at the distance from `j`.
inline double smooth_covariance(int pixels, double sigma, int i, int j) {
  const int radius = static_cast<int>(std::lround(4.0 * sigma));
  double sum = 0.0;
  std::vector<double> gaussian(static_cast<std::size_t>(radius + pixels));
  for (int distance = 0; distance <= radius; ++distance) {
    double& value = gaussian[static_cast<std::size_t>(distance)];
    value = std::exp(-0.5 * distance * distance / (sigma * sigma));
    sum += distance == 0 ? value : 2.0 * value;
  }
  double covariance = 0.0;
  for (int n = 0; n < pixels; ++n) {
    covariance += gaussian[static_cast<std::size_t>(std::abs(i - n))] *
                  gaussian[static_cast<std::size_t>(std::abs(j - n))] / (sum * sum);
  }
  return covariance;
}

}  // namespace inkling
