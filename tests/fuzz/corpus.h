#pragma once

#include <cstddef>

namespace inkling::fuzz {

/// The checkpoints of the corpus are those of a network with so many parameters.
inline constexpr std::size_t kCheckpointParameters = 5;

}  // namespace inkling::fuzz
