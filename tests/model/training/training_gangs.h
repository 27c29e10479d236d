#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "model/layers/layer.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {

/// Some sixteen images.
inline constexpr std::array<std::uint32_t, kLanes> kSomeImages{40, 3,  17, 5, 59, 0,  8,  61,
                                                               2,  33, 12, 9, 54, 21, 28, 7};

/// The first `count` of them, as a batch of their own.
inline TrainingGang gang_of(std::size_t count) {
  return {.images = std::span(kSomeImages).first(count), .batch_size = count};
}

}  // namespace inkling
