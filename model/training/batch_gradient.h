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
/// Its functions are called by all threads of an OpenMP team together, which divide the batch's
/// gangs among them. Each gang leaves its gradient, or the record from which a layer makes it, at a
/// place of its own; they are added in the order of the gangs. So nothing depends on which thread
/// does what, and the result has the same bits on any number of threads.
class BatchGradient {
 public:
  /// Keeps references to `network` and `objective`. There are never more threads than `threads`.
  BatchGradient(const Network& network, const Objective& objective, const TrainingOptions& options,
                int threads);

  /// Passes the batch through the network and back. Where `interrupted` turns true, asked before
  /// each gang, sets `gave_up` and leaves it at that.
  void backpropagate(const Batch& batch, const std::function<bool()>& interrupted,
                     std::atomic<bool>& gave_up);

  /// Passes it through the network only.
  void forward(const Batch& batch, const std::function<bool()>& interrupted,
               std::atomic<bool>& gave_up);

  /// The losses and hits of the samples in the last pass.
  ScoreSum score(const Batch& batch) const;

  /// Completes the gradient by the parameters of a slice (for statistics, the mean over the batch),
  /// once after each `backpropagate`. Different threads may do so for different slices.
  std::span<float> add_up(const Batch& batch, const ParameterSlice& slice);
  /// What `add_up` has returned.
  std::span<float> of(const ParameterSlice& slice) {
    return std::span(gradient_).subspan(slice.begin, slice.size);
  }

  const std::vector<ParameterSlice>& slices() const { return slices_; }

 private:
  /// What belongs to a thread.
  struct Worker {
    Workspace workspace;
    LaneVector scratch;       // for the objective
    std::vector<float> part;  // of a slice; empty where all gangs of a batch are passed at once
  };

  void pass_gang(const Batch& batch, std::size_t gang, bool back);
  /// Adds what `gangs` gangs have left, in their order, to a slice of the gradient, which the first
  /// ones begin.
  void add_gangs(const ParameterSlice& slice, std::size_t gangs, bool are_first);

  const Network& network_;
  const Objective& objective_;
  std::uint64_t seed_;
  double clip_errors_;
  std::vector<ParameterSlice> slices_;
  std::vector<float> gradient_;
  // What each gang leaves, for as many as are passed before their gradients are added.
  std::vector<std::unique_ptr<float[]>> gang_gradients_;
  LaneVector records_;
  std::vector<ScoreSum> scores_;  // of all gangs
  std::vector<Worker> workers_;
  Barrier barrier_;
};

}  // namespace inkling
