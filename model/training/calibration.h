#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "model/dataset.h"
#include "model/evaluation/prediction.h"
#include "model/network/network.h"

namespace inkling {

/// With fewer images than these, a network is not calibrated: only a few of them would be
/// misclassified or doubtful, and these alone decide about the temperature.
inline constexpr std::size_t kFewestToCalibrate = 100;

/// The temperature T lies between 1 / kMostTemperature and kMostTemperature.
inline constexpr double kMostTemperature = 20.0;

/// Returns 1 / T for the temperature T whose probabilities softmax(logits / T) fit the labels best
/// (Guo et al., On Calibration of Modern Neural Networks, 2017): the one with the smallest sum of
/// cross-entropies, B&J (8.10), over the images. With b = 1 / T, the penalty 4 (b - log b) is
/// added, which is smallest at 1: T stays above 0 if all images are right, and near 1 if there are
/// few images or the logits say little. The sum is convex in b.
///
/// `logits` has a row for each label; both must be finite and not empty. The same bits on any
/// processor.
float fit_inverse_temperature(const Outputs& logits, std::span<const std::uint16_t> labels);

/// What a calibration has changed. Both errors are those of `Evaluation::calibration_error`, on the
/// images to which the temperature was fitted.
struct Calibration {
  double error_before = 0.0;  ///< With the temperature 1.
  double error_after = 0.0;
};

/// Fits the temperature of `network` to the images at `indices`, which should not have been used in
/// training, and sets it. The order of the logits, and so the prediction, stays the same. Returns
/// nothing, and leaves the network as it is, if there are fewer images than `kFewestToCalibrate`.
/// The result does not depend on the number of `threads`; 0 is all cores.
std::optional<Calibration> calibrate(Network& network, const Dataset& data,
                                     std::span<const std::uint32_t> indices, int threads);

}  // namespace inkling
