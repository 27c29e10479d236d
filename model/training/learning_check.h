#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "model/dataset.h"
#include "model/layers/score.h"
#include "model/training/training_options.h"

namespace inkling {

/// The training score of a network that gives every image the same answer, namely the best one for
/// the loss, label smoothing, class weights and sampler of `options`. For cross-entropy the loss is
/// the entropy of the class frequencies in the images at `indices`: ln(classes) if all are equally
/// frequent. The accuracy is the largest frequency. Empty if all images with a weight above 0 are
/// of one class, because then there is nothing to learn.
std::optional<Score> score_without_learning(const Dataset& data,
                                            std::span<const std::uint32_t> indices,
                                            std::size_t classes, const TrainingOptions& options);

/// Whether `score`, over `images` images, is better than the score `without` learning by more than
/// chance.
bool shows_learning(const Score& score, double images, const Score& without);

}  // namespace inkling
