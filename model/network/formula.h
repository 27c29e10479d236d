#pragma once

#include <string>

#include "model/layers/layer.h"

namespace inkling {

/// The formula of one step of a network, for people to read.
struct Formula {
  std::string name;    ///< "convolution".
  std::string text;    ///< "output(k, i, j) = bias(k) + Σ(c, u, v) ..."; Σ(c, u, v) is a sum over
                       ///< all c, u and v.
  std::string source;  ///< Where it comes from: "B&J, Def. 10.1.3 and 10.5.1".
  /// The number of a definition or equation in B&J, "10.5.1" or "(4.2)"; empty if it is not in the
  /// book.
  std::string number = {};
};

/// The formula of a layer, with the letters of the layer's header. Throws std::invalid_argument for
/// an unknown kind of layer.
Formula formula_of(const Layer& layer);

/// The first step, before all layers: pixels become numbers around 0.
Formula formula_of_normalization();

/// The last step, after all layers: logits become probabilities. With an inverse temperature other
/// than 1, they are divided by the temperature first.
Formula formula_of_softmax(float inverse_temperature = 1.0f);

/// How much each pixel contributes to a logit, and the class activation map of the last convolution
/// (`Attribution`).
Formula formula_of_contributions();
Formula formula_of_class_map();

}  // namespace inkling
