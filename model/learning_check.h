#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "model/dataset.h"
#include "model/score.h"

namespace inkling {

/// The score of a network that gives every image the same probabilities, the best ones: the entropy
/// of the classes' shares in the images at `indices`, which label smoothing makes more even (a loss
/// of ln(classes) where they are equally frequent), and the largest share. Nothing where all are of
/// one class, so that there is nothing more to learn.
std::optional<Score> score_without_learning(const Dataset& data,
                                            std::span<const std::uint32_t> indices,
                                            std::size_t classes, double smoothing);

/// Whether `score` over so many `images` is better than `without` learning, by more than luck.
bool shows_learning(const Score& score, double images, const Score& without);

}  // namespace inkling
