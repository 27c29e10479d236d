#include "model/loss.h"

#include <cassert>
#include <cmath>

namespace inkling {

void softmax(std::span<const Lanes> logits, std::span<Lanes> probabilities) {
  assert(logits.size() == probabilities.size() && !logits.empty());
  Lanes largest = logits[0];
  for (const Lanes& logit : logits) largest = max(largest, logit);
  Lanes total = 0.0f;
  for (std::size_t k = 0; k < logits.size(); ++k) {
    probabilities[k] = std::experimental::exp(logits[k] - largest);
    total += probabilities[k];
  }
  for (Lanes& probability : probabilities) probability /= total;
}

Lanes softmax_cross_entropy(std::span<const Lanes> logits,
                            std::span<const std::uint16_t, kLanes> labels, const Lanes& weight,
                            std::span<Lanes> logits_gradient, float smoothing) {
  assert(logits.size() == logits_gradient.size() && !logits.empty());
  // With m the largest logit and t = sum exp(logit - m): -log p(k) = log t + m - logit(k).
  Lanes largest = logits[0];
  for (const Lanes& logit : logits) largest = max(largest, logit);
  Lanes total = 0.0f;
  Lanes logits_total = 0.0f;
  Lanes alarm = 0.0f;  // the exponential turns -infinity into a harmless 0
  for (std::size_t k = 0; k < logits.size(); ++k) {
    logits_gradient[k] = std::experimental::exp(logits[k] - largest);
    total += logits_gradient[k];
    logits_total += logits[k];
    alarm += logits[k] - logits[k];  // 0, or not a number
  }
  const float of_each_class = smoothing / static_cast<float>(logits.size());
  const float of_label = 1.0f - smoothing;
  const Lanes scale = weight / total;
  for (Lanes& gradient : logits_gradient) gradient = gradient * scale - weight * of_each_class;

  Lanes loss = std::experimental::log(total) + largest + alarm - of_each_class * logits_total;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const std::size_t label = labels[lane];
    assert(label < logits.size());
    loss[lane] -= of_label * logits[label][lane];
    logits_gradient[label][lane] -= of_label * weight[lane];
  }
  return loss;
}

}  // namespace inkling
