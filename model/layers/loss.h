#pragma once

#include <cstdint>
#include <span>

#include "model/lanes/lanes.h"

namespace inkling {

/// The softmax of B&J (4.11) in each lane: exp(logit(k)) / sum over j of exp(logit(j)), computed
/// from the differences to the largest logit, so that nothing overflows. The logits are first
/// multiplied by `inverse_temperature`, which must be above 0. `probabilities` may be `logits`.
void softmax(std::span<const Lanes> logits, std::span<Lanes> probabilities,
             float inverse_temperature = 1.0f);

/// The loss of a classifier's output. With label smoothing s (Szegedy et al., 2016), the target
/// q(k) is 1 - s + s / classes for the label and s / classes for the other classes; p is the
/// softmax of the logits.
enum class LossFunction {
  kCrossEntropy,  ///< -sum over k of q(k) log p(k): B&J (8.10).
  /// Sum over k of (p(k) - q(k))^2: B&J (8.9), with the softmax as the network's last step.
  kMeanSquare,
  /// Sum over k of max(0, 1 - t(k) logit(k)), where t(k) is 1 for the label and -1 for the others:
  /// one support vector machine for each class against the rest (B&J, chapter 7). No smoothing.
  kHinge,
};

/// The targets of a gang: one class for each lane, below the number of logits.
struct GangTargets {
  std::span<const std::uint16_t, kLanes> labels;
  float smoothing = 0.0f;
};

/// Returns the loss of each lane, without its weight. Writes the derivative with respect to the
/// logits times `weight`: 1 / images in the batch for the mean of (8.9) and (8.10), 0 for an empty
/// lane. If a logit is not finite, the loss is not finite.
Lanes classification_loss(LossFunction function, std::span<const Lanes> logits,
                          const GangTargets& targets, const Lanes& weight,
                          std::span<Lanes> logits_gradient);

/// The same loss for one image, in double precision. A term of the hinge loss counts if it is
/// positive for the logits `beside`: the logits themselves, or logits nearby, so that both sides of
/// a difference are on the same side of the corner.
double classification_loss(LossFunction function, std::span<const double> logits, std::size_t label,
                           double smoothing, std::span<const double> beside);
inline double classification_loss(LossFunction function, std::span<const double> logits,
                                  std::size_t label, double smoothing = 0.0) {
  return classification_loss(function, logits, label, smoothing, logits);
}

/// The loss of an output whose target is a real number, (output - target)^2, summed over outputs
/// (its mean is B&J (8.9); texts that define half of it have half the gradient). `weight` and
/// gradient are as above.
inline Lanes squared_error(const Lanes& output, const Lanes& target, const Lanes& weight,
                           Lanes& gradient) {
  const Lanes error = output - target;
  gradient = 2.0f * weight * error;
  return error * error;
}

}  // namespace inkling
