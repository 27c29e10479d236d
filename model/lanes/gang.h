#pragma once

#include <cstdint>
#include <span>

#include "model/dataset.h"
#include "model/lanes/lanes.h"

namespace inkling {

/// How many gangs of sixteen hold `images` images; the last one may have empty lanes.
constexpr std::size_t gang_count(std::size_t images) { return (images + kLanes - 1) / kLanes; }

/// The part of `indices` that gang number `gang` holds: sixteen of them, fewer at the end.
std::span<const std::uint32_t> gang_indices(std::span<const std::uint32_t> indices,
                                            std::size_t gang);

/// Loads the images at `indices` (one to sixteen) into the lanes of `input`, normalised. Lanes
/// without an image become the normalised 0.
void load_gang(const ImageSet& images, std::span<const std::uint32_t> indices,
               const Normalization& normalization, std::span<Lanes> input);

}  // namespace inkling
