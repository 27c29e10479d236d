#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace inkling {

/// A part of a network's list of layers whose input is added to its output (He et al., 2016):
///
///     residual(main branch; shortcut): output = main branch(input) + shortcut(input)
///
/// Both branches read what layer `begin` reads. The main branch are the layers from `begin`, the
/// shortcut those from `shortcut_begin`, and the layer `addition`, an `Addition`, adds their
/// outputs. Without layers between the last two, the shortcut is the identity.
struct ResidualBlock {
  std::size_t begin = 0;
  std::size_t shortcut_begin = 0;
  std::size_t addition = 0;

  bool has_shortcut() const { return shortcut_begin < addition; }
  bool operator==(const ResidualBlock&) const = default;
};

/// How many blocks may be inside each other.
inline constexpr std::size_t kMostNestedBlocks = 16;

/// What each layer of a network reads. Activation 0 is the network's input, activation n + 1 is the
/// output of layer n. A layer reads the output of the layer before it, unless blocks say otherwise.
class Connections {
 public:
  /// No layers.
  Connections() = default;
  /// Takes the number of layers, and their blocks in any order. Throws std::invalid_argument if a
  /// block has no main branch or does not end before the last layer has, if two overlap other than
  /// by one being in a branch of the other, or if too many are inside each other.
  Connections(std::size_t layers, std::vector<ResidualBlock> blocks);

  /// By their first layers; those around a block come before it.
  const std::vector<ResidualBlock>& blocks() const { return blocks_; }

  /// The activation that layer `index` reads.
  std::size_t input_of(std::size_t index) const { return inputs_[index]; }
  /// The activation that layer `index` adds to the other one, if it is the addition of a block.
  std::optional<std::size_t> summand_of(std::size_t index) const { return summands_[index]; }
  /// How many layers read an activation, and the last of them. For the activation that no layer
  /// reads, the network's output, the latter is the number of layers.
  std::size_t readers_of(std::size_t activation) const { return readers_[activation].count; }
  std::size_t last_reader_of(std::size_t activation) const { return readers_[activation].last; }

 private:
  struct Readers {
    std::size_t count;
    std::size_t last;
  };

  void check_blocks() const;

  std::vector<ResidualBlock> blocks_;
  std::vector<std::size_t> inputs_;
  std::vector<std::optional<std::size_t>> summands_;
  std::vector<Readers> readers_;  // one more than there are layers
};

/// The text of a network: that of all layers, separated by commas, with residual(...; ...) around
/// blocks. Layers whose text is empty are left out.
std::string architecture_text(std::span<const std::string> layer_texts,
                              std::span<const ResidualBlock> blocks);

}  // namespace inkling
