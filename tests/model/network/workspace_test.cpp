#include "model/network/workspace.h"

#include <gtest/gtest.h>

#include "model/network/architecture.h"

namespace inkling {
namespace {

constexpr Shape kImage{.channels = 1, .height = 6, .width = 6};

TEST(Workspace, HasRoomForTheInputAndEachLayersOutput) {
  const Network network = build_network("conv 2x3x3, pool 2, fc 3", kImage, 3);
  Workspace workspace(network);
  EXPECT_EQ(workspace.input().size(), 36u);
  EXPECT_EQ(workspace.activation(1).size(), 2u * 4 * 4);
  EXPECT_EQ(workspace.activation(2).size(), 2u * 2 * 2);
  EXPECT_EQ(workspace.logits().size(), 3u);
}

TEST(Workspace, KeepsTheInputOfEachLayerThatReadsItOnTheWayBack) {
  const Network network = build_network("conv 2x3x3, square, pool 2, fc 3", kImage, 3);
  Workspace workspace(network);
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    EXPECT_NE(workspace.activation(index).data(), workspace.activation(index + 1).data());
  }
}

TEST(Workspace, LetsAnActivationAfterAConvolutionWorkInPlace) {
  const Network network = build_network("conv 2x3x3, relu, fc 3", kImage, 3);
  Workspace workspace(network);
  EXPECT_EQ(workspace.activation(1).data(), workspace.activation(2).data());
  EXPECT_EQ(workspace.gradient(1).data(), workspace.gradient(2).data());
}

TEST(Workspace, KeepsTheGradientsOfNeighboursApart) {
  const Network network = build_network("conv 2x3x3, square, pool 2, fc 3", kImage, 3);
  Workspace workspace(network);
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    EXPECT_EQ(workspace.gradient(index).size(), workspace.activation(index).size());
    EXPECT_NE(workspace.gradient(index).data(), workspace.gradient(index + 1).data());
  }
}

TEST(Workspace, HasScratchForTheLayerThatNeedsMost) {
  const Network network = build_network("conv 2x3x3, conv 9x2x2, fc 3", kImage, 3);
  std::size_t most = 0;
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    most = std::max(most, network.layer(index).scratch_size());
  }
  EXPECT_GE(Workspace(network).scratch().size(), most);
  EXPECT_GT(most, 0u);
}

TEST(Workspace, WithoutGradientsHasTwoBuffersInTurn) {
  const Network network =
      build_network("conv 2x3x3, relu, dropout 0.5, conv 3x2x2, fc 3", kImage, 3);
  Workspace workspace(network, false);
  EXPECT_EQ(workspace.activation(1).data(), workspace.activation(2).data());
  EXPECT_EQ(workspace.activation(1).data(), workspace.activation(3).data());
  EXPECT_NE(workspace.activation(3).data(), workspace.activation(4).data());
  EXPECT_EQ(workspace.activation(0).data(), workspace.activation(4).data());
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    EXPECT_EQ(workspace.activation(index + 1).size(), network.layer(index).output_shape().size());
  }
}

TEST(Workspace, WithoutGradientsHasNoScratch) {
  const Network network = build_network("conv 2x3x3, fc 3", kImage, 3);
  EXPECT_TRUE(Workspace(network, false).scratch().empty());
}

}  // namespace
}  // namespace inkling
