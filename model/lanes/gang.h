#pragma once

#include <cstdint>
#include <span>

#include "model/dataset.h"
#include "model/lanes/lanes.h"

namespace inkling {

/// How many gangs of sixteen `images` images need; the last one may have empty lanes.
constexpr std::size_t gang_count(std::size_t images) { return (images + kLanes - 1) / kLanes; }

/// The part of `indices` in gang number `gang`: sixteen of them, or fewer at the end.
std::span<const std::uint32_t> gang_indices(std::span<const std::uint32_t> indices,
                                            std::size_t gang);

/// Loads the images at `indices` (one to sixteen) into the lanes of `input`, normalised. Lanes
/// without an image get the normalised value 0.
void load_gang(const ImageSet& images, std::span<const std::uint32_t> indices,
               const Normalization& normalization, std::span<Lanes> input);

}  // namespace inkling
