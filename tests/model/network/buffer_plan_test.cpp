#include "model/network/buffer_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/network/architecture.h"

namespace inkling {
namespace {

using testing::ElementsAre;

Network network_of(const char* architecture) {
  return build_network(architecture, {.channels = 9}, 9);
}

TEST(BufferPlan, OfAChainIsTwoBuffersInTurn) {
  const Network network = network_of("fc 5, fc 8, relu, fc 9");
  const BufferPlan in_place = plan_activations(network, true);
  EXPECT_THAT(in_place.buffers, ElementsAre(0, 1, 0, 0, 1));
  EXPECT_THAT(in_place.sizes, ElementsAre(9, 9));
  EXPECT_THAT(plan_activations(network, false).buffers, ElementsAre(0, 1, 0, 1, 0));
  EXPECT_THAT(plan_gradients(network).buffers, ElementsAre(1, 0, 1, 1, 0));
}

TEST(BufferPlan, KeepsTheInputOfABlockUntilItIsAdded) {
  // The addition overwrites the output of the second layer.
  const BufferPlan plan = plan_activations(network_of("residual(fc 5, fc 9), fc 9"), true);
  EXPECT_THAT(plan.buffers, ElementsAre(0, 1, 2, 2, 0));
  EXPECT_THAT(plan.sizes, ElementsAre(9, 5, 9));
}

TEST(BufferPlan, KeepsTheOutputOfTheMainBranchUntilTheShortcutIsAdded) {
  const BufferPlan plan = plan_activations(network_of("residual(fc 6; fc 5, fc 6), fc 9"), true);
  EXPECT_THAT(plan.buffers, ElementsAre(0, 1, 2, 0, 1, 0));
}

TEST(BufferPlan, LetsNoLayerOverwriteTheInputOfABlock) {
  const BufferPlan plan = plan_activations(network_of("residual(relu, relu)"), true);
  EXPECT_THAT(plan.buffers, ElementsAre(0, 1, 1, 1));
}

TEST(BufferPlan, AddsTheGradientsOfBothBranchesAtTheInputOfABlock) {
  const Network network = network_of("fc 9, residual(fc 5, fc 9)");
  const GradientPlan plan = plan_gradients(network);
  // The addition hands its gradient to activation 1, to which that of layer 1 is added.
  EXPECT_EQ(plan.buffers[3], plan.buffers[4]);
  EXPECT_EQ(plan.written[3], plan.buffers[3]);
  EXPECT_EQ(plan.written[2], plan.buffers[2]);
  EXPECT_NE(plan.written[1], plan.buffers[1]);
  EXPECT_NE(plan.buffers[1], plan.buffers[2]);
  EXPECT_NE(plan.buffers[1], plan.buffers[3]);
  EXPECT_EQ(plan.sizes.size(), 3u);
}

}  // namespace
}  // namespace inkling
