#pragma once

#include <string>

#include "model/layers/layer.h"

namespace inkling {

/// The mathematics of a step through a network, for people to read.
struct Formula {
  std::string name;    ///< "convolution".
  std::string text;    ///< "output(k, i, j) = bias(k) + Σ(c, u, v) ..."; Σ(c, u, v) is a sum over
                       ///< all c, u and v.
  std::string source;  ///< Where it is found: "B&J, Def. 10.1.3 and 10.5.1".
  /// The number of a definition or equation in B&J, "10.5.1" or "(4.2)"; empty for what the book
  /// does not have.
  std::string number = {};
};

/// The formula of a layer. Its letters are those of the layer's header.
/// Throws std::invalid_argument for a kind of layer that is not known here.
Formula formula_of(const Layer& layer);

/// The first step, before all layers: pixels become numbers around 0.
Formula formula_of_normalization();

/// The last step, behind all layers: logits become probabilities.
Formula formula_of_softmax();

}  // namespace inkling
