#pragma once

#include "model/layers/layer.h"

namespace inkling {

/// Checks of one layer what every layer promises, whatever it computes:
///
/// - forward and backward write every value;
/// - the gradients by input and parameters are those of the forward pass, by central differences of
///   the scalar loss sum(output * output_gradient), in each lane by itself;
/// - an empty `input_gradient` leaves the parameters' gradient as it is;
/// - a layer that works in place gives the same bits in place.
///
/// A failure prints both numbers. Layers of many values are checked at 150 random ones.
void check_layer(const Layer& layer);

}  // namespace inkling
