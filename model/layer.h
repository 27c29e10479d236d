#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "model/lanes.h"
#include "model/shape.h"

namespace inkling {

class RandomStream;

/// What a layer reads and writes on the way back (B&J, 9.5), for the sixteen images of one gang.
struct Backward {
  std::span<const float> parameters;
  std::span<const Lanes> input;            ///< What forward read.
  std::span<const Lanes> output;           ///< What forward wrote.
  std::span<const Lanes> output_gradient;  ///< The derivative of the loss by `output`.
  std::span<Lanes> input_gradient;         ///< Written; empty where nobody needs it.
  std::span<float> parameter_gradient;     ///< Written: the sum over the lanes.
  std::span<Lanes> scratch;                ///< `scratch_size()` values of any content.
};

/// One function of the composition that a network is (B&J, (4.8)): feature maps in, feature maps
/// out, with two verbs, `forward` and `backward`.
///
/// A layer knows its shapes from construction on and never changes afterwards, so that one layer
/// serves all threads. It owns no memory: its parameters are a part of the network's flat vector
/// (the weights first, then the biases), everything that belongs to an image lives in the
/// `Workspace`. The network checks all joints once; the verbs only `assert` the sizes of spans.
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
  std::size_t parameter_count() const { return weight_count() + bias_count(); }

  /// Multiplications of one image's forward pass.
  virtual std::int64_t multiplications() const { return 0; }

  /// Draws the weights, zeroes the biases. Layers without parameters have nothing to do.
  virtual void initialize(std::span<float> /*parameters*/, RandomStream& /*random*/) const {}

  /// Whether `output` may be the same memory as `input`, and `input_gradient` the same as
  /// `output_gradient`. The way back of such a layer reads `output` and not `input`; all others
  /// must not read `output`, which the next layer may have overwritten.
  virtual bool in_place() const { return false; }

  /// How many `Lanes` of scratch `backward` needs.
  virtual std::size_t scratch_size() const { return 0; }

  /// Computes `output` from `input`; every value of `output` is written.
  virtual void forward(std::span<const float> parameters, std::span<const Lanes> input,
                       std::span<Lanes> output) const = 0;

  /// Computes the gradients by input and parameters from the gradient by the output.
  virtual void backward(const Backward& pass) const = 0;

 protected:
  Layer(Shape input, Shape output) : input_shape_(input), output_shape_(output) {}

 private:
  Shape input_shape_;
  Shape output_shape_;
};

}  // namespace inkling
