#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "model/augmentation.h"
#include "model/barrier.h"
#include "model/dataset.h"
#include "model/network.h"
#include "model/score.h"
#include "model/training_options.h"
#include "model/workspace.h"

namespace inkling {

/// What is asked and told while `Descent::run` takes its steps, which are numbered from 0.
struct StepControl {
  /// The learning rate of a step. Called by all threads at once; must not throw.
  std::function<double(std::int64_t step)> learning_rate;
  /// Called after each step, on the thread that called `run`, with the losses and hits of the batch
  /// before the step. The steps end when it returns false.
  std::function<bool(std::int64_t step, const ScoreSum& batch)> after_step;
  /// Asked by all threads, before each gang; must not throw. Once it is true, the step is given up
  /// as if it had not begun, and the steps end. So they end soon, however large a batch is.
  std::function<bool()> interrupted = [] { return false; };
};

/// Steps of stochastic gradient descent (B&J, (8.11)) on a network, with all the memory that they
/// need: a step allocates nothing.
///
/// The batch's gangs are divided among the threads, then the parameters are; neither changes a bit
/// of the result.
class Descent {
 public:
  /// Keeps references to `network`, whose parameters the steps change, and `data`. There are never
  /// more threads than a batch has gangs.
  Descent(Network& network, const Dataset& data, const TrainingOptions& options);

  /// Takes a step down the gradient of the mean loss of each batch of the images at `order`, batch
  /// after batch; the last one may be smaller. `epoch` is a part of the key of all that is drawn at
  /// random. What `after_step` throws ends the steps and is passed on. The threads stay together
  /// until the end, so that a step costs no start of threads.
  void run(std::uint32_t epoch, std::span<const std::uint32_t> order, const StepControl& control);

  /// The average of the parameters over the steps so far, where `average_decay` asks for one;
  /// empty otherwise. It follows the parameters by the share 1 - decay in each step, by a larger
  /// share in the first ones, so that it forgets where they began.
  std::span<float> average() { return average_; }
  std::span<const float> average() const { return average_; }
  /// What momentum keeps of the steps so far.
  std::span<const float> velocity() const { return velocity_; }

  /// Goes on where another descent was after `steps` steps; the parameters are the network's.
  void resume(std::int64_t steps, std::span<const float> velocity, std::span<const float> average);

 private:
  enum class Kind { kWeights, kBiases, kStatistics };

  /// A part of the parameters that one thread updates, all of one kind: weights of a layer's whole
  /// outputs, or biases or statistics of it.
  struct Slice {
    Kind kind;
    const Layer* layer;
    std::size_t begin_in_layer;
    std::size_t begin;  // in all parameters
    std::size_t size;
    std::size_t record_begin;  // of the layer, in a gang's record
  };
  /// What belongs to a thread.
  struct Worker {
    Workspace workspace;
    LaneVector scratch;  // for the augmentation
  };

  static std::vector<Slice> slice_parameters(const Network& network);
  void backpropagate(std::size_t gang, std::span<const std::uint32_t> members,
                     std::size_t batch_size, std::uint32_t epoch);
  std::span<const float> batch_gradient(const Slice& slice, std::size_t gangs);
  float clip_scale() const;
  void take_step(std::uint32_t epoch, std::span<const std::uint32_t> batch, double learning_rate,
                 const std::function<bool()>& interrupted, int team);
  void update(const Slice& slice, std::span<const float> gradient, const SgdStep& for_weights,
              std::size_t gangs);
  ScoreSum batch_score(std::size_t images) const;

  Network& network_;
  const Dataset& data_;
  TrainingOptions options_;
  std::size_t batch_size_;
  Augmentation augmentation_;
  int threads_;
  std::vector<Slice> slices_;
  std::vector<float> velocity_;
  std::vector<float> gradient_;
  std::vector<float> average_;
  std::int64_t steps_ = 0;
  std::vector<double> slice_squares_;
  // What each gang of a batch leaves for the second half of the step.
  std::vector<std::unique_ptr<float[]>> gang_gradients_;
  LaneVector records_;
  std::vector<ScoreSum> scores_;
  std::vector<Worker> workers_;
  Barrier barrier_;
  std::atomic<bool> gave_up_ = false;  // a gang of the step, so that it must not be taken
};

}  // namespace inkling
