// Each layer has its own output here. In a `Workspace`, a layer that works in place would overwrite
// its input, which a trace shows.

#include "model/network/trace.h"

#include <array>
#include <stdexcept>
#include <string>

#include "model/lanes/gang.h"
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
  LaneVector input(images.shape.size());
  load_gang(images, kFirst, network.normalization, input);
  Trace result{.values = {first_lane(input)}, .probabilities = {}};
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    LaneVector output(network.layer(index).output_shape().size());
    network.layer(index).forward(network.layer_parameters(index), input, output);
    result.values.push_back(first_lane(output));
    input = std::move(output);
  }
  softmax(input, input);
  result.probabilities = first_lane(input);
  return result;
}

}  // namespace inkling
