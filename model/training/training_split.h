#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace inkling {

/// Which images are for training and which are for validation.
struct TrainingSplit {
  std::vector<std::uint32_t> training;
  std::vector<std::uint32_t> validation;
};

/// Chooses `validation` of the images 0 .. `count` - 1 at random, by `seed`, for validation and the
/// rest for training; both are in ascending order. Throws std::invalid_argument if none is left for
/// training.
TrainingSplit split_off_validation(std::size_t count, std::size_t validation, std::uint64_t seed);

/// Lists each training image as often as `repeats` says, which has a number for every image of the
/// data; empty: once. An epoch then uses it as often.
void repeat_images(TrainingSplit& split, std::span<const std::uint32_t> repeats);

}  // namespace inkling
