#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/dataset.h"

namespace inkling {

/// Weights of the classes (B&J, 8.5) for which each of the classes that occur in the images at
/// `indices` counts as much as any other: 1 / their number.
std::vector<double> balanced_class_weights(const Dataset& data,
                                           std::span<const std::uint32_t> indices);

/// The same weights times a factor, with which their mean over the images at `indices` is 1, so
/// that the learning rate means what it means without weights: B&J's v(s) times the number of
/// images. Throws std::invalid_argument where a weight is negative or not finite, where there is
/// not one for each class, and where no image weighs anything.
std::vector<float> normalized_class_weights(std::span<const double> weights, const Dataset& data,
                                            std::span<const std::uint32_t> indices);

}  // namespace inkling
