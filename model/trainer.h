#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include "model/dataset.h"
#include "model/network.h"
#include "model/training_options.h"

namespace inkling {

/// Which images train the network and which ones judge it.
struct TrainingSplit {
  std::vector<std::uint32_t> training;
  std::vector<std::uint32_t> validation;
};

/// Holds `validation` of the images 0 .. `count` - 1 out of training, drawn at random by `seed`;
/// both parts are in ascending order. Throws std::invalid_argument unless an image is left to
/// train.
TrainingSplit split_off_validation(std::size_t count, std::size_t validation, std::uint64_t seed);

/// The mean over the images of an epoch.
struct Score {
  /// Mean cross-entropy, B&J (8.10); in training with its label smoothing, on the varied images.
  double loss = 0.0;
  double accuracy = 0.0;  ///< In [0, 1].
};

/// What `train` tells after each step.
struct StepReport {
  int epoch = 1;          ///< From 1.
  std::int64_t step = 0;  ///< Steps done in this epoch.
  std::int64_t steps_per_epoch = 0;
  double learning_rate = 0.0;
  Score training;  ///< Over the images of this epoch so far, each as it was when its turn came.
};

/// What `train` tells after each epoch.
struct EpochReport {
  int epoch = 1;               ///< From 1.
  double seconds = 0.0;        ///< Since the training began.
  double learning_rate = 0.0;  ///< Of the last step.
  Score training;              ///< Over the epoch, each image as it was when its turn came.
  std::optional<Score> validation;
  double images_per_second = 0.0;  ///< Training images, without the validation's time.
  /// Whether this epoch's parameters are the best so far; always, without validation images.
  bool best = false;
};

/// Whoever watches a training. Both functions run on the thread that called `train`; the
/// training goes on while they return true and ends after the current step otherwise.
struct TrainingObserver {
  std::function<bool(const StepReport&)> after_step = [](const StepReport&) { return true; };
  std::function<bool(const EpochReport&)> after_epoch = [](const EpochReport&) { return true; };
};

/// The training went wrong: a loss or parameter is not a finite number any more, or the network has
/// learned nothing.
class TrainingFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Why a training ended.
enum class TrainingEnd {
  kAllEpochs,
  kPatience,   ///< No epoch was the best for as many epochs as `TrainingOptions::patience`.
  kTimeLimit,  ///< `TrainingOptions::most_minutes` were over.
  kObserver,
};

/// How a training ended.
struct TrainingResult {
  TrainingEnd end = TrainingEnd::kAllEpochs;
  /// The epoch whose parameters the network has now; 0 where it was ended inside an epoch without a
  /// better one to return to.
  int best_epoch = 0;
};

/// Trains `network` on the training images of `split`: stochastic gradient descent over batches
/// drawn without replacement, in a new order each epoch (B&J, 8.4). An epoch uses every image once;
/// its last batch may be smaller.
///
/// Afterwards the network has the parameters of the epoch with the best validation accuracy (among
/// equals, the lowest loss); without validation images, or where it was ended before the first
/// validation, the last ones. With `average_decay`, parameters are their average, also those that
/// `network` has while the observer is told of an epoch. `network` must be initialised and
/// normalised already.
///
/// Gangs of sixteen images are the unit of work and their gradients are added in their order, so
/// that the result has the same bits on any number of threads.
/// Throws TrainingFailed where loss or parameters are not finite any more, and where loss and
/// accuracy, after the warm-up of a fifth of the steps, are still no better than those of a network
/// that has learned nothing but how frequent the classes are (a loss of ln(classes) where they are
/// equally frequent); std::invalid_argument on senseless options or where images and network do not
/// fit.
TrainingResult train(Network& network, const Dataset& data, const TrainingSplit& split,
                     const TrainingOptions& options, const TrainingObserver& observer = {});

}  // namespace inkling
