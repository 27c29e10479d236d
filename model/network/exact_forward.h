#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "model/lanes/lanes.h"
#include "model/layers/layer.h"

namespace inkling {

/// Sixteen doubles, the same value of the sixteen images of a gang: what `Lanes` is in float.
using ExactLanes = Eigen::Array<double, kLanes, 1>;
using ExactVector = std::vector<ExactLanes>;

/// The same numbers as doubles.
inline ExactLanes exact(const Lanes& lanes) {
  return Eigen::Map<const Eigen::Array<float, kLanes, 1>>(floats(&lanes)).cast<double>();
}
inline ExactVector exact(std::span<const Lanes> values) {
  ExactVector result;
  for (const Lanes& value : values) result.push_back(exact(value));
  return result;
}

// The mathematics once more, in double, as plainly as the books write it: no kernels, no way back,
// nothing in place. The fast layers are compared with it, and `check_gradients` takes its
// differences.

/// Computes what `layer` makes of `input` while it is trained on `gang`.
///
/// `seen` is the same input as the layer itself has it, in float. It decides where a function has a
/// corner: on which side of 0 a ReLU is, which pixel of a window is the largest. Beside a corner,
/// rounding takes some values of a large batch to the other side, where the derivative is another
/// one; with `seen`, float and double are on the same smooth piece.
///
/// Throws std::invalid_argument for a layer that it does not know.
void exact_forward(const Layer& layer, std::span<const double> parameters,
                   std::span<const ExactLanes> input, std::span<const Lanes> seen,
                   const TrainingGang& gang, std::span<ExactLanes> output);

}  // namespace inkling
