#pragma once

#include <cstdint>
#include <span>

#include "model/lanes.h"

namespace inkling {

/// The softmax of B&J (4.11) in each lane: exp(logit(k)) / sum over j of exp(logit(j)), computed
/// without overflow from the distances to the largest logit. `probabilities` may be `logits`.
void softmax(std::span<const Lanes> logits, std::span<Lanes> probabilities);

/// Softmax and cross-entropy (B&J (8.10)) as one step, for the sixteen images of a gang:
///
///     loss = -sum over k of q(k) log p(k),   gradient(k) = weight * (p(k) - q(k))
///
/// where q(k) is 1 for the label and 0 for the others, or, with label smoothing s (Szegedy et al.,
/// 2016), 1 - s + s / classes and s / classes. `labels` has one class for each lane, below the
/// number of logits. `weight` scales the gradient of each lane: 1 / images in the batch for the
/// mean that (8.10) takes, 0 for an empty lane. Returns the loss of each lane, unweighted. Where a
/// logit is not finite, the loss is not either.
Lanes softmax_cross_entropy(std::span<const Lanes> logits,
                            std::span<const std::uint16_t, kLanes> labels, const Lanes& weight,
                            std::span<Lanes> logits_gradient, float smoothing = 0.0f);

}  // namespace inkling
