// With b = 1 / T, the logits z of an image and its label y, the cross-entropy is
//
//     L(b) = log sum over k of exp(b z(k)) - b z(y)
//
// Its derivative is the mean of z under p = softmax(b z), less z(y); its second derivative is the
// variance of z under p, which is never negative.

#include "model/training/calibration.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "model/evaluation/evaluation.h"
#include "model/lanes/elementary_functions.h"

namespace inkling {
namespace {

/// The factor of the penalty b - log b. Near 1, this is -log of the density of a normal
/// distribution of log T with the deviation 1 / 2: most networks have temperatures between 0.4
/// and 2.7.
constexpr double kPenalty = 4.0;

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
void add_image(std::span<const double> logits, std::size_t label, double inverse_temperature,
               Derivatives& sum) {
  constexpr double kSmallestExponent = -700.0;  // beyond it, a probability counts as 0
  double total = 0.0;
  double mean = 0.0;
  double square = 0.0;
  for (const double logit : logits) {
    const double exponent = inverse_temperature * logit;
    const double power = exponent < kSmallestExponent ? 0.0 : exp(exponent);
    total += power;
    mean += power * logit;
    square += power * logit * logit;
  }
  mean /= total;
  sum.first += mean - logits[label];
  sum.second += std::max(0.0, square / total - mean * mean);
}

}  // namespace

float fit_inverse_temperature(const Outputs& logits, std::span<const std::uint16_t> labels) {
  std::vector<std::vector<double>> rows;
  for (Eigen::Index row = 0; row < logits.rows(); ++row) {
    rows.push_back(below_largest(logits, row));
  }
  const auto derivatives_at = [&](double inverse_temperature) {
    Derivatives sum{.first = kPenalty * (1.0 - 1.0 / inverse_temperature),
                    .second = kPenalty / (inverse_temperature * inverse_temperature)};
    for (std::size_t n = 0; n < rows.size(); ++n) {
      add_image(rows[n], labels[n], inverse_temperature, sum);
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
    (first > 0.0 ? high : low) = found;
    const double next = found - first / second;
    const double before = found;
    found = next >= low && next <= high ? next : std::sqrt(low * high);
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
