#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "model/layers/pass.h"
#include "model/shape.h"

namespace inkling {

class RandomStream;

/// One of the functions of which a network is composed (B&J, (4.8)): feature maps in, feature maps
/// out. It has two operations, `forward` and `backward`.
///
/// A layer's shapes are fixed at construction and it never changes, so all threads can share it. It
/// owns no memory: its parameters are a part of the network's flat vector (first the weights, then
/// the biases, then the statistics), and everything that belongs to an image is in the `Workspace`.
/// The network checks once that neighbouring layers fit; the operations only `assert` the sizes of
/// spans.
class Layer {
 public:
  virtual ~Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  const Shape& input_shape() const { return input_shape_; }
  const Shape& output_shape() const { return output_shape_; }

  /// The layer in an architecture text: "conv 6x5x5".
  virtual std::string text() const = 0;

  /// The number of parameters with weight decay; they come first.
  virtual std::size_t weight_count() const { return 0; }
  /// The number of parameters without weight decay; they follow the weights.
  virtual std::size_t bias_count() const { return 0; }
  /// The number of parameters that are measured, not learned. In place of their gradient,
  /// `backward` writes the gang's share of the batch's mean, of which they are a moving average.
  virtual std::size_t statistic_count() const { return 0; }
  std::size_t parameter_count() const { return weight_count() + bias_count() + statistic_count(); }
  /// The number of weights of each output channel, which is the length of a row of weights.
  std::size_t weights_of_output() const {
    return weight_count() / static_cast<std::size_t>(output_shape_.channels);
  }

  /// Multiplications of one image's forward pass.
  virtual std::int64_t multiplications() const { return 0; }

  /// Draws new weights (He et al., 2015): normal with mean 0 and variance 2 / (weights of an
  /// output). The biases become 0. Layers without parameters do nothing.
  ///
  /// The notes on the perceptron write this as N(0, sqrt(2 / inputs)): their second number is the
  /// standard deviation, not the variance, and their inputs are the weights of an output.
  virtual void initialize(std::span<float> parameters, RandomStream& random) const;

  /// Whether `output` may be the same memory as `input`, and `input_gradient` the same as
  /// `output_gradient`. The `backward` of such a layer reads `output`, not `input`. No other
  /// layer may read `output`, because the next layer may have overwritten it.
  virtual bool in_place() const { return false; }

  /// How many `Lanes` of scratch `backward` needs.
  virtual std::size_t scratch_size() const { return 0; }

  /// How many `Lanes` `backward` can record for `batch_gradient` instead of a gradient; usually 0.
  virtual std::size_t record_size() const { return 0; }

  /// Computes a part of the parameter gradient of a whole batch from the records of its gangs, for
  /// layers that have records. This is cheaper than adding the gradients of gangs if there are more
  /// parameters than values. The part begins at parameter `begin` of the layer; it is either
  /// weights of whole outputs or biases. Different threads may compute different parts.
  virtual void batch_gradient(const Records& /*records*/, std::size_t /*begin*/,
                              std::span<float> /*part*/) const {}

  /// Computes `output` from `input`, and writes every value of `output`.
  virtual void forward(std::span<const float> parameters, std::span<const Lanes> input,
                       std::span<Lanes> output) const = 0;

  /// The same while the network is trained; only a few layers differ.
  virtual void forward_in_training(std::span<const float> parameters, std::span<const Lanes> input,
                                   std::span<Lanes> output, const TrainingGang& /*gang*/) const {
    forward(parameters, input, output);
  }

  /// Computes the gradients with respect to input and parameters from the gradient with respect to
  /// the output of `forward_in_training`.
  virtual void backward(const Backward& pass) const = 0;

 protected:
  Layer(Shape input, Shape output) : input_shape_(input), output_shape_(output) {}

 private:
  Shape input_shape_;
  Shape output_shape_;
};

}  // namespace inkling
