#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/lanes/lanes.h"

namespace inkling {

/// What a layer that acts otherwise in training than afterwards must know of a gang.
struct TrainingGang {
  std::span<const std::uint32_t> images;  ///< The index of each lane's image; the rest is empty.
  std::size_t batch_size = 0;             ///< Images of the whole batch.
  float error_limit = 0.0f;  ///< Largest `output_gradient` of a layer with parameters; 0 is any.
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  std::uint32_t layer = 0;  ///< The layer's place in the network: of 256, no two draw the same.
};

/// What a layer reads and writes on the way back (B&J, 9.5), for the sixteen images of one gang.
struct Backward {
  std::span<const float> parameters;
  std::span<const Lanes> input;            ///< What forward read.
  std::span<const Lanes> output;           ///< What forward wrote.
  std::span<const Lanes> output_gradient;  ///< The derivative of the loss by `output`.
  std::span<Lanes> input_gradient;         ///< Written; empty where nobody needs it.
  std::span<float> parameter_gradient;     ///< Written, unless there is a record: over all lanes.
  std::span<Lanes> scratch;                ///< `scratch_size()` values of any content.
  std::span<Lanes> record = {};            ///< Empty, or `record_size()` values to write.
  TrainingGang gang = {};                  ///< What the forward pass was told.
};

/// The records that the gangs of a batch have left for one layer, `stride` values apart.
struct Records {
  const Lanes* first;
  std::size_t stride;
  std::size_t gangs;

  const Lanes* operator[](std::size_t gang) const { return first + gang * stride; }
};

}  // namespace inkling
