#include "model/network/residual_block.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace inkling {
namespace {

std::string described(const ResidualBlock& block) {
  return "the residual block of layers " + std::to_string(block.begin + 1) + " to " +
         std::to_string(block.addition + 1);
}

/// Whether `inner` is in one of the branches of `outer`.
bool is_in_branch(const ResidualBlock& inner, const ResidualBlock& outer) {
  const bool is_in_main = inner.begin >= outer.begin && inner.addition < outer.shortcut_begin;
  return is_in_main || (inner.begin >= outer.shortcut_begin && inner.addition < outer.addition);
}

}  // namespace

Connections::Connections(std::size_t layers, std::vector<ResidualBlock> blocks)
    : blocks_(std::move(blocks)), summands_(layers), readers_(layers + 1, {0, layers}) {
  for (const ResidualBlock& block : blocks_) {
    if (block.begin < block.shortcut_begin && block.shortcut_begin <= block.addition &&
        block.addition < layers) {
      continue;
    }
    throw std::invalid_argument(described(block) +
                                ": expects a main branch, then the shortcut, then an addition "
                                "among the " +
                                std::to_string(layers) + " layers; the shortcut begins at layer " +
                                std::to_string(block.shortcut_begin + 1));
  }
  std::ranges::sort(blocks_, [](const ResidualBlock& a, const ResidualBlock& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.addition > b.addition;
  });
  check_blocks();
  for (std::size_t index = 0; index < layers; ++index) inputs_.push_back(index);
  for (const auto& [begin, shortcut_begin, addition] : blocks_) {
    const std::size_t input = inputs_[begin];
    inputs_[shortcut_begin] = input;
    inputs_[addition] = shortcut_begin;  // the output of the main branch
    summands_[addition] = shortcut_begin < addition ? addition : input;
  }
  const auto read = [this](std::size_t activation, std::size_t index) {
    readers_[activation] = {readers_[activation].count + 1, index};
  };
  for (std::size_t index = 0; index < layers; ++index) {
    read(inputs_[index], index);
    if (summands_[index]) read(*summands_[index], index);
  }
}

/// Checks how blocks are nested; they are in order.
void Connections::check_blocks() const {
  std::vector<ResidualBlock> around;
  for (const ResidualBlock& block : blocks_) {
    while (!around.empty() && around.back().addition < block.begin) around.pop_back();
    if (!around.empty() && !is_in_branch(block, around.back())) {
      throw std::invalid_argument(described(block) + ": must be in one branch of " +
                                  described(around.back()) + " or outside of it");
    }
    around.push_back(block);
    if (around.size() > kMostNestedBlocks) {
      throw std::invalid_argument(described(block) + ": at most " +
                                  std::to_string(kMostNestedBlocks) +
                                  " blocks can be inside each other");
    }
  }
}

std::string architecture_text(std::span<const std::string> layer_texts,
                              std::span<const ResidualBlock> blocks) {
  std::string text;
  std::string before;  // what comes between the text so far and the next layer
  const auto separate = [&before](const std::string& separator) {
    if (before.empty()) before = separator;
  };
  for (std::size_t index = 0; index < layer_texts.size(); ++index) {
    for (const ResidualBlock& block : blocks) {
      if (block.has_shortcut() && block.shortcut_begin == index) before = "; ";
      if (block.begin == index) before += "residual(";
    }
    const bool is_addition =
        std::ranges::find(blocks, index, &ResidualBlock::addition) != blocks.end();
    if (is_addition) {
      text += ")";
      before.clear();
    } else if (!layer_texts[index].empty()) {
      text += before + layer_texts[index];
      before.clear();
    } else {
      continue;
    }
    separate(", ");
  }
  return text;
}

}  // namespace inkling
