#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/lanes/lanes.h"

namespace inkling {

/// The gang that is trained on, for layers that do something else in training than after it.
struct TrainingGang {
  std::span<const std::uint32_t> images;  ///< The index of each lane's image; the rest is empty.
  std::size_t batch_size = 0;             ///< Images of the whole batch.
  /// The largest `output_gradient` of a layer with parameters; 0: no limit.
  float error_limit = 0.0f;
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  std::uint32_t layer = 0;  ///< Its index. Up to 256 layers draw different random numbers.
};

/// What `Layer::backward` reads and writes (B&J, 9.5), for the sixteen images of one gang.
struct Backward {
  std::span<const float> parameters;
  std::span<const Lanes> input;            ///< The input of `forward`.
  std::span<const Lanes> output;           ///< The output of `forward`.
  std::span<const Lanes> output_gradient;  ///< The derivative of the loss with respect to `output`.
  std::span<Lanes> input_gradient;         ///< Written; empty if it is not needed.
  std::span<float> parameter_gradient;     ///< Summed over all lanes; unless there is a record.
  std::span<Lanes> scratch;                ///< `scratch_size()` values of any content.
  std::span<Lanes> record = {};            ///< Empty, or `record_size()` values to write.
  TrainingGang gang = {};                  ///< As in the forward pass.
};

/// The records of a batch's gangs for one layer, `stride` values apart.
struct Records {
  const Lanes* first;
  std::size_t stride;
  std::size_t gangs;

  const Lanes* operator[](std::size_t gang) const { return first + gang * stride; }
};

}  // namespace inkling
