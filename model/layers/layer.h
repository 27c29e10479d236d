#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "model/layers/pass.h"
#include "model/shape.h"

namespace inkling {

class RandomStream;

/// One function of the composition that a network is (B&J, (4.8)): feature maps in, feature maps
/// out, with two verbs, `forward` and `backward`.
///
/// A layer knows its shapes from construction on and never changes afterwards, so that one layer
/// serves all threads. It owns no memory: its parameters are a part of the network's flat vector
/// (the weights first, then the biases, then the statistics), everything that belongs to an image
/// lives in the `Workspace`. The network checks all joints once; the verbs only `assert` the sizes
/// of spans.
class Layer {
 public:
  virtual ~Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  const Shape& input_shape() const { return input_shape_; }
  const Shape& output_shape() const { return output_shape_; }

  /// The layer as the architecture text writes it: "conv 6x5x5".
  virtual std::string text() const = 0;

  /// Parameters on which weight decay acts; they come first.
  virtual std::size_t weight_count() const { return 0; }
  /// Parameters on which it does not; they follow the weights.
  virtual std::size_t bias_count() const { return 0; }
  /// Parameters that are measured, not learned: in their place `backward` leaves the gang's share
  /// of the batch's mean, which they follow slowly.
  virtual std::size_t statistic_count() const { return 0; }
  std::size_t parameter_count() const { return weight_count() + bias_count() + statistic_count(); }
  /// How many weights each output channel has: they stand in rows of so many.
  std::size_t weights_of_output() const {
    return weight_count() / static_cast<std::size_t>(output_shape_.channels);
  }

  /// Multiplications of one image's forward pass.
  virtual std::int64_t multiplications() const { return 0; }

  /// Draws the weights anew (He et al., 2015): normal with mean 0 and variance 2 / (weights of an
  /// output). The biases become 0. Layers without parameters have nothing to do.
  ///
  /// The notes on the perceptron write N(0, sqrt(2 / inputs)) for the same: their second number is
  /// the standard deviation, not the variance, and their inputs are the weights of an output.
  virtual void initialize(std::span<float> parameters, RandomStream& random) const;

  /// Whether `output` may be the same memory as `input`, and `input_gradient` the same as
  /// `output_gradient`. The way back of such a layer reads `output` and not `input`; all others
  /// must not read `output`, which the next layer may have overwritten.
  virtual bool in_place() const { return false; }

  /// How many `Lanes` of scratch `backward` needs.
  virtual std::size_t scratch_size() const { return 0; }

  /// How many `Lanes` `backward` can leave for `batch_gradient` in place of a gradient; 0 for most.
  virtual std::size_t record_size() const { return 0; }

  /// Computes a part of the parameter gradient of a whole batch from the records of its gangs, for
  /// layers that have records: cheaper than adding the gradients of gangs where the parameters
  /// outnumber the values that they act on. The part begins at parameter `begin` of the layer; it
  /// is either weights of whole outputs or biases. Different threads may compute different parts.
  virtual void batch_gradient(const Records& /*records*/, std::size_t /*begin*/,
                              std::span<float> /*part*/) const {}

  /// Computes `output` from `input`; every value of `output` is written.
  virtual void forward(std::span<const float> parameters, std::span<const Lanes> input,
                       std::span<Lanes> output) const = 0;

  /// The same while the network is trained, which differs for few layers.
  virtual void forward_in_training(std::span<const float> parameters, std::span<const Lanes> input,
                                   std::span<Lanes> output, const TrainingGang& /*gang*/) const {
    forward(parameters, input, output);
  }

  /// Computes the gradients by input and parameters from the gradient by the output of
  /// `forward_in_training`.
  virtual void backward(const Backward& pass) const = 0;

 protected:
  Layer(Shape input, Shape output) : input_shape_(input), output_shape_(output) {}

 private:
  Shape input_shape_;
  Shape output_shape_;
};

}  // namespace inkling
