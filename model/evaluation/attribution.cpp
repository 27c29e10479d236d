// The derivative by the images is never needed in training, where `Network::backward` ends at the
// first layer with parameters. So this is a pass of its own: like a trace, it keeps every
// activation and every gradient in memory of its own, and a few images are all that it is for.

#include "model/evaluation/attribution.h"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string>

#include "model/evaluation/prediction.h"
#include "model/lanes/gang.h"
#include "model/layers/activation.h"
#include "model/layers/addition.h"
#include "model/layers/average_pool.h"
#include "model/layers/convolution.h"
#include "model/layers/fully_connected.h"
#include "model/layers/max_pool.h"
#include "model/layers/prelu.h"
#include "model/layers/scale.h"
#include "model/network/folding.h"

namespace inkling {
namespace {

template <typename... Kinds>
bool is_one_of(const Layer& layer) {
  return ((dynamic_cast<const Kinds*>(&layer) != nullptr) || ...);
}

/// What a layer adds to each of its output channels; empty if it adds nothing.
std::span<const float> summands_of(const Layer& layer, std::span<const float> parameters) {
  if (is_one_of<Scale>(layer)) return parameters.last(layer.bias_count() / 2);
  if (is_one_of<Convolution, FullyConnected>(layer)) return parameters.last(layer.bias_count());
  return {};
}

/// The activation that Grad-CAM takes for the feature maps.
std::optional<std::size_t> last_maps(const Network& network) {
  std::size_t end = network.layer_count();
  while (end > 0 && !is_one_of<Convolution>(network.layer(end - 1))) --end;
  if (end == 0) return std::nullopt;
  std::size_t maps = end;
  for (; end < network.layer_count(); ++end) {
    const Layer& layer = network.layer(end);
    if (is_one_of<Activation, PRelu, Scale, Addition>(layer)) {
      maps = end + 1;
    } else if (!is_one_of<MaxPool, AveragePool>(layer)) {
      break;
    }
  }
  return maps;
}

/// A gang with a question in each lane: all activations, and the derivatives of the logits by them.
class Pass {
 public:
  Pass(const Network& network, const ImageSet& images, std::span<const Question> questions)
      : network_(network), questions_(questions) {
    forward(images);
    backward();
  }

  Attribution of(std::size_t lane, std::span<const std::uint8_t> image) const {
    Attribution result;
    result.logit = static_cast<double>(activations_.back()[questions_[lane].label][lane]);
    const auto mean = static_cast<double>(network_.normalization.mean);
    const auto deviation = static_cast<double>(network_.normalization.deviation);
    double derivatives = 0.0;
    for (std::size_t n = 0; n < image.size(); ++n) {
      const double derivative = static_cast<double>(gradients_.front()[n][lane]) / deviation;
      const double contribution = derivative * image[n] / 255.0;
      result.contributions.push_back(static_cast<float>(contribution));
      result.sum += contribution;
      derivatives += derivative;
    }
    result.biases = biases_[lane] - derivatives * mean;
    if (const auto maps = last_maps(network_)) add_class_map(result, *maps, lane);
    return result;
  }

 private:
  void forward(const ImageSet& images) {
    std::vector<std::uint32_t> indices;
    for (const Question& question : questions_) indices.push_back(question.image);
    const Connections& connections = network_.connections();
    activations_.emplace_back(images.shape.size());
    load_gang(images, indices, network_.normalization, activations_.front());
    for (std::size_t index = 0; index < network_.layer_count(); ++index) {
      const Layer& layer = network_.layer(index);
      LaneVector output(layer.output_shape().size());
      layer.forward(network_.layer_parameters(index), activations_[connections.input_of(index)],
                    output);
      if (const auto summand = connections.summand_of(index)) {
        Addition::add(activations_[*summand], output);
      }
      activations_.push_back(std::move(output));
    }
  }

  void backward() {
    const Connections& connections = network_.connections();
    for (const LaneVector& values : activations_) gradients_.emplace_back(values.size());
    for (std::size_t lane = 0; lane < questions_.size(); ++lane) {
      gradients_.back()[questions_[lane].label][lane] = 1.0f;
    }
    std::vector<float> parameter_gradient;  // not used
    for (std::size_t index = network_.layer_count(); index-- > 0;) {
      const Layer& layer = network_.layer(index);
      const std::span<const float> parameters = network_.layer_parameters(index);
      const std::size_t input = connections.input_of(index);
      const LaneVector& gradient = gradients_[index + 1];
      add_biases(summands_of(layer, parameters), gradient);
      parameter_gradient.resize(parameters.size());
      LaneVector scratch(layer.scratch_size());
      LaneVector input_gradient(activations_[input].size());
      layer.backward({.parameters = parameters,
                      .input = activations_[input],
                      .output = activations_[index + 1],
                      .output_gradient = gradient,
                      .input_gradient = input_gradient,
                      .parameter_gradient = parameter_gradient,
                      .scratch = scratch});
      Addition::add(input_gradient, gradients_[input]);
      if (const auto summand = connections.summand_of(index)) {
        Addition::add(gradient, gradients_[*summand]);
      }
    }
  }

  /// Adds the biases of a layer, times the derivatives by them.
  void add_biases(std::span<const float> biases, std::span<const Lanes> gradient) {
    for (std::size_t k = 0; k < biases.size(); ++k) {
      const std::size_t map_size = gradient.size() / biases.size();
      for (const Lanes& derivative : gradient.subspan(k * map_size, map_size)) {
        for (std::size_t lane = 0; lane < questions_.size(); ++lane) {
          biases_[lane] += static_cast<double>(derivative[lane]) * static_cast<double>(biases[k]);
        }
      }
    }
  }

  void add_class_map(Attribution& result, std::size_t maps, std::size_t lane) const {
    const Shape shape = network_.activation_shape(maps);
    result.class_map_shape = {.channels = 1, .height = shape.height, .width = shape.width};
    const std::size_t size = result.class_map_shape.size();
    std::vector<double> sums(size);
    for (std::size_t begin = 0; begin < shape.size(); begin += size) {
      double weight = 0.0;
      for (std::size_t n = 0; n < size; ++n) {
        weight += static_cast<double>(gradients_[maps][begin + n][lane]);
      }
      weight /= static_cast<double>(size);
      for (std::size_t n = 0; n < size; ++n) {
        sums[n] += weight * static_cast<double>(activations_[maps][begin + n][lane]);
      }
    }
    for (const double sum : sums) {
      result.class_map.push_back(static_cast<float>(std::max(0.0, sum)));
    }
  }

  const Network& network_;
  std::span<const Question> questions_;
  std::vector<LaneVector> activations_;  // as the network's: the input, then the layers' outputs
  std::vector<LaneVector> gradients_;
  std::array<double, kLanes> biases_{};
};

void check(const Network& network, const ImageSet& images, std::span<const Question> questions) {
  require_input_shape(network, images);
  for (const Question& question : questions) {
    if (question.label < network.class_count()) continue;
    throw std::invalid_argument("class " + std::to_string(question.label) + " of a network of " +
                                std::to_string(network.class_count()) + " classes");
  }
}

/// Where a value of the larger map lies between two of the smaller one.
struct Between {
  std::size_t before;
  std::size_t after;
  float share;  // of `after`
};

Between find_between(int place, int from, int to) {
  const float middle =
      (static_cast<float>(place) + 0.5f) * static_cast<float>(from) / static_cast<float>(to) - 0.5f;
  const float inside = std::clamp(middle, 0.0f, static_cast<float>(from - 1));
  const auto before = static_cast<std::size_t>(inside);
  return {before, std::min(before + 1, static_cast<std::size_t>(from - 1)),
          inside - static_cast<float>(before)};
}

}  // namespace

std::vector<Attribution> attribute(const Network& network, const ImageSet& images,
                                   std::span<const Question> questions) {
  check(network, images, questions);
  const Network after_training = folded(network);
  std::vector<Attribution> results;
  for (std::size_t begin = 0; begin < questions.size(); begin += kLanes) {
    const std::size_t end = std::min<std::size_t>(begin + kLanes, questions.size());
    const std::span<const Question> gang = questions.subspan(begin, end - begin);
    const Pass pass(after_training, images, gang);
    for (std::size_t lane = 0; lane < gang.size(); ++lane) {
      results.push_back(pass.of(lane, images.image(gang[lane].image)));
    }
  }
  return results;
}

bool is_sum_of_contributions(const Network& network) {
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const auto* const activation = dynamic_cast<const Activation*>(&network.layer(index));
    if (activation != nullptr && activation->function() != ActivationFunction::kRelu &&
        activation->function() != ActivationFunction::kLeakyRelu) {
      return false;
    }
  }
  return true;
}

std::vector<float> enlarged(std::span<const float> map, Shape from, Shape to) {
  std::vector<float> result;
  result.reserve(to.size());
  const auto row_of = [&](std::size_t row) {
    return map.subspan(row * static_cast<std::size_t>(from.width),
                       static_cast<std::size_t>(from.width));
  };
  for (int i = 0; i < to.height; ++i) {
    const Between rows = find_between(i, from.height, to.height);
    for (int j = 0; j < to.width; ++j) {
      const Between columns = find_between(j, from.width, to.width);
      const auto inside = [&](std::span<const float> row) {
        return (1.0f - columns.share) * row[columns.before] + columns.share * row[columns.after];
      };
      result.push_back((1.0f - rows.share) * inside(row_of(rows.before)) +
                       rows.share * inside(row_of(rows.after)));
    }
  }
  return result;
}

}  // namespace inkling
