#pragma once

#include "model/layers/layer.h"

namespace inkling {

/// Batch normalisation (Ioffe and Szegedy, 2015) of each channel, over all pixels of the images of
/// a gang ("ghost batches" of sixteen, so that no gang waits for another):
///
///     output = scale(c) * (input - mean(c)) / sqrt(variance(c) + epsilon) + shift(c)
///
///   input, output  channels x height x width
///   biases         scale and shift of each channel, initially 1 and 0; no weights
///   statistics     mean and variance of each channel, initially 0 and 1
///
/// In training, mean and variance are those of the gang. After training they are the statistics:
/// moving averages of the gangs' means and (unbiased) variances.
class BatchNorm : public Layer {
 public:
  /// Added to the variance, so that a constant channel becomes `shift`.
  static constexpr float kEpsilon = 1e-5f;

  explicit BatchNorm(Shape input) : Layer(input, input) {}

  std::string text() const override { return "batchnorm"; }
  std::size_t bias_count() const override { return 2 * channels(); }
  std::size_t statistic_count() const override { return 2 * channels(); }
  void initialize(std::span<float> parameters, RandomStream& random) const override;

  /// The layer after training, for channel `c`: output = factor * input + summand.
  struct Line {
    float factor;
    float summand;
  };
  Line line(std::span<const float> parameters, std::size_t c) const;

  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void forward_in_training(std::span<const float> parameters, std::span<const Lanes> input,
                           std::span<Lanes> output, const TrainingGang& gang) const override;
  void backward(const Backward& pass) const override;

 private:
  std::size_t channels() const { return static_cast<std::size_t>(input_shape().channels); }
  std::size_t map_size() const { return input_shape().size() / channels(); }
};

}  // namespace inkling
