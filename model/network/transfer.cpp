#include "model/network/transfer.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/layers/fully_connected.h"
#include "model/network/architecture.h"
#include "model/network/residual_block.h"

namespace inkling {

Network with_new_classes(const Network& network, std::size_t classes, std::uint64_t seed) {
  std::vector<std::string> texts;
  std::size_t last = 0;
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    texts.push_back(network.layer(index).text());
    if (network.layer(index).parameter_count() > 0) last = index;
  }
  if (dynamic_cast<const FullyConnected*>(&network.layer(last)) == nullptr) {
    throw std::invalid_argument("for other classes the last layer must be fc, but is " +
                                texts[last]);
  }
  texts[last] = "fc " + std::to_string(classes);
  Network result = build_network(architecture_text(texts, network.connections().blocks()),
                                 network.input_shape(), classes);
  result.normalization = network.normalization;
  result.initialize(seed);
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    if (index == last) continue;
    const std::span<const float> from = network.layer_parameters(index);
    std::ranges::copy(from, result.parameters().subspan(result.parameter_offset(index)).begin());
  }
  return result;
}

}  // namespace inkling
