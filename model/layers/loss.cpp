#include "model/layers/loss.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "model/lanes/elementary_functions.h"

namespace inkling {

void softmax(std::span<const Lanes> logits, std::span<Lanes> probabilities,
             float inverse_temperature) {
  assert(logits.size() == probabilities.size() && !logits.empty());
  Lanes largest = logits[0];
  for (const Lanes& logit : logits) largest = max(largest, logit);
  // Rounded before the subtraction, as in another program that multiplies and then has a softmax.
  largest *= inverse_temperature;
  Lanes total = 0.0f;
  for (std::size_t k = 0; k < logits.size(); ++k) {
    probabilities[k] = exp(inverse_temperature * logits[k] - largest);
    total += probabilities[k];
  }
  for (Lanes& probability : probabilities) probability /= total;
}

namespace {

/// 0, or not a number if a logit is not finite: a softmax turns -infinity into a harmless 0.
Lanes alarm(std::span<const Lanes> logits) {
  Lanes alarm = 0.0f;
  for (const Lanes& logit : logits) alarm += logit - logit;
  return alarm;
}

Lanes cross_entropy(std::span<const Lanes> logits, const GangTargets& targets, const Lanes& weight,
                    std::span<Lanes> gradient) {
  // With m the largest logit and t = sum exp(logit - m): -log p(k) = log t + m - logit(k).
  Lanes largest = logits[0];
  for (const Lanes& logit : logits) largest = max(largest, logit);
  Lanes total = 0.0f;
  Lanes logits_total = 0.0f;
  for (std::size_t k = 0; k < logits.size(); ++k) {
    gradient[k] = exp(logits[k] - largest);
    total += gradient[k];
    logits_total += logits[k];
  }
  const float of_each_class = targets.smoothing / static_cast<float>(logits.size());
  const float of_label = 1.0f - targets.smoothing;
  const Lanes scale = weight / total;
  for (Lanes& derivative : gradient) derivative = derivative * scale - weight * of_each_class;

  Lanes loss = log(total) + largest + alarm(logits) - of_each_class * logits_total;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const std::size_t label = targets.labels[lane];
    assert(label < logits.size());
    loss[lane] -= of_label * logits[label][lane];
    gradient[label][lane] -= of_label * weight[lane];
  }
  return loss;
}

/// `yes` in the lanes whose label is k, `no` in the others.
Lanes where_label_is(std::size_t k, const GangTargets& targets, float yes, float no) {
  const Lanes labels([&](std::size_t lane) { return static_cast<float>(targets.labels[lane]); });
  return select(labels == static_cast<float>(k), yes, no);
}

Lanes mean_square(std::span<const Lanes> logits, const GangTargets& targets, const Lanes& weight,
                  std::span<Lanes> gradient) {
  // With the errors e = p - q, the derivative with respect to logit k is 2 p(k) (e(k) - sum over j
  // of p(j) e(j)).
  const float of_others = targets.smoothing / static_cast<float>(logits.size());
  const auto target = [&](std::size_t k) {
    return where_label_is(k, targets, 1.0f - targets.smoothing + of_others, of_others);
  };
  softmax(logits, gradient);
  Lanes loss = alarm(logits);
  Lanes mean_error = 0.0f;
  for (std::size_t k = 0; k < logits.size(); ++k) {
    const Lanes error = gradient[k] - target(k);
    loss = multiply_add(error, error, loss);
    mean_error = multiply_add(gradient[k], error, mean_error);
  }
  for (std::size_t k = 0; k < logits.size(); ++k) {
    const Lanes error = gradient[k] - target(k);
    gradient[k] *= 2.0f * weight * (error - mean_error);
  }
  return loss;
}

Lanes hinge(std::span<const Lanes> logits, const GangTargets& targets, const Lanes& weight,
            std::span<Lanes> gradient) {
  Lanes loss = alarm(logits);
  for (std::size_t k = 0; k < logits.size(); ++k) {
    const Lanes side = where_label_is(k, targets, 1.0f, -1.0f);
    const Lanes missing = 1.0f - side * logits[k];
    loss += max(0.0f, missing);
    gradient[k] = select(missing > 0.0f, -side * weight, 0.0f);
  }
  return loss;
}

/// log(sum over k of exp(logit(k))), or not a number if a logit is not finite.
double log_of_exponentials(std::span<const double> logits) {
  const double largest = std::ranges::max(logits);
  double total = 0.0;
  double alarm = 0.0;
  for (const double logit : logits) {
    total += std::exp(logit - largest);
    alarm += logit - logit;
  }
  return std::log(total) + largest + alarm;
}

}  // namespace

Lanes classification_loss(LossFunction function, std::span<const Lanes> logits,
                          const GangTargets& targets, const Lanes& weight,
                          std::span<Lanes> logits_gradient) {
  assert(logits.size() == logits_gradient.size() && !logits.empty());
  switch (function) {
    case LossFunction::kCrossEntropy:
      return cross_entropy(logits, targets, weight, logits_gradient);
    case LossFunction::kMeanSquare:
      return mean_square(logits, targets, weight, logits_gradient);
    case LossFunction::kHinge:
      return hinge(logits, targets, weight, logits_gradient);
  }
  return 0.0f;
}

double classification_loss(LossFunction function, std::span<const double> logits, std::size_t label,
                           double smoothing, std::span<const double> beside) {
  assert(label < logits.size() && beside.size() == logits.size());
  const double log_total = log_of_exponentials(logits);
  double loss = 0.0;
  for (std::size_t k = 0; k < logits.size(); ++k) {
    const double is_label = k == label ? 1.0 : 0.0;
    const double target =
        (1.0 - smoothing) * is_label + smoothing / static_cast<double>(logits.size());
    const double log_probability = logits[k] - log_total;
    switch (function) {
      case LossFunction::kCrossEntropy:
        loss -= target * log_probability;
        break;
      case LossFunction::kMeanSquare:
        loss += std::pow(std::exp(log_probability) - target, 2);
        break;
      case LossFunction::kHinge:
        const double side = 2.0 * is_label - 1.0;
        if (1.0 - side * beside[k] > 0.0) loss += 1.0 - side * logits[k];
        break;
    }
  }
  return std::isfinite(log_total) ? loss : log_total;
}

}  // namespace inkling
