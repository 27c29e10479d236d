#pragma once

#include <cstdint>
#include <functional>
#include <numeric>
#include <span>
#include <vector>

#include "model/network/network.h"
#include "model/network/workspace.h"
#include "model/training/descent.h"
#include "model/training/regression_objective.h"
#include "model/training/sampling.h"

namespace inkling::book {

/// What `network` answers to a number.
inline float answer(const Network& network, float x) {
  Workspace workspace(network, false);
  workspace.input()[0] = x;
  network.forward(workspace);
  return workspace.logits()[0][0];
}

/// Takes `options.epochs` passes of descent over all samples, with steps of `options.sgd`'s
/// learning rate or those that Armijo's rule finds. Calls `after_pass` with the number of each
/// pass, from 1, and the mean loss of its batches, each before its step; and `after_step` with the
/// number of samples that all steps have taken.
inline void descend(
    Network& network, const RegressionData& data, const TrainingOptions& options,
    const std::function<void(int pass, double loss)>& after_pass,
    const std::function<void(std::int64_t samples)>& after_step = [](std::int64_t) {}) {
  const RegressionObjective objective(data);
  Descent descent(network, objective, options);
  std::vector<std::uint32_t> samples(data.count());
  std::iota(samples.begin(), samples.end(), 0u);
  std::vector<std::uint32_t> order(samples.size());
  const std::vector<std::uint16_t> one_class(samples.size());
  std::int64_t taken = 0;
  for (int pass = 1; pass <= options.epochs; ++pass) {
    draw_epoch(options.sampling, options.sampler, samples, one_class, options.seed,
               static_cast<std::uint32_t>(pass), order);
    ScoreSum sum;
    descent.run(static_cast<std::uint32_t>(pass), order,
                {.learning_rate = [&](std::int64_t) { return options.sgd.learning_rate; },
                 .after_step =
                     [&](std::int64_t, const ScoreSum& batch) {
                       sum += batch;
                       after_step(taken += options.batch_size);
                       return true;
                     }});
    after_pass(pass, sum.mean(static_cast<double>(data.count())).loss);
  }
}

}  // namespace inkling::book
