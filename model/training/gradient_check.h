#pragma once

#include <cstddef>
#include <vector>

#include "model/dataset.h"
#include "model/network/network.h"
#include "model/training/training_options.h"
#include "model/training/training_split.h"

namespace inkling {

/// What `check_gradients` has found out about one layer with learned parameters.
struct LayerCheck {
  std::size_t layer = 0;       ///< Index in the network.
  std::size_t parameters = 0;  ///< All that it learns.
  std::size_t checked = 0;     ///< How many of them were compared.
  double error = 0.0;          ///< The largest relative error.
  // The parameter with this error:
  std::size_t place = 0;         ///< Its index in the layer: the weights, then the biases.
  double backpropagation = 0.0;  ///< The derivative by it as training computes it.
  double difference = 0.0;       ///< The derivative by it as a central difference.
};

/// What `check_gradients` has found out about a network.
struct GradientCheck {
  double loss = 0.0;        ///< Mean loss of the batch as training computes it.
  double exact_loss = 0.0;  ///< The same in double, by the formulas.
  std::vector<LayerCheck> layers;

  /// |loss - exact_loss|, relative to the larger one.
  double loss_error() const;
};

/// Above it a relative error is no rounding. Measured on MNIST, over networks, seeds and batch
/// sizes, the largest errors are 1e-4 without batch normalisation, 5e-4 with it (the gradient by a
/// bias before it is 0, but for rounding) and 1e-3 to 0.2 where it has two images only, whose
/// gradients cancel out but for rounding.
inline constexpr double kLargestGradientError = 0.01;

/// Compares the gradient of the loss that backpropagation (B&J, 9.5) leaves for the first step of a
/// training with central differences, parameter by parameter:
///
///     difference = (loss(parameter + h) - loss(parameter - h)) / (2 h)
///
/// The loss is that of training: the mean over the first batch, on its varied images, with batch
/// normalisation by the gang, what dropout drops in this step, label smoothing and class weights.
/// Weight decay and clipping are left out, which act on the finished gradient. The differences are
/// those of a forward pass in double, written a second time (`exact_forward`), because in float the
/// rounding of the loss would drown them. At a corner (a ReLU at 0, the margin of the hinge) they
/// are those of the side on which the network itself stands; otherwise rounding would be taken for
/// errors of up to 0.6.
///
/// The relative error of a derivative is
///
///     |backpropagation - difference| / max(|backpropagation|, |difference|, 1 % of the largest)
///
/// with the largest derivative of the layer, so that the rounding of a derivative near 0 counts for
/// little. What is not a number is an infinite error.
///
/// Small layers are checked whole, of others a sample that `options.seed` draws: as many as about a
/// second allows, at least 32 (fewer with batches above 1,024 images), biases among them. The
/// result does not depend on the threads. `network`, normalised and initialised, is used for the
/// step and then has its parameters again.
GradientCheck check_gradients(Network& network, const Dataset& data, const TrainingSplit& split,
                              const TrainingOptions& options);

}  // namespace inkling
