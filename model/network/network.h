#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/dataset.h"
#include "model/layers/layer.h"
#include "model/network/residual_block.h"
#include "model/shape.h"

namespace inkling {

class Workspace;

/// The largest number of values in an image or its feature maps: a gang of sixteen takes 4 GiB.
inline constexpr std::size_t kMostValues = std::size_t{1} << 26;
/// The largest number of parameters: the model file stays below 1 GiB.
inline constexpr std::size_t kMostParameters = (std::size_t{1} << 28) - (std::size_t{1} << 20);

/// What gives an activation, for error messages: "layer 3 (relu)", or "the images" for 0.
std::string source_of(const std::vector<std::unique_ptr<Layer>>& layers, std::size_t activation);

/// Throws std::invalid_argument if `layer`, which is number `number` from 1, has an output of more
/// than `kMostValues`.
void check_output_size(const Layer& layer, std::size_t number);

/// Throws std::invalid_argument, which names the layers of both, unless two activations of a
/// network have the same shape, so that layer number `number` can add them.
void check_summands(Shape input, const std::vector<std::unique_ptr<Layer>>& layers,
                    std::size_t number, std::size_t first, std::size_t second);

/// A convolutional network (B&J, (10.39)): an ordered list of layers, and their parameters in one
/// flat vector. Its last layer gives the logits, one for each class. Each layer reads the output of
/// the one before it, except in residual blocks.
///
/// The passes are `const`, so any number of threads can share a network. What belongs to a gang of
/// images is in the `Workspace` of each thread.
class Network {
 public:
  /// Takes the layers in order, and their parameters; those that are not given are zero. `blocks`
  /// are the residual blocks among them, each with an `Addition` at its end. Throws
  /// std::invalid_argument if a layer does not fit the one that it reads (it names both), if there
  /// is no layer, if one exceeds the limits, if a block is none (`Connections`), or if its main
  /// branch has layers of Dropout only, so that nothing would be left of it after training.
  Network(Shape input, std::vector<std::unique_ptr<Layer>> layers,
          std::vector<float> parameters = {}, std::vector<ResidualBlock> blocks = {});

  const Shape& input_shape() const { return input_shape_; }
  std::size_t class_count() const { return layers_.back()->output_shape().size(); }
  std::size_t layer_count() const { return layers_.size(); }
  const Layer& layer(std::size_t index) const { return *layers_[index]; }

  /// Which activations the layers read, and the residual blocks.
  const Connections& connections() const { return connections_; }
  /// The shape of activation `index`: of the input for 0, of the output of layer `index` - 1.
  const Shape& activation_shape(std::size_t index) const {
    return index == 0 ? input_shape_ : layers_[index - 1]->output_shape();
  }

  /// The layers as text: "conv 6x5x5, relu, ...". `build_network` makes the same network from it.
  std::string architecture() const;
  /// Multiplications of one image's forward pass.
  std::int64_t multiplications() const;

  /// All parameters, layer after layer, as each layer orders its own.
  std::span<float> parameters() { return parameters_; }
  std::span<const float> parameters() const { return parameters_; }
  std::span<const float> layer_parameters(std::size_t index) const;

  /// How pixels become this network's input.
  Normalization normalization;
  /// Sets the normalisation to mean and deviation of the images at `indices`. For a network without
  /// any bias the mean is 0, because subtracting a mean is a bias: to such a network 0 is paper,
  /// also in a Padding, and paper gives 0 in every layer (B&J, Example 10.6.3).
  void measure_normalization(const ImageSet& images, std::span<const std::uint32_t> indices);

  /// 1 / T, by which the logits are multiplied before the softmax, where probabilities are wanted:
  /// see `calibrate`. Training does without it. Above 0.
  float inverse_temperature = 1.0f;

  /// Gives all parameters their initial values (`Layer::initialize`).
  void initialize(std::uint64_t seed);

  /// Leaves the first `layers` layers as they are in training: their gradient is not computed.
  /// Throws std::invalid_argument if no parameter would be left to train.
  void freeze(std::size_t layers);

  /// Passes the gang in `workspace.input()` through all layers, to `workspace.logits()`.
  void forward(Workspace& workspace) const;
  /// The same while the network is trained, on the images that `gang` names.
  void forward_in_training(Workspace& workspace, const TrainingGang& gang) const;

  /// Passes `workspace.logits_gradient()` back through all layers (B&J, 9.5), after
  /// `forward_in_training` on the same workspace. Writes the gradient of all parameters, summed
  /// over the gang's lanes, to `parameter_gradient`. With a `record` (of `record_size()` values),
  /// layers that have records write these instead, one after the other. The gradient with respect
  /// to the input images is not computed. If `gang` has an error limit, the gradients are clipped
  /// to it.
  void backward(Workspace& workspace, std::span<float> parameter_gradient,
                std::span<Lanes> record = {}, const TrainingGang& gang = {}) const;
  std::size_t record_size() const;

  /// Index of the first layer with parameters that is not frozen, where backpropagation ends.
  std::size_t first_trained_layer() const { return first_trained_layer_; }
  /// Where the parameters of layer `index` begin.
  std::size_t parameter_offset(std::size_t index) const { return offsets_[index]; }

 private:
  void check_layer(std::size_t index) const;
  void find_trained_layers(std::size_t frozen);
  void hand_to_shortcut(Workspace& workspace, std::size_t index) const;

  Shape input_shape_;
  std::vector<std::unique_ptr<Layer>> layers_;
  Connections connections_;
  std::vector<std::size_t> offsets_;  // one more than there are layers
  std::vector<bool> has_trained_;     // for each activation: whether it depends on parameters
  std::size_t first_trained_layer_ = 0;
  std::vector<float> parameters_;
};

}  // namespace inkling
