#pragma once

#include <cstdint>
#include <span>

#include "model/dataset.h"

namespace inkling {

/// The CRC-64 of ECMA-182, as .xz files have it, of `bytes`; `before` is that of the bytes before
/// them. It finds every change of up to 64 bits in a row and all but one in 2^64 of the others that
/// happen by chance; those that are made on purpose it does not find.
std::uint64_t checksum(std::span<const std::uint8_t> bytes, std::uint64_t before = 0);

/// The checksum of all that a training sees of its data: shape, pixels, labels, class names.
std::uint64_t checksum(const Dataset& data);

}  // namespace inkling
