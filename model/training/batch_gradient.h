#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "model/network/network.h"
#include "model/network/workspace.h"
#include "model/training/barrier.h"
#include "model/training/objective.h"
#include "model/training/parameter_slice.h"
#include "model/training/training_options.h"

namespace inkling {

/// The samples of a step.
struct Batch {
  std::span<const std::uint32_t> samples;
  std::uint32_t epoch = 0;
};

/// The gradient of the mean loss of a batch (B&J, (8.11)), by backpropagation (9.5).
///
/// All threads of an OpenMP team call its functions together and divide the batch's gangs among
/// them. Each gang has its own place for its gradient, or for the record from which a layer
/// computes the gradient; they are added in the order of the gangs. So the result does not depend
/// on which thread does what, and has the same bits on any number of threads.
class BatchGradient {
 public:
  /// Keeps references to `network` and `objective`. `threads` is the largest size of a team.
  BatchGradient(const Network& network, const Objective& objective, const TrainingOptions& options,
                int threads);

  /// Passes the batch forward and backward through the network. Calls `interrupted` before each
  /// gang; once it is true, sets `gave_up` and returns.
  void backpropagate(const Batch& batch, const std::function<bool()>& interrupted,
                     std::atomic<bool>& gave_up);

  /// The forward pass only.
  void forward(const Batch& batch, const std::function<bool()>& interrupted,
               std::atomic<bool>& gave_up);

  /// The losses and correct answers of the samples in the last pass.
  ScoreSum score(const Batch& batch) const;

  /// Completes the gradient of the parameters in a slice (for statistics, the mean over the batch).
  /// Call it once for each slice after `backpropagate`; different threads may do different slices.
  std::span<float> add_up(const Batch& batch, const ParameterSlice& slice);
  /// The result of `add_up`.
  std::span<float> of(const ParameterSlice& slice) {
    return std::span(gradient_).subspan(slice.begin, slice.size);
  }

  const std::vector<ParameterSlice>& slices() const { return slices_; }

 private:
  /// What belongs to a thread.
  struct Worker {
    Workspace workspace;
    LaneVector scratch;       // for the objective
    std::vector<float> part;  // of a slice; empty if all gangs of a batch are passed at once
  };

  void pass_gang(const Batch& batch, std::size_t gang, bool back);
  /// Adds the results of `gangs` gangs, in their order, to a slice of the gradient. The first gangs
  /// of a batch overwrite it.
  void add_gangs(const ParameterSlice& slice, std::size_t gangs, bool are_first);

  const Network& network_;
  const Objective& objective_;
  std::uint64_t seed_;
  double clip_errors_;
  std::vector<ParameterSlice> slices_;
  std::vector<float> gradient_;
  // The results of each gang, for as many as are passed before their gradients are added.
  std::vector<std::unique_ptr<float[]>> gang_gradients_;
  LaneVector records_;
  std::vector<ScoreSum> scores_;  // of all gangs
  std::vector<Worker> workers_;
  Barrier barrier_;
};

}  // namespace inkling
