#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/augmentation.h"
#include "model/dataset.h"
#include "model/network.h"
#include "model/objective.h"
#include "model/training_options.h"

namespace inkling {

/// How far a network is from naming the classes of images, which are varied as the options say.
class ClassificationObjective final : public Objective {
 public:
  /// Keeps references to `network`, of which it takes the normalisation and nothing else, and to
  /// `data`.
  ClassificationObjective(const Network& network, const Dataset& data,
                          const TrainingOptions& options);

  std::size_t scratch_size() const override { return augmentation_.scratch_size(); }
  void load(std::span<const std::uint32_t> samples, std::uint32_t epoch, std::span<Lanes> input,
            std::span<Lanes> scratch) const override;
  ScoreSum loss(std::span<const std::uint32_t> samples, std::span<const Lanes> outputs, float share,
                std::span<Lanes> gradient) const override;

 private:
  const Network& network_;
  const Dataset& data_;
  float label_smoothing_;
  bool varies_;
  Augmentation augmentation_;
};

}  // namespace inkling
