#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/lanes/lanes.h"
#include "model/layers/score.h"

namespace inkling {

/// What gradient descent minimises: the mean loss of a network's outputs over samples (B&J, (8.9),
/// (8.10)).
///
/// Samples are given by their indices, at most sixteen at a time, one for each lane. Several
/// threads may call all functions at once.
class Objective {
 public:
  virtual ~Objective() = default;
  Objective(const Objective&) = delete;
  Objective& operator=(const Objective&) = delete;

  /// How many `Lanes` of scratch `load` needs.
  virtual std::size_t scratch_size() const { return 0; }

  /// Writes the inputs of the samples to the lanes of `input`. They may depend on the epoch.
  virtual void load(std::span<const std::uint32_t> samples, std::uint32_t epoch,
                    std::span<Lanes> input, std::span<Lanes> scratch) const = 0;

  /// The sum of the losses of a network's `outputs` for these samples. Writes the derivative of
  /// `share` times this sum with respect to the outputs to `gradient`: 0 in lanes without a sample.
  virtual ScoreSum loss(std::span<const std::uint32_t> samples, std::span<const Lanes> outputs,
                        float share, std::span<Lanes> gradient) const = 0;

 protected:
  Objective() = default;
};

}  // namespace inkling
