#pragma once

#include <cstddef>
#include <vector>

#include "model/dataset.h"
#include "model/network/network.h"
#include "model/training/training_options.h"
#include "model/training/training_split.h"

namespace inkling {

/// The result of `check_gradients` for one layer with learned parameters.
struct LayerCheck {
  std::size_t layer = 0;       ///< Index in the network.
  std::size_t parameters = 0;  ///< How many the layer learns.
  std::size_t checked = 0;     ///< How many were compared.
  double error = 0.0;          ///< The largest relative error.
  // The parameter with this error:
  std::size_t place = 0;         ///< Its index in the layer: the weights, then the biases.
  double backpropagation = 0.0;  ///< Its derivative as training computes it.
  double difference = 0.0;       ///< Its derivative as a central difference.
};

/// The result of `check_gradients` for a network.
struct GradientCheck {
  double loss = 0.0;        ///< Mean loss of the batch as training computes it.
  double exact_loss = 0.0;  ///< The same in double precision, by the formulas.
  std::vector<LayerCheck> layers;

  /// |loss - exact_loss|, relative to the larger one.
  double loss_error() const;
};

/// A relative error above this is more than rounding. Measured on MNIST over networks, seeds and
/// batch sizes, the largest errors are 1e-4 without batch normalisation and 5e-4 with it (the
/// gradient of a bias before it is 0 except for rounding). With batches of two images they are 1e-3
/// to 0.2, because the two gradients cancel except for rounding.
inline constexpr double kLargestGradientError = 0.01;

/// Compares the gradient that backpropagation (B&J, 9.5) computes for the first step of a training
/// run with central differences, parameter by parameter:
///
///     difference = (loss(parameter + h) - loss(parameter - h)) / (2 h)
///
/// The loss is that of training: the mean over the first batch, on its augmented images, with batch
/// normalisation by gang, the values that dropout drops in this step, label smoothing and class
/// weights. Weight decay and clipping are left out, because they act on the finished gradient. The
/// differences come from a second forward pass in double precision (`exact_forward`): in float, the
/// rounding of the loss would be larger than they are. At a corner (a ReLU at 0, the margin of the
/// hinge) they are taken on the network's own side; otherwise rounding would look like errors of up
/// to 0.6.
///
/// The relative error of a derivative is
///
///     |backpropagation - difference| / max(|backpropagation|, |difference|, 1 % of the largest)
///
/// where "largest" is the largest derivative of the layer, so that the rounding of derivatives near
/// 0 counts little. A value that is not a number is an infinite error.
///
/// All parameters of small layers are checked. Of others it checks a random sample, drawn with
/// `options.seed`: as many as about a second allows, at least 32 (fewer with batches above 1,024
/// images), some of them biases. The result does not depend on the number of threads. `network`
/// must be normalised and initialised; its parameters are the same afterwards.
GradientCheck check_gradients(Network& network, const Dataset& data, const TrainingSplit& split,
                              const TrainingOptions& options);

}  // namespace inkling
