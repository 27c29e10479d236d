#pragma once

#include "model/lanes/random_lanes.h"
#include "model/layers/layer.h"

namespace inkling {

/// Dropout (Srivastava et al., 2014): in training, each value becomes 0 with probability `rate` and
/// is divided by 1 - rate otherwise, so that its expected value stays the same. After training: the
/// identity.
///
///   input, output  channels x height x width
///   parameters     none
///
/// What is dropped depends on (seed, epoch, image, layer) only; the backward pass draws it again.
class Dropout : public Layer {
 public:
  /// Throws std::invalid_argument unless 0 <= rate < 1.
  Dropout(Shape input, float rate);

  float rate() const { return rate_; }
  /// One random number for each value, in order: if it is below `rate`, the value is dropped.
  RandomLanes draws(const TrainingGang& gang) const;

  std::string text() const override;
  bool in_place() const override { return true; }

  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void forward_in_training(std::span<const float> parameters, std::span<const Lanes> input,
                           std::span<Lanes> output, const TrainingGang& gang) const override;
  void backward(const Backward& pass) const override;

 private:
  void drop(std::span<const Lanes> from, std::span<Lanes> to, const TrainingGang& gang) const;

  float rate_;
};

}  // namespace inkling
