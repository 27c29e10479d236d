#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/dataset.h"

namespace inkling {

/// Class weights (B&J, 8.5) that give all classes among the images at `indices` the same influence:
/// 1 / number of images of the class.
std::vector<double> balanced_class_weights(const Dataset& data,
                                           std::span<const std::uint32_t> indices);

/// Scales the weights so that their mean over the images at `indices` is 1. Then the learning rate
/// has the same effect as without weights: B&J's v(s) times the number of images.
/// Throws std::invalid_argument if a weight is negative or not finite, if there is not one for each
/// class, or if the weights of all images are 0.
std::vector<float> normalized_class_weights(std::span<const double> weights, const Dataset& data,
                                            std::span<const std::uint32_t> indices);

}  // namespace inkling
