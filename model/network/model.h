#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/network/network.h"

namespace inkling {

/// A trained network with what belongs to it: everything that a model file holds.
struct Model {
  Network network;
  std::vector<std::string> class_names;  ///< One for each output, in order.
  /// How the network was trained, name by name ("epochs" -> "10"); kept and shown. `model` and `io`
  /// never interpret them.
  std::map<std::string, std::string> settings;
  /// Whether it comes from a file whose checksum is right; foreign files have none.
  bool has_checksum = false;
};

}  // namespace inkling
