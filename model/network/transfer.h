#pragma once

#include <cstddef>
#include <cstdint>

#include "model/network/network.h"

namespace inkling {

/// A network with the weights of `network` for `classes` other classes: its last layer with
/// parameters, which must be fully connected, is new, with as many outputs and the initial values
/// of `seed`. Throws std::invalid_argument if the last one is another layer.
Network with_new_classes(const Network& network, std::size_t classes, std::uint64_t seed);

}  // namespace inkling
