#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "model/dataset.h"
#include "model/layers/score.h"
#include "model/training/training_options.h"

namespace inkling {

/// The score in training of a network that gives every image the same answer, the best one that
/// there is for the loss of `options`, its label smoothing, class weights and sampler. Of
/// cross-entropy it is the entropy of the classes' shares in the images at `indices`: ln(classes)
/// where they are equally frequent. The accuracy is the largest share. Nothing where all that
/// weigh anything are of one class, so that there is nothing more to learn.
std::optional<Score> score_without_learning(const Dataset& data,
                                            std::span<const std::uint32_t> indices,
                                            std::size_t classes, const TrainingOptions& options);

/// Whether `score` over so many `images` is better than `without` learning, by more than luck.
bool shows_learning(const Score& score, double images, const Score& without);

}  // namespace inkling
