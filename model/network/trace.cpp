// Each layer has its own output here, as long as it is read. In a `Workspace`, a layer that works
// in place would overwrite its input, which a trace shows.

#include "model/network/trace.h"

#include <array>
#include <stdexcept>
#include <string>

#include "model/lanes/gang.h"
#include "model/layers/addition.h"
#include "model/layers/loss.h"

namespace inkling {
namespace {

std::vector<float> first_lane(std::span<const Lanes> lanes) {
  std::vector<float> values;
  values.reserve(lanes.size());
  for (const Lanes& value : lanes) values.push_back(value[0]);
  return values;
}

}  // namespace

Trace trace(const Network& network, std::span<const std::uint8_t> image) {
  const ImageSet images{.shape = network.input_shape(), .pixels = {image.begin(), image.end()}};
  if (image.size() != images.shape.size()) {
    throw std::invalid_argument("the image has " + std::to_string(image.size()) +
                                " pixels, but the network expects " + to_string(images.shape));
  }
  constexpr std::array<std::uint32_t, 1> kFirst{0};
  const Connections& connections = network.connections();
  std::vector<LaneVector> activations{LaneVector(images.shape.size())};
  load_gang(images, kFirst, network.normalization, activations.front());
  Trace result{.values = {first_lane(activations.front())}, .probabilities = {}};
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const std::size_t input = connections.input_of(index);
    const auto summand = connections.summand_of(index);
    LaneVector output(network.layer(index).output_shape().size());
    network.layer(index).forward(network.layer_parameters(index), activations[input], output);
    if (summand) Addition::add(activations[*summand], output);
    result.values.push_back(first_lane(output));
    activations.push_back(std::move(output));
    for (const std::size_t read : {input, summand.value_or(input)}) {
      if (connections.last_reader_of(read) == index) activations[read] = LaneVector();
    }
  }
  softmax(activations.back(), activations.back(), network.inverse_temperature);
  result.probabilities = first_lane(activations.back());
  return result;
}

}  // namespace inkling
