#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/dataset.h"
#include "model/network.h"
#include "model/sgd.h"
#include "model/workspace.h"

namespace inkling {

/// The sums over the images of a batch.
struct BatchScore {
  double loss = 0.0;
  std::int64_t correct = 0;

  void operator+=(const BatchScore& other) {
    loss += other.loss;
    correct += other.correct;
  }
};

/// Steps of stochastic gradient descent (B&J, (8.11)) on a network, with all the memory that they
/// need: a step allocates nothing.
///
/// The batch's gangs are divided among the threads, then the parameters are; neither changes a bit
/// of the result. One thread at a time calls `step`.
class Descent {
 public:
  /// Keeps references to `network`, whose parameters the steps change, and `data`. Batches have at
  /// most `batch_size` images; `threads` 0 is all cores.
  Descent(Network& network, const Dataset& data, const SgdOptions& options, std::size_t batch_size,
          int threads);

  /// Takes one step down the gradient of the mean loss over the images at `batch`. Returns their
  /// losses and hits before the step.
  BatchScore step(std::span<const std::uint32_t> batch, double learning_rate);

 private:
  /// A part of the parameters that one thread updates: weights of a layer's whole outputs, or
  /// biases of it.
  struct Slice {
    const Layer* layer;
    std::size_t begin_in_layer;
    std::size_t begin;  // in all parameters
    std::size_t size;
    std::size_t record_begin;  // of the layer, in a gang's record

    bool decays() const { return begin_in_layer < layer->weight_count(); }
  };

  static std::vector<Slice> slice_parameters(const Network& network);
  void backpropagate(std::size_t gang, std::span<const std::uint32_t> members,
                     std::size_t batch_size);
  std::span<const float> batch_gradient(const Slice& slice, std::size_t gangs);
  float clip_scale(std::size_t gangs);

  Network& network_;
  const Dataset& data_;
  SgdOptions options_;
  int threads_;
  std::vector<Slice> slices_;
  std::vector<float> velocity_;
  std::vector<float> gradient_;
  std::vector<double> slice_squares_;
  // What each gang of a batch leaves for the second half of the step.
  std::vector<std::unique_ptr<float[]>> gang_gradients_;
  LaneVector records_;
  std::vector<BatchScore> scores_;
  std::vector<Workspace> workspaces_;  // one for each thread
};

}  // namespace inkling
