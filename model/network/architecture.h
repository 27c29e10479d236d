#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/layers/loss.h"
#include "model/network/network.h"
#include "model/shape.h"

namespace inkling {

/// A network with a name, and the settings that belong to it.
struct NamedArchitecture {
  std::string_view name;
  std::string_view text;
  std::string_view description;
  std::string_view source;                          ///< Where it comes from: "B&J, Example 10.6.3".
  LossFunction loss = LossFunction::kCrossEntropy;  ///< The loss that the books use with it.
};

/// All networks with a name, the default first.
std::span<const NamedArchitecture> named_architectures();

/// The network with the name `architecture`, ignoring blanks around it; null if there is none.
const NamedArchitecture* find_named_architecture(std::string_view architecture);

/// The kinds of layers in an architecture text with their arguments, one line each, for `--help`.
std::string layer_kinds_help();

/// Builds a network from an architecture text such as
///
///     pad 2, conv 6x5x5, relu, pool 2, fc 120, relu, fc classes
///
/// or from a name (`lenet5`). Layers are separated by commas; `layer_kinds_help` has their kinds.
/// `conv KxHxW stride SxT groups G no-bias` has K kernels of H rows and W columns that move by S
/// rows and T columns, in G groups, without biases; `pool HxW stride SxT pad TxLxBxR` has a window
/// with margins at the top, the left, the bottom and the right. One number may replace equal ones.
/// `pool all` pools the whole map; `classes` means `class_count`; `residual(A, ...; B, ...)` is a
/// block of layers (`ResidualBlock`). All parameters are zero.
///
/// Throws std::invalid_argument, which says where and what was expected, if the text cannot be
/// read, if neighbouring layers do not fit (it names both), or if the last layer does not give one
/// number for each class.
Network build_network(std::string_view architecture, Shape input, std::size_t class_count);

}  // namespace inkling
