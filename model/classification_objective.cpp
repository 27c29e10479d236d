#include "model/classification_objective.h"

#include <algorithm>
#include <array>

#include "model/gang.h"
#include "model/loss.h"

namespace inkling {
namespace {

bool is_correct(std::span<const Lanes> logits, std::size_t lane, std::size_t label) {
  const auto in_lane = [lane](const Lanes& logit) { return float{logit[lane]}; };
  const auto largest = std::ranges::max_element(logits, {}, in_lane);
  return static_cast<std::size_t>(largest - logits.begin()) == label;
}

}  // namespace

ClassificationObjective::ClassificationObjective(const Network& network, const Dataset& data,
                                                 const TrainingOptions& options)
    : network_(network),
      data_(data),
      label_smoothing_(static_cast<float>(options.label_smoothing)),
      varies_(options.augmentation.any()),
      augmentation_(network.input_shape(), options.augmentation, options.seed) {}

void ClassificationObjective::load(std::span<const std::uint32_t> samples, std::uint32_t epoch,
                                   std::span<Lanes> input, std::span<Lanes> scratch) const {
  const Normalization& normalization = network_.normalization;
  load_gang(data_.images, samples, normalization, input);
  if (!varies_) return;
  const float paper = -normalization.mean / normalization.deviation;
  augmentation_.apply(input, samples, epoch, paper, scratch);
}

ScoreSum ClassificationObjective::loss(std::span<const std::uint32_t> samples,
                                       std::span<const Lanes> outputs, float share,
                                       std::span<Lanes> gradient) const {
  std::array<std::uint16_t, kLanes> labels{};
  for (std::size_t lane = 0; lane < samples.size(); ++lane) {
    labels[lane] = data_.labels[samples[lane]];
  }
  const Lanes weight([&](std::size_t lane) { return lane < samples.size() ? share : 0.0f; });
  const Lanes losses = softmax_cross_entropy(outputs, labels, weight, gradient, label_smoothing_);
  ScoreSum sum;
  for (std::size_t lane = 0; lane < samples.size(); ++lane) {
    sum.loss += static_cast<double>(float{losses[lane]});
    sum.correct += is_correct(outputs, lane, labels[lane]) ? 1 : 0;
  }
  return sum;
}

}  // namespace inkling
