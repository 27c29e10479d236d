#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace inkling {

/// Which images train the network and which ones judge it.
struct TrainingSplit {
  std::vector<std::uint32_t> training;
  std::vector<std::uint32_t> validation;
};

/// Holds `validation` of the images 0 .. `count` - 1 out of training, drawn at random by `seed`;
/// both parts are in ascending order. Throws std::invalid_argument unless an image is left to
/// train.
TrainingSplit split_off_validation(std::size_t count, std::size_t validation, std::uint64_t seed);

}  // namespace inkling
