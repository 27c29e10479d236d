#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "model/augmentation/augmentation_options.h"
#include "model/dataset.h"

namespace inkling {

/// Writes a PNG file that shows how training with `options` and `seed` augments its images. Each
/// row starts with an original training image, followed by its augmented versions in epoch 1, 2 and
/// so on. There are at most twelve rows, spread over the classes. Throws FileError.
void write_augmented_sheet(const Dataset& data, std::span<const std::uint32_t> training,
                           const AugmentationOptions& options, std::uint64_t seed,
                           const std::filesystem::path& path);

}  // namespace inkling
