#pragma once

#include <cstdint>
#include <span>

namespace inkling {

/// How the samples of a batch are drawn (B&J, 8.4).
enum class Sampling {
  kEpoch,        ///< Without replacement: an epoch uses each image once, in a new order.
  kIndependent,  ///< With replacement: each image is drawn from all images.
};

/// How often the classes are drawn (B&J, 8.5).
enum class Sampler {
  kUniform,   ///< As often as they occur.
  kBalanced,  ///< All equally often: images of a rare class come several times in an epoch.
};

/// Draws the images of an epoch, in the order of their use: as many as `images` has, from these.
/// `labels` has the class of every image that `images` refers to. The result depends on (seed,
/// epoch) only.
void draw_epoch(Sampling sampling, Sampler sampler, std::span<const std::uint32_t> images,
                std::span<const std::uint16_t> labels, std::uint64_t seed, std::uint32_t epoch,
                std::span<std::uint32_t> order);

}  // namespace inkling
