#pragma once

#include <cstddef>
#include <vector>

#include "model/network/network.h"

namespace inkling {

/// A part of a network's parameters that one thread updates. All are of one layer and of one kind:
/// the weights of whole outputs, or biases, or statistics.
struct ParameterSlice {
  enum class Kind { kWeights, kBiases, kStatistics };

  Kind kind;
  const Layer* layer;
  std::size_t begin_in_layer;
  std::size_t begin;  ///< Index in all parameters.
  std::size_t size;
  std::size_t record_begin;  ///< Where the layer's values begin in a gang's record.
};

/// Cuts the parameters of all layers that are trained, in order, into slices of some thousands.
std::vector<ParameterSlice> slice_parameters(const Network& network);

}  // namespace inkling
