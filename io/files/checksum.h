#pragma once

#include <cstdint>
#include <span>

#include "model/dataset.h"

namespace inkling {

/// The CRC-64 of `bytes` (ECMA-182, as in .xz files); `before` is that of the bytes before them. It
/// detects every change within 64 consecutive bits, and all but one in 2^64 of other random
/// changes, but no changes made on purpose.
std::uint64_t checksum(std::span<const std::uint8_t> bytes, std::uint64_t before = 0);

/// The checksum of all data that training uses: shape, pixels, labels, class names.
std::uint64_t checksum(const Dataset& data);

}  // namespace inkling
