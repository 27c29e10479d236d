#include "model/network/network.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>

#include "model/lanes/random.h"
#include "model/layers/batch_norm.h"
#include "model/network/workspace.h"

namespace inkling {
namespace {

void check_joint(const std::vector<std::unique_ptr<Layer>>& layers, std::size_t index) {
  const Shape given = layers[index - 1]->output_shape();
  const Shape expected = layers[index]->input_shape();
  if (given == expected) return;
  throw std::invalid_argument("layer " + std::to_string(index + 1) + " (" + layers[index]->text() +
                              "): expects " + to_string(expected) + ", but layer " +
                              std::to_string(index) + " (" + layers[index - 1]->text() +
                              ") gives " + to_string(given));
}

/// A BatchNorm must follow the layer into which it is folded after training.
void check_batch_norm(const std::vector<std::unique_ptr<Layer>>& layers, std::size_t index) {
  if (dynamic_cast<const BatchNorm*>(layers[index].get()) == nullptr) return;
  if (index > 0 && layers[index - 1]->weight_count() > 0) return;
  throw std::invalid_argument(
      "layer " + std::to_string(index + 1) + " (batchnorm): must follow conv or fc, but follows " +
      (index == 0 ? "the images"
                  : "layer " + std::to_string(index) + " (" + layers[index - 1]->text() + ")"));
}

/// What layer `index` of a network is told about a gang.
TrainingGang told(TrainingGang gang, std::size_t index) {
  gang.layer = static_cast<std::uint32_t>(index);
  return gang;
}

void check_limits(const Layer& layer, std::size_t number, std::size_t parameters) {
  const auto fail = [&](const std::string& what, std::size_t found, std::size_t most) {
    throw std::invalid_argument("layer " + std::to_string(number) + " (" + layer.text() +
                                "): " + what + " " + std::to_string(found) + "; at most " +
                                std::to_string(most) + " are possible");
  };
  const std::size_t values = layer.output_shape().size();
  if (values > kMostValues) fail("its output would have as many values as", values, kMostValues);
  if (parameters > kMostParameters) {
    fail("the layers up to here would have as many parameters as", parameters, kMostParameters);
  }
}

/// Limits the absolute value of each of `values` to `limit`.
void cut(std::span<Lanes> values, float limit) {
  for (Lanes& value : values) value = -max(-limit, -max(-limit, value));
}

}  // namespace

Network::Network(Shape input, std::vector<std::unique_ptr<Layer>> layers,
                 std::vector<float> parameters)
    : input_shape_(input), layers_(std::move(layers)), parameters_(std::move(parameters)) {
  if (layers_.empty()) throw std::invalid_argument("a network needs at least one layer");
  if (layers_.front()->input_shape() != input) {
    throw std::invalid_argument("layer 1 (" + layers_.front()->text() + "): expects " +
                                to_string(layers_.front()->input_shape()) +
                                ", but the images are " + to_string(input));
  }
  offsets_.push_back(0);
  for (std::size_t index = 0; index < layers_.size(); ++index) {
    if (index > 0) check_joint(layers_, index);
    check_batch_norm(layers_, index);
    offsets_.push_back(offsets_.back() + layers_[index]->parameter_count());
    check_limits(*layers_[index], index + 1, offsets_.back());
  }
  while (first_trained_layer_ + 1 < layers_.size() && offsets_[first_trained_layer_ + 1] == 0) {
    ++first_trained_layer_;
  }
  parameters_.resize(offsets_.back());
}

std::string Network::architecture() const {
  std::string text;
  for (const auto& layer : layers_) text += (text.empty() ? "" : ", ") + layer->text();
  return text;
}

std::int64_t Network::multiplications() const {
  std::int64_t total = 0;
  for (const auto& layer : layers_) total += layer->multiplications();
  return total;
}

std::span<const float> Network::layer_parameters(std::size_t index) const {
  return parameters().subspan(offsets_[index], layers_[index]->parameter_count());
}

void Network::measure_normalization(const ImageSet& images,
                                    std::span<const std::uint32_t> indices) {
  normalization = inkling::measure_normalization(images, indices);
  const auto has_bias = [](const auto& layer) { return layer->bias_count() > 0; };
  if (std::ranges::none_of(layers_, has_bias)) normalization.mean = 0.0f;
}

void Network::initialize(std::uint64_t seed) {
  for (std::size_t index = 0; index < layers_.size(); ++index) {
    RandomStream random(seed, Purpose::kInitialization, static_cast<std::uint32_t>(index));
    layers_[index]->initialize(
        parameters().subspan(offsets_[index], layers_[index]->parameter_count()), random);
  }
}

void Network::forward(Workspace& workspace) const {
  for (std::size_t index = 0; index < layers_.size(); ++index) {
    layers_[index]->forward(layer_parameters(index), workspace.activation(index),
                            workspace.activation(index + 1));
  }
}

void Network::forward_in_training(Workspace& workspace, const TrainingGang& gang) const {
  for (std::size_t index = 0; index < layers_.size(); ++index) {
    layers_[index]->forward_in_training(layer_parameters(index), workspace.activation(index),
                                        workspace.activation(index + 1), told(gang, index));
  }
}

std::size_t Network::record_size() const {
  std::size_t size = 0;
  for (const auto& layer : layers_) size += layer->record_size();
  return size;
}

void Network::backward(Workspace& workspace, std::span<float> parameter_gradient,
                       std::span<Lanes> record, const TrainingGang& gang) const {
  assert(parameter_gradient.size() == parameters_.size());
  assert(record.empty() || record.size() == record_size());
  std::span<Lanes> rest = record;
  for (std::size_t index = layers_.size(); index-- > first_trained_layer_;) {
    const Layer& layer = *layers_[index];
    const std::span<Lanes> own = record.empty() ? record : rest.last(layer.record_size());
    rest = rest.first(rest.size() - own.size());
    const bool wanted = index > first_trained_layer_;
    if (gang.error_limit > 0.0f && layer.parameter_count() > 0) {
      cut(workspace.gradient(index + 1), gang.error_limit);
    }
    layer.backward(
        {.parameters = layer_parameters(index),
         .input = workspace.activation(index),
         .output = workspace.activation(index + 1),
         .output_gradient = workspace.gradient(index + 1),
         .input_gradient = wanted ? workspace.gradient(index) : std::span<Lanes>(),
         .parameter_gradient = parameter_gradient.subspan(offsets_[index], layer.parameter_count()),
         .scratch = workspace.scratch(),
         .record = own,
         .gang = told(gang, index)});
  }
}

}  // namespace inkling
