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

// The mathematics once more, in double precision, as the books write it: no kernels, no backward
// pass, nothing in place. The fast layers are compared with it, and `check_gradients` takes its
// differences.

/// Computes the output of `layer` for `input` while the network is trained on `gang`.
///
/// `seen` is the input of the layer itself, in float. It decides at corners of a function: on which
/// side of 0 a ReLU is, and which pixel of a window is the largest. Near a corner, rounding moves
/// some values of a large batch to the other side, where the derivative differs; with `seen`, float
/// and double are on the same smooth piece.
///
/// An Addition passes its input on, to which the other summand is to be added.
///
/// Throws std::invalid_argument for an unknown kind of layer.
void exact_forward(const Layer& layer, std::span<const double> parameters,
                   std::span<const ExactLanes> input, std::span<const Lanes> seen,
                   const TrainingGang& gang, std::span<ExactLanes> output);

}  // namespace inkling
