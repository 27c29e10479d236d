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

/// The loss of a network on labelled images, which are augmented as the options say: the loss of
/// each image times the weight of its class.
class ClassificationObjective final : public Objective {
 public:
  /// Keeps references to `network`, of which it uses the normalisation only, and to `data`. The
  /// class weights have a mean of 1 over `images`. Throws std::invalid_argument if class weights
  /// and data do not fit.
  ClassificationObjective(const Network& network, const Dataset& data,
                          std::span<const std::uint32_t> images, const TrainingOptions& options);

  std::size_t scratch_size() const override { return augmentation_.scratch_size(); }
  void load(std::span<const std::uint32_t> samples, std::uint32_t epoch, std::span<Lanes> input,
            std::span<Lanes> scratch) const override;
  ScoreSum loss(std::span<const std::uint32_t> samples, std::span<const Lanes> outputs, float share,
                std::span<Lanes> gradient) const override;

  /// The loss of one image for `outputs`, in double precision. Beside a corner of the loss
  /// function, the outputs `seen` decide the side.
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
  std::vector<float> class_weights_;  // empty if all are 1
  Augmentation augmentation_;
};

}  // namespace inkling
