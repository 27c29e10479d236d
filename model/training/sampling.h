#pragma once

#include <cstdint>
#include <span>

namespace inkling {

/// How the samples of a batch are drawn (B&J, 8.4).
enum class Sampling {
  kEpoch,        ///< Without replacement: an epoch takes every one once, in a new order.
  kIndependent,  ///< With replacement: each is drawn from all, whatever was drawn before.
};

/// How often the classes are drawn (B&J, 8.5).
enum class Sampler {
  kUniform,   ///< As often as they occur.
  kBalanced,  ///< All equally often: images of a rare class come several times in an epoch.
};

/// Draws the images of an epoch, in the order in which they are taken: as many as `images`, out of
/// these. `labels` has the class of every image that they name. The result depends on (seed,
/// epoch) and on nothing else.
void draw_epoch(Sampling sampling, Sampler sampler, std::span<const std::uint32_t> images,
                std::span<const std::uint16_t> labels, std::uint64_t seed, std::uint32_t epoch,
                std::span<std::uint32_t> order);

}  // namespace inkling
