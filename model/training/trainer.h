#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/dataset.h"
#include "model/network/network.h"
#include "model/training/classification_objective.h"
#include "model/training/descent.h"
#include "model/training/training_options.h"
#include "model/training/training_report.h"
#include "model/training/training_split.h"
#include "model/training/training_state.h"

namespace inkling {

/// The training failed: a loss or parameter is no longer a finite number, or the network has
/// learned nothing.
class TrainingFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Why a training run ended.
enum class TrainingEnd {
  kAllEpochs,
  kPatience,   ///< No new best epoch in `TrainingOptions::patience` epochs.
  kTimeLimit,  ///< `TrainingOptions::most_minutes` are over.
  kObserver,
};

/// Trains a network on the training images of a split, by stochastic gradient descent over batches
/// in a new random order each epoch (B&J, 8.4). An epoch uses as many images as there are, each
/// once unless `TrainingOptions::sampling` or `sampler` say otherwise. Its last batch may be
/// smaller.
///
/// The unit of work is a gang of sixteen images, and gradients are added in the order of the gangs,
/// so the result has the same bits on any number of threads. It does not depend on interruptions
/// either: if the observer ends `run`, another trainer with the `state` of this one takes the same
/// steps that this one would have taken.
class Trainer {
 public:
  /// Starts a training run, or continues from a `state`. Keeps references to everything but the
  /// options. `network` must be normalised, and also initialised unless there is a state. Throws
  /// std::invalid_argument if an option is invalid, or if images, network and state do not fit.
  Trainer(Network& network, const Dataset& data, const TrainingSplit& split,
          const TrainingOptions& options);
  Trainer(Network& network, const Dataset& data, const TrainingSplit& split,
          const TrainingOptions& options, TrainingState state);

  /// Trains until the last epoch, or until an option or the observer ends it. With `average_decay`,
  /// the network has its averaged parameters while the observer is told of an epoch. Throws
  /// TrainingFailed if a loss or parameter is no longer finite, or if loss and accuracy, after a
  /// fifth of the steps, are no better than `score_without_learning`. Also passes on what the
  /// observer throws. After an exception, the trainer cannot be used any more.
  TrainingEnd run(const TrainingObserver& observer);

  /// What a trainer needs to continue from here. The observer may call it after a step; otherwise
  /// call it only while `run` is not running. Throws TrainingFailed if a parameter is not finite.
  TrainingState state() const;

  /// How many epochs are done, including the fraction of the current one.
  double epochs_done() const;

  /// The validation score of the best epoch so far; empty without a validated epoch.
  const std::optional<Score>& best() const { return state_.best; }

  /// Call this last. It gives the network the parameters of the epoch with the best validation
  /// accuracy (of equal ones, the one with the lowest loss), or the last parameters if no epoch was
  /// validated; with `average_decay`, their average. Returns that epoch. If none was validated, it
  /// is the last one, or 0 if the training ended within an epoch.
  int finish();

 private:
  double learning_rate(std::int64_t step) const;
  StepReport step_report() const;
  std::optional<TrainingEnd> end_before_epoch() const;
  std::optional<TrainingEnd> run_steps(const TrainingObserver& observer);
  EpochReport judge(double seconds_of_steps);
  void check_that_it_learns() const;
  std::string advice_to_learn() const;
  void check_parameters() const;
  [[noreturn]] void fail_as_diverged(const std::string& what) const;
  void exchange_average();
  double images_in(std::int64_t steps) const;

  using Clock = std::chrono::steady_clock;

  Network& network_;
  const Dataset& data_;
  const TrainingSplit& split_;
  TrainingOptions options_;
  std::int64_t steps_per_epoch_;
  std::optional<Score> without_learning_;
  ClassificationObjective objective_;
  Descent descent_;
  std::vector<std::uint32_t> order_;  // the training images in the order of this epoch
  // Up to date except for the times, and for what the network and the descent hold.
  TrainingState state_;
  Clock::time_point start_;        // of the training, as if it had never been interrupted
  Clock::time_point epoch_start_;  // of this epoch, likewise
};

/// How a training run ended.
struct TrainingResult {
  TrainingEnd end = TrainingEnd::kAllEpochs;
  int best_epoch = 0;  ///< The result of `Trainer::finish`.
};

/// Trains a network from beginning to end by calling the functions of `Trainer`.
TrainingResult train(Network& network, const Dataset& data, const TrainingSplit& split,
                     const TrainingOptions& options, const TrainingObserver& observer = {});

}  // namespace inkling
