#include "model/training/classification_objective.h"

#include <algorithm>
#include <array>

#include "model/layers/loss.h"
#include "model/training/class_weights.h"

namespace inkling {
namespace {

bool is_correct(std::span<const Lanes> logits, std::size_t lane, std::size_t label) {
  const auto in_lane = [lane](const Lanes& logit) { return float{logit[lane]}; };
  const auto largest = std::ranges::max_element(logits, {}, in_lane);
  return static_cast<std::size_t>(largest - logits.begin()) == label;
}

}  // namespace

ClassificationObjective::ClassificationObjective(const Network& network, const Dataset& data,
                                                 std::span<const std::uint32_t> images,
                                                 const TrainingOptions& options)
    : network_(network),
      data_(data),
      loss_(options.loss),
      label_smoothing_(static_cast<float>(options.label_smoothing)),
      augmentation_(network.input_shape(), options.augmentation, options.seed) {
  if (options.class_weights.empty()) return;
  class_weights_ = normalized_class_weights(options.class_weights, data, images);
}

void ClassificationObjective::load(std::span<const std::uint32_t> samples, std::uint32_t epoch,
                                   std::span<Lanes> input, std::span<Lanes> scratch) const {
  augmentation_.load(data_.images, samples, network_.normalization, epoch, input, scratch);
}

ScoreSum ClassificationObjective::loss(std::span<const std::uint32_t> samples,
                                       std::span<const Lanes> outputs, float share,
                                       std::span<Lanes> gradient) const {
  std::array<std::uint16_t, kLanes> labels{};
  Lanes weight = 0.0f;
  for (std::size_t lane = 0; lane < samples.size(); ++lane) {
    labels[lane] = data_.labels[samples[lane]];
    weight[lane] = weight_of(labels[lane]);
  }
  const GangTargets targets{.labels = labels, .smoothing = label_smoothing_};
  const Lanes losses =
      weight * classification_loss(loss_, outputs, targets, share * weight, gradient);
  ScoreSum sum;
  for (std::size_t lane = 0; lane < samples.size(); ++lane) {
    sum.loss += static_cast<double>(float{losses[lane]});
    sum.correct += is_correct(outputs, lane, labels[lane]) ? 1 : 0;
  }
  return sum;
}

double ClassificationObjective::exact_loss(std::uint32_t sample, std::span<const double> outputs,
                                           std::span<const double> seen) const {
  const std::uint16_t label = data_.labels[sample];
  return static_cast<double>(weight_of(label)) *
         classification_loss(loss_, outputs, label, static_cast<double>(label_smoothing_), seen);
}

}  // namespace inkling
