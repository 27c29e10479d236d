#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/network/network.h"

namespace inkling {

/// A trained network with its class names and settings: everything that a model file holds.
struct Model {
  Network network;
  std::vector<std::string> class_names;  ///< One for each output, in order.
  /// How the network was trained, as names and values ("epochs" -> "10"). They are only stored and
  /// shown: `model` and `io` never interpret them.
  std::map<std::string, std::string> settings;
  /// Whether it comes from a file with a correct checksum. Files of other programs have none.
  bool has_checksum = false;
  /// Whether its file does not say which numbers its pixels are. `network.normalization` is then
  /// that of pixels from 0 to 1, and the pictures of other numbers come out wrong.
  bool has_unknown_pixels = false;
};

}  // namespace inkling
