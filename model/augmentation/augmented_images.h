#pragma once

#include <cstdint>
#include <span>

#include "model/augmentation/augmentation_options.h"
#include "model/dataset.h"

namespace inkling {

/// The images at `indices` as `Augmentation` varies them in epoch `epoch` of a training run with
/// this seed, rounded to bytes, to show them to people.
ImageSet augmented_images(const ImageSet& images, std::span<const std::uint32_t> indices,
                          const AugmentationOptions& options, std::uint64_t seed,
                          std::uint32_t epoch);

}  // namespace inkling
