#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/layers/score.h"
#include "model/training/training_options.h"

namespace inkling {

/// Everything that the steps of a training so far leave to the rest of it: a training that goes on
/// from here takes the same steps, to the last bit, as one that never stopped, on any number of
/// threads. What is random needs no place in it, because it depends on nothing but seed, epoch and
/// image.
struct TrainingState {
  int epoch = 1;          ///< From 1; one more than there are epochs where all are done.
  std::int64_t step = 0;  ///< Steps done in this epoch; after all of them it is still to be judged.
  double seconds = 0.0;   ///< Since the training began, without what passed between its parts.
  double epoch_seconds = 0.0;  ///< Since this epoch began.
  double step_length = 0.0;    ///< Of the last step, as it is reported.
  ScoreSum epoch_score;        ///< Over the images of this epoch so far.
  ScoreSum first_half_score;   ///< Over those of the first half of its steps, once that is done.

  std::vector<float> parameters;
  std::vector<float> velocity;  ///< As many as parameters, as all below.
  std::vector<float> average;   ///< Empty unless parameters are averaged.

  int best_epoch = 0;                  ///< The last one, without validation; 0 where there is none.
  std::optional<Score> best;           ///< Its validation.
  std::vector<float> best_parameters;  ///< Empty unless there is a validated epoch.
};

/// Throws std::invalid_argument where a training with `options`, whose epochs have so many steps
/// and whose network so many parameters, cannot have been in this state.
void check(const TrainingState& state, const TrainingOptions& options, std::int64_t steps_per_epoch,
           std::size_t parameters);

}  // namespace inkling
