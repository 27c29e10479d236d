#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/augmentation/augmentation.h"
#include "model/dataset.h"
#include "model/network/network.h"
#include "model/training/objective.h"
#include "model/training/training_options.h"

namespace inkling {

/// How far a network is from naming the classes of images, which are varied as the options say:
/// their loss times the weight of their class.
class ClassificationObjective final : public Objective {
 public:
  /// Keeps references to `network`, of which it takes the normalisation and nothing else, and to
  /// `data`. `images` are those over which the class weights have a mean of 1.
  /// Throws std::invalid_argument where class weights and data do not fit.
  ClassificationObjective(const Network& network, const Dataset& data,
                          std::span<const std::uint32_t> images, const TrainingOptions& options);

  std::size_t scratch_size() const override { return augmentation_.scratch_size(); }
  void load(std::span<const std::uint32_t> samples, std::uint32_t epoch, std::span<Lanes> input,
            std::span<Lanes> scratch) const override;
  ScoreSum loss(std::span<const std::uint32_t> samples, std::span<const Lanes> outputs, float share,
                std::span<Lanes> gradient) const override;

  /// The loss of one image in double precision, for these outputs. At a corner of the loss it is
  /// that of the side on which the outputs `seen` are.
  double exact_loss(std::uint32_t sample, std::span<const double> outputs,
                    std::span<const double> seen) const;

 private:
  float weight_of(std::uint16_t label) const {
    return class_weights_.empty() ? 1.0f : class_weights_[label];
  }

  const Network& network_;
  const Dataset& data_;
  LossFunction loss_;
  float label_smoothing_;
  std::vector<float> class_weights_;  // empty where all are 1
  Augmentation augmentation_;
};

}  // namespace inkling
