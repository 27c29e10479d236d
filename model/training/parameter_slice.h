#pragma once

#include <cstddef>
#include <vector>

#include "model/network/network.h"

namespace inkling {

/// A part of a network's parameters that one thread updates, all of one kind: weights of a layer's
/// whole outputs, or biases or statistics of it.
struct ParameterSlice {
  enum class Kind { kWeights, kBiases, kStatistics };

  Kind kind;
  const Layer* layer;
  std::size_t begin_in_layer;
  std::size_t begin;  ///< In all parameters.
  std::size_t size;
  std::size_t record_begin;  ///< Of the layer, in a gang's record.
};

/// Cuts all parameters into slices of some thousands, in their order.
std::vector<ParameterSlice> slice_parameters(const Network& network);

}  // namespace inkling
