#include "model/network/residual_block.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "model/layers/addition.h"
#include "model/layers/fully_connected.h"
#include "model/network/architecture.h"
#include "model/network/workspace.h"
#include "tests/model/expect_refusal.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

using Numbers = std::vector<std::string>;

TEST(Connections, OfAChainAreTheLayersBefore) {
  const Connections connections(3, {});
  for (const std::size_t index : {0u, 1u, 2u}) {
    EXPECT_EQ(connections.input_of(index), index);
    EXPECT_FALSE(connections.summand_of(index));
    EXPECT_EQ(connections.readers_of(index), 1u);
    EXPECT_EQ(connections.last_reader_of(index), index);
  }
  EXPECT_EQ(connections.readers_of(3), 0u);
  EXPECT_EQ(connections.last_reader_of(3), 3u);
}

TEST(Connections, OfABlockWithoutAShortcutAddItsInput) {
  // 0, residual(1, 2) with its addition 3, 4
  const Connections connections(5, {{.begin = 1, .shortcut_begin = 3, .addition = 3}});
  EXPECT_EQ(connections.input_of(3), 3u);
  EXPECT_EQ(connections.summand_of(3), 1u);
  EXPECT_EQ(connections.readers_of(1), 2u);
  EXPECT_EQ(connections.last_reader_of(1), 3u);
  EXPECT_EQ(connections.input_of(4), 4u);
}

TEST(Connections, OfAShortcutBeginAtTheInputOfTheBlock) {
  // 0, residual(1, 2; 3) with its addition 4
  const Connections connections(5, {{.begin = 1, .shortcut_begin = 3, .addition = 4}});
  EXPECT_EQ(connections.input_of(3), 1u);
  EXPECT_EQ(connections.input_of(4), 3u);
  EXPECT_EQ(connections.summand_of(4), 4u);
  EXPECT_EQ(connections.last_reader_of(1), 3u);
}

TEST(Connections, OfNestedBlocksAreInAnyOrderOfTheBlocks) {
  // residual(residual(0), 2; residual(3; 4)) with the additions 1, 5 and 6
  const ResidualBlock first{.begin = 0, .shortcut_begin = 1, .addition = 1};
  const ResidualBlock second{.begin = 3, .shortcut_begin = 4, .addition = 5};
  const ResidualBlock outer{.begin = 0, .shortcut_begin = 3, .addition = 6};
  for (const std::vector<ResidualBlock>& blocks :
       {std::vector{first, second, outer}, std::vector{outer, second, first}}) {
    const Connections connections(7, blocks);
    EXPECT_EQ(connections.blocks(), (std::vector{outer, first, second}));
    for (const std::size_t index : {0u, 3u, 4u}) EXPECT_EQ(connections.input_of(index), 0u);
    EXPECT_EQ(connections.summand_of(1), 0u);
    EXPECT_EQ(connections.input_of(5), 4u);
    EXPECT_EQ(connections.summand_of(5), 5u);
    EXPECT_EQ(connections.input_of(6), 3u);
    EXPECT_EQ(connections.summand_of(6), 6u);
    EXPECT_EQ(connections.readers_of(0), 4u);
  }
}

void expect_refused(std::vector<ResidualBlock> blocks, const std::string& message) {
  expect_refusal([&] { Connections(9, blocks); }, message);
}

TEST(Connections, RefuseABlockWithoutAMainBranch) {
  expect_refused({{.begin = 2, .shortcut_begin = 2, .addition = 4}},
                 "the residual block of layers 3 to 5: expects a main branch, then the shortcut, "
                 "then an addition among the 9 layers; the shortcut begins at layer 3");
}

TEST(Connections, RefuseABlockThatDoesNotEndAmongTheLayers) {
  for (const ResidualBlock& block :
       {ResidualBlock{.begin = 2, .shortcut_begin = 5, .addition = 4},
        ResidualBlock{.begin = 2, .shortcut_begin = 9, .addition = 9},
        ResidualBlock{.begin = 2, .shortcut_begin = 3, .addition = std::size_t(-2)}}) {
    EXPECT_THROW(Connections(9, {block}), std::invalid_argument);
  }
}

TEST(Connections, RefuseBlocksThatOverlap) {
  const ResidualBlock outer{.begin = 1, .shortcut_begin = 4, .addition = 6};
  for (const ResidualBlock& block :
       {ResidualBlock{.begin = 3, .shortcut_begin = 4, .addition = 4},
        ResidualBlock{.begin = 3, .shortcut_begin = 7, .addition = 7},
        ResidualBlock{.begin = 5, .shortcut_begin = 6, .addition = 6}, outer}) {
    EXPECT_THROW(Connections(9, {outer, block}), std::invalid_argument);
  }
  expect_refused({outer, {.begin = 3, .shortcut_begin = 5, .addition = 5}},
                 "the residual block of layers 4 to 6: must be in one branch of the residual block "
                 "of layers 2 to 7 or outside of it");
}

TEST(Connections, RefuseTooManyNestedBlocks) {
  std::vector<ResidualBlock> blocks;
  for (std::size_t n = 1; n <= kMostNestedBlocks + 1; ++n) {
    blocks.push_back({.begin = 0, .shortcut_begin = n, .addition = n});
  }
  expect_refusal([&] { Connections(99, blocks); },
                 "the residual block of layers 1 to 2: at most 16 blocks can be inside each other");
  blocks.pop_back();
  EXPECT_NO_THROW(Connections(99, blocks));
}

TEST(ArchitectureText, LeavesOutEmptyLayersAndShortcuts) {
  const std::vector<ResidualBlock> blocks{{.begin = 1, .shortcut_begin = 3, .addition = 4}};
  EXPECT_EQ(architecture_text(Numbers{"a", "b", "c", "d", "+"}, blocks), "a, residual(b, c; d)");
  EXPECT_EQ(architecture_text(Numbers{"", "", "c", "d", "+"}, blocks), "residual(c; d)");
  EXPECT_EQ(architecture_text(Numbers{"a", "b", "", "", "+"}, blocks), "a, residual(b)");
}

constexpr Shape kImage{.channels = 2, .height = 4, .width = 5};

LaneVector some_images() {
  RandomStream random(10, Purpose::kAugmentation);
  return random_gang(kImage.size(), random);
}

/// A network with random parameters, so that all sums are exact.
Network random_network(const std::string& architecture, std::size_t classes) {
  Network network = build_network(architecture, kImage, classes);
  RandomStream random(9, Purpose::kInitialization);
  std::ranges::copy(random_numbers(network.parameters().size(), random),
                    network.parameters().begin());
  return network;
}

LaneVector output_of(const Network& network, bool with_gradients) {
  Workspace workspace(network, with_gradients);
  std::ranges::copy(some_images(), workspace.input().begin());
  network.forward(workspace);
  return {workspace.logits().begin(), workspace.logits().end()};
}

/// What a network of `layers` layers from `first` on, one of the branches, gives.
LaneVector output_of_part(const Network& network, const std::string& architecture,
                          std::size_t first, std::size_t layers) {
  const std::size_t begin = network.parameter_offset(first);
  const std::size_t end = network.parameter_offset(first + layers);
  const std::size_t classes = network.layer(first + layers - 1).output_shape().size();
  Network part = build_network(architecture, kImage, classes);
  std::ranges::copy(network.parameters().subspan(begin, end - begin), part.parameters().begin());
  return output_of(part, false);
}

void expect_sum(const Network& network, const LaneVector& branch, const LaneVector& shortcut) {
  LaneVector expected = branch;
  Addition::add(shortcut, expected);
  expect_equal(output_of(network, false), expected);
  expect_equal(output_of(network, true), expected);
}

TEST(ResidualNetwork, AddsItsInput) {
  const Network network = random_network("residual(relu, pad 1, conv 2x3x3)", 40);
  expect_sum(network, output_of_part(network, "relu, pad 1, conv 2x3x3", 0, 3), some_images());
}

TEST(ResidualNetwork, AddsWhatItsShortcutGives) {
  const Network network = random_network("residual(pad 1, conv 3x3x3, relu; relu, conv 3x1x1)", 60);
  expect_sum(network, output_of_part(network, "pad 1, conv 3x3x3, relu", 0, 3),
             output_of_part(network, "relu, conv 3x1x1", 3, 2));
}

TEST(ResidualNetwork, AddsInABranchOfAnother) {
  const Network network = random_network("residual(conv 2x1x1; residual(relu, conv 2x1x1))", 40);
  LaneVector inner = output_of_part(network, "relu, conv 2x1x1", 1, 2);
  Addition::add(some_images(), inner);
  expect_sum(network, output_of_part(network, "conv 2x1x1", 0, 1), inner);
}

/// Blocks in all places where a layer in place, an addition or a gradient could overwrite a value.
class ResidualNetworkOf : public testing::TestWithParam<const char*> {};

TEST_P(ResidualNetworkOf, GivesTheSameWithAndWithoutGradients) {
  const Network network = random_network(GetParam(), 3);
  expect_equal(output_of(network, true), output_of(network, false));
}

TEST_P(ResidualNetworkOf, IsBuiltFromItsOwnText) {
  EXPECT_EQ(random_network(GetParam(), 3).architecture(), GetParam());
}

TEST_P(ResidualNetworkOf, GivesTheSameGradientWhateverTheWorkspaceWasUsedForBefore) {
  const Network network = random_network(GetParam(), 3);
  std::vector<std::vector<float>> gradients;
  Workspace workspace(network);
  for (const float content : {0.0f, kPoison}) {
    for (std::size_t n = 0; n <= network.layer_count(); ++n) {
      std::ranges::fill(workspace.gradient(n), Lanes(content));
      std::ranges::fill(workspace.activation(n), Lanes(content));
    }
    std::ranges::copy(some_images(), workspace.input().begin());
    network.forward(workspace);
    std::ranges::copy(uniform_gang({1, -0.5f, 2}), workspace.logits_gradient().begin());
    gradients.emplace_back(network.parameters().size(), kPoison);
    network.backward(workspace, gradients.back());
  }
  EXPECT_EQ(gradients[0], gradients[1]);
}

INSTANTIATE_TEST_SUITE_P(
    Networks, ResidualNetworkOf,
    testing::Values("residual(relu, conv 2x1x1), fc 3", "residual(conv 2x1x1, relu), relu, fc 3",
                    "conv 4x3x3, relu, residual(relu, conv 4x1x1, relu), relu, fc 3",
                    "relu, residual(tanh, dropout 0.5; dropout 0.2, tanh), sigmoid, fc 3",
                    "conv 4x2x2, residual(relu; relu), residual(square; tanh), fc 3",
                    "fc 4, relu, residual(relu, residual(relu, fc 4), relu), relu, fc 3",
                    "residual(residual(residual(relu, conv 2x1x1))), fc 3",
                    "residual(fc 5, residual(fc 5, tanh); residual(fc 6, relu; tanh, fc 6), fc 5), "
                    "relu, fc 3",
                    "residual(pool 2, fc 3; residual(relu; square), fc 3, relu)"));

/// The message with which a network of these layers, all of three values, is refused.
void expect_layers_refused(const std::string& kinds, std::vector<ResidualBlock> blocks,
                           const std::string& message) {
  const Shape shape{.channels = 3};
  std::vector<std::unique_ptr<Layer>> layers;
  for (const char kind : kinds) {
    if (kind == '+') layers.push_back(std::make_unique<Addition>(shape));
    if (kind == 'f') layers.push_back(std::make_unique<FullyConnected>(shape, 3));
    if (kind == 'g') layers.push_back(std::make_unique<FullyConnected>(shape, 4));
  }
  expect_refusal([&] { Network(shape, std::move(layers), {}, std::move(blocks)); }, message);
}

TEST(ResidualNetwork, HasAnAdditionAtTheEndOfEachBlockOnly) {
  expect_layers_refused("ff+", {}, "layer 3 (addition): does not end a residual block");
  expect_layers_refused("fff", {{.begin = 1, .shortcut_begin = 2, .addition = 2}},
                        "layer 3 (fc 3): ends a residual block, but is no addition");
}

TEST(ResidualNetwork, RefusesBranchesOfDifferentShapes) {
  expect_layers_refused("fg+", {{.begin = 1, .shortcut_begin = 2, .addition = 2}},
                        "layer 3 (addition): expects the same shape from both branches of the "
                        "residual block, but gets 4x1x1 from layer 2 (fc 4) and 3x1x1 from layer 1 "
                        "(fc 3)");
  expect_layers_refused("gg+", {{.begin = 0, .shortcut_begin = 1, .addition = 2}},
                        "layer 3 (addition): expects 3x1x1, but layer 1 (fc 4) gives 4x1x1");
}

TEST(ResidualNetwork, EndsBackpropagationWhereNothingBeforeIsTrained) {
  EXPECT_EQ(random_network("relu, residual(relu; conv 2x1x1), fc 3", 3).first_trained_layer(), 2u);
}

}  // namespace
}  // namespace inkling
