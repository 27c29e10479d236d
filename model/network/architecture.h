#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/layers/loss.h"
#include "model/network/network.h"
#include "model/shape.h"

namespace inkling {

/// A network that has a name, with the settings that belong to it.
struct NamedArchitecture {
  std::string_view name;
  std::string_view text;
  std::string_view description;
  std::string_view source;                          ///< Where it is found: "B&J, Example 10.6.3".
  LossFunction loss = LossFunction::kCrossEntropy;  ///< That of its name in the books.
};

/// All networks that have a name, the default first.
std::span<const NamedArchitecture> named_architectures();

/// The one with the name that `architecture` is, but for blanks around it; null where it is none.
const NamedArchitecture* find_named_architecture(std::string_view architecture);

/// The layer kinds of an architecture text with their arguments, for `--help`: one line each.
std::string layer_kinds_help();

/// Builds a network from an architecture text such as
///
///     pad 2, conv 6x5x5, relu, pool 2, fc 120, relu, fc classes
///
/// or from a name (`lenet5`). Layers are separated by commas; `conv KxHxW` has K kernels of H rows
/// and W columns, and with `no-bias` behind it no bias; `pool all` pools the whole map; the number
/// `classes` stands for `class_count`. All parameters are zero.
///
/// Throws std::invalid_argument, with the place and what was expected there, where the text cannot
/// be read, where neighbouring layers do not fit (naming both), and where the last layer does not
/// give one number for each class.
Network build_network(std::string_view architecture, Shape input, std::size_t class_count);

}  // namespace inkling
