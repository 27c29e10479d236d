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

/// Trains a network on the training images of a split: stochastic gradient descent over batches
/// drawn in a new order each epoch (B&J, 8.4). An epoch uses as many images as there are, each one
/// once unless `TrainingOptions::sampling` or `sampler` say otherwise; its last batch may be
/// smaller.
///
/// Gangs of sixteen images are the unit of work and their gradients are added in their order, so
/// that the result has the same bits on any number of threads. Nor does it depend on stops: where
/// the observer has ended `run`, another trainer with the `state` of this one takes the steps that
/// this one would have taken.
class Trainer {
 public:
  /// Begins a training, or goes on from a `state`. Keeps references to all but the options;
  /// `network` must be normalised already, and initialised unless there is a state.
  /// Throws std::invalid_argument on senseless options and where images, network and state do not
  /// fit.
  Trainer(Network& network, const Dataset& data, const TrainingSplit& split,
          const TrainingOptions& options);
  Trainer(Network& network, const Dataset& data, const TrainingSplit& split,
          const TrainingOptions& options, TrainingState state);

  /// Takes steps until something ends them. With `average_decay`, the network has the average of
  /// its parameters while the observer is told of an epoch.
  /// Throws TrainingFailed where loss or parameters are not finite any more, and where loss and
  /// accuracy, after the warm-up of a fifth of the steps, are no better than
  /// `score_without_learning`; and whatever the observer throws. Then the trainer is of no use.
  TrainingEnd run(const TrainingObserver& observer);

  /// What a trainer needs to go on from here. Whoever watches may ask for it after a step, and
  /// anybody while the training does not run. Throws TrainingFailed where a parameter is not
  /// finite: nobody should go on from there.
  TrainingState state() const;

  /// How many epochs are done, with the part of the one that is under way.
  double epochs_done() const;

  /// The validation of the best epoch so far; nothing without a validated one.
  const std::optional<Score>& best() const { return state_.best; }

  /// To be called last: gives the network the parameters of the epoch with the best validation
  /// accuracy (among equals, the lowest loss); without a validated epoch, the last ones; with
  /// `average_decay`, their average. Returns the epoch whose parameters these are; 0 where the
  /// training was ended inside it.
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
  std::vector<std::uint32_t> order_;  // the training images, as this epoch takes them
  // Up to date but for the times, and the parameters, velocity and average that others have.
  TrainingState state_;
  Clock::time_point start_;        // of the training, as if it had never been stopped
  Clock::time_point epoch_start_;  // of this epoch, likewise
};

/// How a training ended.
struct TrainingResult {
  TrainingEnd end = TrainingEnd::kAllEpochs;
  int best_epoch = 0;  ///< As `Trainer::finish` returns it.
};

/// A training from its beginning to its end: see `Trainer`, whose functions it calls.
TrainingResult train(Network& network, const Dataset& data, const TrainingSplit& split,
                     const TrainingOptions& options, const TrainingObserver& observer = {});

}  // namespace inkling
