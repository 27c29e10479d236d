#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/layers/score.h"
#include "model/training/training_options.h"

namespace inkling {

/// Everything that the rest of a training run needs from the steps so far: a run that continues
/// from here takes the same steps, to the last bit, as one that was never interrupted, on any
/// number of threads. Random numbers have no state, because they depend on seed, epoch and image
/// only.
struct TrainingState {
  int epoch = 1;               ///< From 1; after the last epoch, the number of epochs + 1.
  std::int64_t step = 0;       ///< Steps done in this epoch. If all are, it is not validated yet.
  double seconds = 0.0;        ///< Since the training began, without interruptions.
  double epoch_seconds = 0.0;  ///< Since this epoch began.
  double step_length = 0.0;    ///< The reported length of the last step.
  ScoreSum epoch_score;        ///< Over the images of this epoch so far.
  ScoreSum first_half_score;   ///< Over the first half of its steps, once they are done.

  std::vector<float> parameters;
  std::vector<float> velocity;  ///< As many as there are parameters; so are the vectors below.
  std::vector<float> average;   ///< Empty unless parameters are averaged.

  int best_epoch = 0;                  ///< Without validation, the last one; 0 if there is none.
  std::optional<Score> best;           ///< Its validation score.
  std::vector<float> best_parameters;  ///< Empty unless there is a validated epoch.
};

/// Throws std::invalid_argument if this cannot be the state of a training run with these `options`,
/// steps in an epoch and parameters of the network.
void check(const TrainingState& state, const TrainingOptions& options, std::int64_t steps_per_epoch,
           std::size_t parameters);

}  // namespace inkling
