#pragma once

#include <cstdint>

#include "model/network/network.h"

namespace inkling {

/// Multiplications with which one image trains `network`: as many as forward makes for the values,
/// again for the gradients by the parameters and again for those by the inputs, less the last of
/// the first layer with parameters, which nobody needs.
inline std::int64_t training_multiplications(const Network& network) {
  return 3 * network.multiplications() -
         network.layer(network.first_trained_layer()).multiplications();
}

}  // namespace inkling
