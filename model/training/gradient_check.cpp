// The images pass gang by gang, and the differences of a gang are added to those of the previous
// gangs, so a batch of any size needs the memory of one gang only. The passes for a parameter begin
// at its layer, because the layers before it do not depend on it.

#include "model/training/gradient_check.h"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "model/evaluation/prediction.h"
#include "model/lanes/gang.h"
#include "model/lanes/random.h"
#include "model/layers/addition.h"
#include "model/network/buffer_plan.h"
#include "model/network/exact_forward.h"
#include "model/training/classification_objective.h"
#include "model/training/descent.h"
#include "model/training/sampling.h"

namespace inkling {
namespace {

constexpr std::uint32_t kFirstEpoch = 1;
/// The h of the central differences. From 1e-4 down to 1e-6 the errors are the same, namely those
/// of the float gradient. Above that range the function is not straight enough, below it rounding
/// is too large.
constexpr double kStep = 1e-5;

/// A parameter to check.
struct Probe {
  std::size_t layer;
  std::size_t place;  // in the layer
  double difference = 0.0;
};

/// What a thread needs to compute losses.
struct Worker {
  std::vector<double> parameters;  // those of the network, one of which is changed at a time
  std::vector<ExactVector> outputs;
};

std::vector<std::uint32_t> first_batch(const Dataset& data, const TrainingSplit& split,
                                       const TrainingOptions& options) {
  std::vector<std::uint32_t> order = split.training;
  draw_epoch(options.sampling, options.sampler, split.training, data.labels, options.seed,
             kFirstEpoch, order);
  if (options.batch_size > 0) {
    order.resize(std::min(order.size(), static_cast<std::size_t>(options.batch_size)));
  }
  return order;
}

/// One gang of the batch.
class GangPassage {
 public:
  GangPassage(const Network& network, const TrainingGang& gang, LaneVector input,
              const ClassificationObjective& objective, const BufferPlan& plan)
      : network_(network),
        connections_(network.connections()),
        gang_(gang),
        objective_(objective),
        plan_(plan) {
    seen_.push_back(std::move(input));
    exact_.push_back(exact(seen_.front()));
    const std::vector<double> parameters(network.parameters().begin(), network.parameters().end());
    for (std::size_t index = 0; index < network.layer_count(); ++index) {
      const Layer& layer = network.layer(index);
      seen_.emplace_back(layer.output_shape().size());
      exact_.emplace_back(layer.output_shape().size());
      layer.forward_in_training(network.layer_parameters(index),
                                seen_[connections_.input_of(index)], seen_[index + 1], told(index));
      if (const auto summand = connections_.summand_of(index)) {
        Addition::add(seen_[*summand], seen_[index + 1]);
      }
      pass(
          index, parameters, [this](std::size_t n) { return std::span(exact_[n]); },
          exact_[index + 1]);
    }
  }

  double loss() const { return mean_part(losses(exact_.back())); }

  /// This gang's part of the central difference of a parameter. The worker's parameters are the
  /// same afterwards.
  double difference(const Probe& probe, Worker& worker) const {
    double& parameter = worker.parameters[network_.parameter_offset(probe.layer) + probe.place];
    const double original = parameter;
    parameter = original + kStep;
    const ExactLanes above = losses_from(probe.layer, worker);
    parameter = original - kStep;
    const ExactLanes below = losses_from(probe.layer, worker);
    parameter = original;
    return mean_part(above - below) / (2.0 * kStep);
  }

 private:
  TrainingGang told(std::size_t index) const {
    TrainingGang gang = gang_;
    gang.layer = static_cast<std::uint32_t>(index);
    return gang;
  }

  /// `exact_activation(n)` are the values of activation n.
  void pass(std::size_t index, std::span<const double> parameters, const auto& exact_activation,
            std::span<ExactLanes> output) const {
    const Layer& layer = network_.layer(index);
    const std::size_t input = connections_.input_of(index);
    exact_forward(layer,
                  parameters.subspan(network_.parameter_offset(index), layer.parameter_count()),
                  exact_activation(input), seen_[input], told(index), output);
    if (const auto summand = connections_.summand_of(index)) {
      const std::span<const ExactLanes> values = exact_activation(*summand);
      for (std::size_t n = 0; n < output.size(); ++n) output[n] += values[n];
    }
  }

  ExactLanes losses_from(std::size_t first, Worker& worker) const {
    const auto computed = [&](std::size_t activation) {
      return std::span(worker.outputs[plan_.buffers[activation]])
          .first(network_.activation_shape(activation).size());
    };
    const auto activation = [&](std::size_t n) -> std::span<const ExactLanes> {
      return n <= first ? std::span(exact_[n]) : computed(n);
    };
    for (std::size_t index = first; index < network_.layer_count(); ++index) {
      pass(index, worker.parameters, activation, computed(index + 1));
    }
    return losses(computed(network_.layer_count()));
  }

  ExactLanes losses(std::span<const ExactLanes> logits) const {
    ExactLanes losses = ExactLanes::Zero();
    std::vector<double> column(logits.size());
    std::vector<double> seen(logits.size());
    for (std::size_t lane = 0; lane < gang_.images.size(); ++lane) {
      const auto place = static_cast<Eigen::Index>(lane);
      for (std::size_t k = 0; k < logits.size(); ++k) {
        column[k] = logits[k][place];
        seen[k] = static_cast<double>(float{seen_.back()[k][lane]});
      }
      losses[place] = objective_.exact_loss(gang_.images[lane], column, seen);
    }
    return losses;
  }

  /// What the images of the gang contribute to the mean over the batch.
  double mean_part(const ExactLanes& values) const {
    return values.sum() / static_cast<double>(gang_.batch_size);
  }

  const Network& network_;
  const Connections& connections_;
  TrainingGang gang_;
  const ClassificationObjective& objective_;
  const BufferPlan& plan_;  // of the outputs in a worker
  // All activations; the last one is the logits.
  std::vector<LaneVector> seen_;
  std::vector<ExactVector> exact_;
};

std::size_t learned_count(const Layer& layer) { return layer.weight_count() + layer.bias_count(); }

/// Adds `count` random places from `begin` to `end` - 1.
void draw_places(std::size_t begin, std::size_t end, std::size_t count, RandomStream& random,
                 std::set<std::size_t>& places) {
  const auto size = static_cast<std::uint32_t>(end - begin);
  for (const std::size_t wanted = places.size() + count; places.size() < wanted;) {
    places.insert(begin + random.below(size));
  }
}

/// The parameters to check, layer by layer.
std::vector<Probe> draw_probes(const Network& network, std::size_t batch_size, std::uint64_t seed) {
  // Multiplications for the differences of one layer: about a second.
  constexpr double kWork = 1e10;
  // With more images than usual, fewer parameters are checked, so that it never takes long.
  const std::size_t fewest =
      std::max<std::size_t>(2, 32 * 1024 / std::max<std::size_t>(1024, batch_size));
  std::vector<Probe> probes;
  double work = 0.0;  // multiplications of a difference, from each layer on
  for (std::size_t index = network.layer_count(); index-- > 0;) {
    const Layer& layer = network.layer(index);
    work += 2.0 * static_cast<double>(batch_size) *
            (static_cast<double>(layer.multiplications()) +
             static_cast<double>(layer.output_shape().size()));
    const auto affordable = static_cast<std::size_t>(kWork / work);
    const std::size_t count = std::min(learned_count(layer), std::max(fewest, affordable));
    if (count == 0) continue;
    // A quarter of a sample are biases, or more if there are too few weights.
    const std::size_t biases = std::min(
        layer.bias_count(), std::max(count / 4, count - std::min(count, layer.weight_count())));
    std::set<std::size_t> places;
    RandomStream random(seed, Purpose::kGradientCheck, static_cast<std::uint32_t>(index));
    draw_places(layer.weight_count(), learned_count(layer), biases, random, places);
    draw_places(0, layer.weight_count(), count - biases, random, places);
    for (const std::size_t place : places) probes.push_back({.layer = index, .place = place});
  }
  std::ranges::stable_sort(probes, {}, &Probe::layer);
  return probes;
}

double relative_error(double a, double b, double floor) {
  const double distance = std::abs(a - b);
  if (!std::isfinite(distance)) return std::numeric_limits<double>::infinity();
  return distance == 0.0 ? 0.0 : distance / std::max({std::abs(a), std::abs(b), floor});
}

/// Compares the gradient of a layer's parameters with the differences of some of them.
LayerCheck compare(const Layer& layer, std::span<const float> gradient,
                   std::span<const Probe> probes) {
  constexpr double kShareOfLargest = 0.01;
  double largest = 0.0;
  for (const float derivative : gradient) {
    largest = std::max(largest, std::abs(static_cast<double>(derivative)));
  }
  for (const Probe& probe : probes) largest = std::max(largest, std::abs(probe.difference));

  LayerCheck check{.layer = probes.front().layer,
                   .parameters = learned_count(layer),
                   .checked = probes.size(),
                   .error = -1.0};
  for (const Probe& probe : probes) {
    const auto derivative = static_cast<double>(gradient[probe.place]);
    const double error = relative_error(derivative, probe.difference, kShareOfLargest * largest);
    if (error <= check.error) continue;
    check.error = error;
    check.place = probe.place;
    check.backpropagation = derivative;
    check.difference = probe.difference;
  }
  return check;
}

/// The gradient that training computes for its first step; writes the loss to `loss`.
std::vector<float> backpropagate(Network& network, const Objective& objective,
                                 std::span<const std::uint32_t> batch, TrainingOptions options,
                                 double& loss) {
  // In the first step and without decay, the velocity is the gradient.
  options.sgd = {.momentum = 0.0, .nesterov = false, .weight_decay = 0.0, .clip = 0.0};
  options.average_decay = 0.0;
  options.batch_size = static_cast<int>(batch.size());
  const std::vector<float> parameters(network.parameters().begin(), network.parameters().end());
  Descent descent(network, objective, options);
  descent.run(kFirstEpoch, batch,
              {.learning_rate = [](std::int64_t) { return 0.0; },
               .after_step =
                   [&](std::int64_t, const ScoreSum& score) {
                     loss = score.mean(static_cast<double>(batch.size())).loss;
                     return false;
                   }});
  // The step has changed the statistics.
  std::ranges::copy(parameters, network.parameters().begin());
  return {descent.velocity().begin(), descent.velocity().end()};
}

/// Computes the differences of all `probes`; returns the loss.
double take_differences(const Network& network, const ClassificationObjective& objective,
                        std::span<const std::uint32_t> batch, const TrainingOptions& options,
                        std::vector<Probe>& probes) {
  const BufferPlan plan = plan_activations(network, false);
  std::vector<ExactVector> outputs;
  for (const std::size_t size : plan.sizes) outputs.emplace_back(size);
  const int threads = resolve_threads(options.threads);
  std::vector<Worker> workers(
      static_cast<std::size_t>(threads),
      {.parameters = {network.parameters().begin(), network.parameters().end()},
       .outputs = outputs});
  LaneVector scratch(objective.scratch_size());

  double loss = 0.0;
  for (std::size_t n = 0; n < gang_count(batch.size()); ++n) {
    const std::span<const std::uint32_t> members = gang_indices(batch, n);
    LaneVector input(network.input_shape().size());
    objective.load(members, kFirstEpoch, input, scratch);
    const TrainingGang gang{
        .images = members, .batch_size = batch.size(), .seed = options.seed, .epoch = kFirstEpoch};
    const GangPassage passage(network, gang, std::move(input), objective, plan);
    loss += passage.loss();
#pragma omp parallel for schedule(dynamic) num_threads(threads)
    for (Probe& probe : probes) {
      Worker& worker = workers[static_cast<std::size_t>(omp_get_thread_num())];
      probe.difference += passage.difference(probe, worker);
    }
  }
  return loss;
}

}  // namespace

double GradientCheck::loss_error() const { return relative_error(loss, exact_loss, 0.0); }

GradientCheck check_gradients(Network& network, const Dataset& data, const TrainingSplit& split,
                              const TrainingOptions& options) {
  const std::vector<std::uint32_t> batch = first_batch(data, split, options);
  const ClassificationObjective objective(network, data, split.training, options);
  GradientCheck check;
  const std::vector<float> gradient = backpropagate(network, objective, batch, options, check.loss);
  std::vector<Probe> probes = draw_probes(network, batch.size(), options.seed);
  check.exact_loss = take_differences(network, objective, batch, options, probes);
  for (auto begin = probes.begin(); begin != probes.end();) {
    const auto end = std::ranges::find_if(
        begin, probes.end(), [&](const Probe& probe) { return probe.layer != begin->layer; });
    const Layer& layer = network.layer(begin->layer);
    const std::size_t offset = network.parameter_offset(begin->layer);
    check.layers.push_back(
        compare(layer, std::span(gradient).subspan(offset, learned_count(layer)), {begin, end}));
    begin = end;
  }
  return check;
}

}  // namespace inkling
