// With b = 1 / T, the logits z of an image and its smoothed label q, the loss is
//
//     L(b) = log sum over k of exp(b z(k)) - b sum over k of q(k) z(k)
//
// Its derivative is the mean of z under p = softmax(b z), less that under q; its second derivative
// is the variance of z under p, which is never negative.

#include "model/training/calibration.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "model/evaluation/evaluation.h"
#include "model/lanes/elementary_functions.h"

namespace inkling {
namespace {

/// The derivatives of the loss with respect to the inverse temperature.
struct Derivatives {
  double first = 0.0;
  double second = 0.0;
};

/// A row of logits, less the largest of them.
std::vector<double> below_largest(const Outputs& logits, Eigen::Index row) {
  const auto largest = static_cast<double>(logits.row(row).maxCoeff());
  std::vector<double> result;
  for (Eigen::Index k = 0; k < logits.cols(); ++k) {
    result.push_back(static_cast<double>(logits(row, k)) - largest);
  }
  return result;
}

/// Adds the derivatives for an image to `sum`.
void add_image(std::span<const double> logits, std::size_t label, double smoothing,
               double inverse_temperature, Derivatives& sum) {
  constexpr double kSmallestExponent = -700.0;  // beyond it, a probability counts as 0
  double total = 0.0;
  double mean = 0.0;
  double square = 0.0;
  double logits_total = 0.0;
  for (const double logit : logits) {
    const double exponent = inverse_temperature * logit;
    const double power = exponent < kSmallestExponent ? 0.0 : exp(exponent);
    total += power;
    mean += power * logit;
    square += power * logit * logit;
    logits_total += logit;
  }
  mean /= total;
  const double of_target = (1.0 - smoothing) * logits[label] +
                           smoothing * logits_total / static_cast<double>(logits.size());
  sum.first += mean - of_target;
  sum.second += std::max(0.0, square / total - mean * mean);
}

}  // namespace

float fit_inverse_temperature(const Outputs& logits, std::span<const std::uint16_t> labels) {
  std::vector<std::vector<double>> rows;
  for (Eigen::Index row = 0; row < logits.rows(); ++row) {
    rows.push_back(below_largest(logits, row));
  }
  const double smoothing = 1.0 / (static_cast<double>(labels.size()) + 1.0);
  const auto derivatives_at = [&](double inverse_temperature) {
    Derivatives sum;
    for (std::size_t n = 0; n < rows.size(); ++n) {
      add_image(rows[n], labels[n], smoothing, inverse_temperature, sum);
    }
    return sum;
  };
  // Newton's method. The minimum is always between `low` and `high`; where a step would leave this
  // interval, the interval is halved, in the logarithm.
  constexpr int kMostSteps = 100;
  constexpr double kPrecision = 1e-9;
  double low = 1.0 / kMostTemperature;
  double high = kMostTemperature;
  double found = 1.0;
  for (int step = 0; step < kMostSteps; ++step) {
    const auto [first, second] = derivatives_at(found);
    if (first == 0.0) break;  // also if the logits of each image are all the same
    (first > 0.0 ? high : low) = found;
    const double next = found - first / second;
    const double before = found;
    found = next > low && next < high ? next : std::sqrt(low * high);
    if (std::abs(found - before) <= kPrecision * before) break;
  }
  return static_cast<float>(found);
}

std::optional<Calibration> calibrate(Network& network, const Dataset& data,
                                     std::span<const std::uint32_t> indices, int threads) {
  if (indices.size() < kFewestToCalibrate) return std::nullopt;
  std::vector<std::uint16_t> labels;
  for (const std::uint32_t index : indices) labels.push_back(data.labels[index]);
  const Outputs logits = predict_logits(network, data.images, indices, threads);
  const auto error_with = [&](float inverse_temperature) {
    return evaluate(softmax_of(logits, inverse_temperature), labels).calibration_error;
  };
  network.inverse_temperature = fit_inverse_temperature(logits, labels);
  return Calibration{.error_before = error_with(1.0f),
                     .error_after = error_with(network.inverse_temperature)};
}

}  // namespace inkling
