#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/lanes/lanes.h"
#include "model/layers/score.h"

namespace inkling {

/// What descent makes small: the mean, over samples, of how far a network's outputs are from what
/// they should be (B&J, (8.9), (8.10)).
///
/// Samples are named by their indices, sixteen or fewer at a time, one for each lane. All functions
/// may be called by several threads at once.
class Objective {
 public:
  virtual ~Objective() = default;
  Objective(const Objective&) = delete;
  Objective& operator=(const Objective&) = delete;

  /// How many `Lanes` of scratch `load` needs.
  virtual std::size_t scratch_size() const { return 0; }

  /// Writes the inputs of the samples to the lanes of `input`. They may differ from epoch to epoch.
  virtual void load(std::span<const std::uint32_t> samples, std::uint32_t epoch,
                    std::span<Lanes> input, std::span<Lanes> scratch) const = 0;

  /// The losses that a network's `outputs` for these samples have, added up. Writes the derivative
  /// by the outputs of `share` times this sum to `gradient`: 0 in lanes without a sample.
  virtual ScoreSum loss(std::span<const std::uint32_t> samples, std::span<const Lanes> outputs,
                        float share, std::span<Lanes> gradient) const = 0;

 protected:
  Objective() = default;
};

}  // namespace inkling
