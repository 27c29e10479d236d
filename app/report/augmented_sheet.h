#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "model/augmentation/augmentation_options.h"
#include "model/dataset.h"

namespace inkling {

/// Writes a PNG file that shows what a training with `options` and `seed` makes of its images. Each
/// row begins with a training image, as it is, and goes on with what it becomes in the epochs from
/// the first on. There are twelve rows (fewer where images are fewer), spread over the classes.
/// Throws FileError.
void write_augmented_sheet(const Dataset& data, std::span<const std::uint32_t> training,
                           const AugmentationOptions& options, std::uint64_t seed,
                           const std::filesystem::path& path);

}  // namespace inkling
