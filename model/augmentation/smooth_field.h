#pragma once

#include <span>
#include <vector>

#include "model/lanes/lanes.h"
#include "model/lanes/random_lanes.h"

namespace inkling {

/// Smooth random numbers on the pixels of an image, for the displacements of an elastic distortion
/// (Simard et al., 2003): independent numbers, uniform in [-1, 1), convolved along rows and columns
/// with a Gaussian. The Gaussian is cut at 4 sigma and sums to 1; outside the image there are
/// zeros.
///
/// The field has the mean and the covariances of that definition, except for 0.1 % of the variance.
/// It is drawn in a cheaper way, which the source file explains.
class SmoothField {
 public:
  /// `sigma` is the Gaussian's, in pixels, above 0. Throws std::invalid_argument where a side has
  /// more than 1024 pixels.
  SmoothField(int height, int width, float sigma);

  /// How many `Lanes` describe a field.
  std::size_t size() const { return row_waves() * width(); }

  /// Draws a field in each lane and describes it in `field`; `row` takes its numbers from there.
  void draw(RandomLanes& random, std::span<Lanes> field) const;

  /// Computes row `i` of a field, times `strength`.
  void row(std::span<const Lanes> field, int i, float strength, std::span<Lanes> row) const;

 private:
  /// A factor B of the covariance matrix of one dimension, which is B times its transpose: pixels x
  /// waves, row by row.
  struct Factor {
    std::size_t pixels = 0;
    std::size_t waves = 0;
    std::vector<float> weights;
  };

  static Factor factor(int pixels, float sigma);
  std::size_t row_waves() const { return rows_.waves; }
  std::size_t width() const { return columns_.pixels; }

  Factor rows_;
  Factor columns_;
};

}  // namespace inkling
