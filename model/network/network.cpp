#include "model/network/network.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>

#include "model/lanes/random.h"
#include "model/layers/addition.h"
#include "model/layers/batch_norm.h"
#include "model/layers/dropout.h"
#include "model/network/workspace.h"

namespace inkling {
namespace {

using Layers = std::vector<std::unique_ptr<Layer>>;

std::string numbered(const Layers& layers, std::size_t index) {
  return source_of(layers, index + 1) + ": ";
}

bool is_addition(const Layer& layer) { return dynamic_cast<const Addition*>(&layer) != nullptr; }

void check_joint(const Layers& layers, std::size_t index, std::size_t input, Shape given) {
  const Shape expected = layers[index]->input_shape();
  if (given == expected) return;
  throw std::invalid_argument(
      numbered(layers, index) + "expects " + to_string(expected) + ", but " +
      (input == 0 ? "the images are " + to_string(given)
                  : source_of(layers, input) + " gives " + to_string(given)));
}

/// A BatchNorm must follow the layer into which it is folded after training, and be the only one
/// that reads it.
void check_batch_norm(const Layers& layers, std::size_t index, const Connections& connections) {
  if (dynamic_cast<const BatchNorm*>(layers[index].get()) == nullptr) return;
  const std::size_t input = connections.input_of(index);
  const std::string rule = numbered(layers, index) + "must follow conv or fc, but ";
  if (input == 0 || layers[input - 1]->weight_count() == 0) {
    throw std::invalid_argument(rule + "follows " + source_of(layers, input));
  }
  if (connections.readers_of(input) > 1) {
    throw std::invalid_argument(rule + "begins a branch of a residual block");
  }
}

/// An Addition must end a block, and a block must end with an Addition.
void check_addition(const Layers& layers, std::size_t index, const Connections& connections) {
  const bool ends_block = connections.summand_of(index).has_value();
  if (is_addition(*layers[index]) == ends_block) return;
  throw std::invalid_argument(
      numbered(layers, index) +
      (ends_block ? "ends a residual block, but is no addition" : "does not end a residual block"));
}

void check_main_branch(const Layers& layers, const ResidualBlock& block) {
  const auto begin = layers.begin() + static_cast<std::ptrdiff_t>(block.begin);
  const auto end = layers.begin() + static_cast<std::ptrdiff_t>(block.shortcut_begin);
  const auto is_dropout = [](const auto& layer) {
    return dynamic_cast<const Dropout*>(layer.get()) != nullptr;
  };
  if (!std::all_of(begin, end, is_dropout)) return;
  throw std::invalid_argument(numbered(layers, block.begin) +
                              "a residual block expects other layers than dropout before its "
                              "shortcut");
}

/// What layer `index` of a network is told about a gang.
TrainingGang told(TrainingGang gang, std::size_t index) {
  gang.layer = static_cast<std::uint32_t>(index);
  return gang;
}

[[noreturn]] void refuse_limit(const Layer& layer, std::size_t number, const std::string& what,
                               std::size_t found, std::size_t most) {
  throw std::invalid_argument("layer " + std::to_string(number) + " (" + layer.text() +
                              "): " + what + " " + std::to_string(found) + "; at most " +
                              std::to_string(most) + " are possible");
}

/// Limits the absolute value of each of `values` to `limit`.
void cut(std::span<Lanes> values, float limit) {
  for (Lanes& value : values) value = -max(-limit, -max(-limit, value));
}

}  // namespace

std::string source_of(const std::vector<std::unique_ptr<Layer>>& layers, std::size_t activation) {
  if (activation == 0) return "the images";
  return "layer " + std::to_string(activation) + " (" + layers[activation - 1]->text() + ")";
}

void check_output_size(const Layer& layer, std::size_t number) {
  const std::size_t values = layer.output_shape().size();
  if (values <= kMostValues) return;
  refuse_limit(layer, number, "its output would have as many values as", values, kMostValues);
}

void check_summands(Shape input, const std::vector<std::unique_ptr<Layer>>& layers,
                    std::size_t number, std::size_t first, std::size_t second) {
  const auto shape_of = [&](std::size_t activation) {
    return activation == 0 ? input : layers[activation - 1]->output_shape();
  };
  if (shape_of(first) == shape_of(second)) return;
  const auto given = [&](std::size_t activation) {
    return to_string(shape_of(activation)) + " from " + source_of(layers, activation);
  };
  throw std::invalid_argument("layer " + std::to_string(number) +
                              " (addition): expects the same shape from both branches of the "
                              "residual block, but gets " +
                              given(first) + " and " + given(second));
}

Network::Network(Shape input, std::vector<std::unique_ptr<Layer>> layers,
                 std::vector<float> parameters, std::vector<ResidualBlock> blocks)
    : input_shape_(input),
      layers_(std::move(layers)),
      connections_(layers_.size(), std::move(blocks)),
      parameters_(std::move(parameters)) {
  if (layers_.empty()) throw std::invalid_argument("a network needs at least one layer");
  offsets_.push_back(0);
  for (std::size_t index = 0; index < layers_.size(); ++index) {
    check_layer(index);
    const Layer& layer = *layers_[index];
    offsets_.push_back(offsets_.back() + layer.parameter_count());
    if (offsets_.back() > kMostParameters) {
      refuse_limit(layer, index + 1, "the layers up to here would have as many parameters as",
                   offsets_.back(), kMostParameters);
    }
  }
  for (const ResidualBlock& block : connections_.blocks()) check_main_branch(layers_, block);
  find_trained_layers(0);
  parameters_.resize(offsets_.back());
}

void Network::freeze(std::size_t layers) {
  if (layers > layers_.size() || offsets_[layers] == offsets_.back()) {
    throw std::invalid_argument("of " + std::to_string(layers_.size()) + " layers, " +
                                std::to_string(layers) +
                                " would be frozen, and nothing would be left to train");
  }
  find_trained_layers(layers);
}

/// Finds which layers are trained if the first `frozen` are not, and what depends on them.
void Network::find_trained_layers(std::size_t frozen) {
  first_trained_layer_ = frozen;
  while (first_trained_layer_ + 1 < layers_.size() &&
         offsets_[first_trained_layer_ + 1] == offsets_[frozen]) {
    ++first_trained_layer_;
  }
  has_trained_.assign(1, false);
  for (std::size_t index = 0; index < layers_.size(); ++index) {
    const auto summand = connections_.summand_of(index);
    const bool is_trained = index >= frozen && layers_[index]->parameter_count() > 0;
    has_trained_.push_back(is_trained || has_trained_[connections_.input_of(index)] ||
                           (summand && has_trained_[*summand]));
  }
}

void Network::check_layer(std::size_t index) const {
  const std::size_t input = connections_.input_of(index);
  check_addition(layers_, index, connections_);
  if (const auto summand = connections_.summand_of(index)) {
    check_summands(input_shape_, layers_, index + 1, input, *summand);
  }
  check_joint(layers_, index, input, activation_shape(input));
  check_batch_norm(layers_, index, connections_);
  check_output_size(*layers_[index], index + 1);
}

std::string Network::architecture() const {
  std::vector<std::string> texts;
  for (const auto& layer : layers_) texts.push_back(layer->text());
  return architecture_text(texts, connections_.blocks());
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
    layers_[index]->forward(layer_parameters(index),
                            workspace.activation(connections_.input_of(index)),
                            workspace.activation(index + 1));
    if (const auto summand = connections_.summand_of(index)) {
      Addition::add(workspace.activation(*summand), workspace.activation(index + 1));
    }
  }
}

void Network::forward_in_training(Workspace& workspace, const TrainingGang& gang) const {
  for (std::size_t index = 0; index < layers_.size(); ++index) {
    layers_[index]->forward_in_training(layer_parameters(index),
                                        workspace.activation(connections_.input_of(index)),
                                        workspace.activation(index + 1), told(gang, index));
    if (const auto summand = connections_.summand_of(index)) {
      Addition::add(workspace.activation(*summand), workspace.activation(index + 1));
    }
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
    if (!has_trained_[index + 1]) continue;
    const std::size_t input = connections_.input_of(index);
    const bool wanted = has_trained_[input];
    if (gang.error_limit > 0.0f && layer.parameter_count() > 0) {
      cut(workspace.gradient(index + 1), gang.error_limit);
    }
    hand_to_shortcut(workspace, index);
    layer.backward(
        {.parameters = layer_parameters(index),
         .input = workspace.activation(input),
         .output = workspace.activation(index + 1),
         .output_gradient = workspace.gradient(index + 1),
         .input_gradient = wanted ? workspace.input_gradient(index) : std::span<Lanes>(),
         .parameter_gradient = parameter_gradient.subspan(offsets_[index], layer.parameter_count()),
         .scratch = workspace.scratch(),
         .record = own,
         .gang = told(gang, index)});
    // The input of a block has a gradient from each layer that reads it. Their sum is in the order
    // of this loop.
    if (wanted && connections_.last_reader_of(input) != index) {
      Addition::add(workspace.input_gradient(index), workspace.gradient(input));
    }
  }
}

/// If layer `index` is an Addition, passes its gradient back to the shortcut.
void Network::hand_to_shortcut(Workspace& workspace, std::size_t index) const {
  const auto summand = connections_.summand_of(index);
  if (!summand || !has_trained_[*summand]) return;
  const std::span<const Lanes> gradient = workspace.gradient(index + 1);
  if (connections_.last_reader_of(*summand) == index) {
    std::ranges::copy(gradient, workspace.gradient(*summand).begin());
  } else {
    Addition::add(gradient, workspace.gradient(*summand));
  }
}

}  // namespace inkling
