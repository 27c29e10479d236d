#include "model/network/transfer.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "model/network/architecture.h"
#include "tests/model/expect_refusal.h"

namespace inkling {
namespace {

constexpr Shape kImage{.channels = 1, .height = 6, .width = 6};

Network initialized(const char* architecture) {
  Network network = build_network(architecture, kImage, 3);
  network.initialize(5);
  network.normalization = {.mean = 0.25f, .deviation = 0.5f};
  return network;
}

TEST(NewClasses, KeepAllWeightsButThoseOfTheLastLayer) {
  const Network network = initialized("conv 4x3x3, relu, residual(conv 4x1x1), fc 3, relu");
  const Network other = with_new_classes(network, 7, 1);
  EXPECT_EQ(other.architecture(), "conv 4x3x3, relu, residual(conv 4x1x1), fc 7, relu");
  EXPECT_EQ(other.normalization, network.normalization);
  for (const std::size_t index : {0u, 2u}) {
    const auto kept = network.layer_parameters(index);
    const auto found = other.layer_parameters(index);
    EXPECT_TRUE(std::ranges::equal(kept, found)) << "layer " << index;
  }
}

TEST(NewClasses, HaveFirstWeightsOfTheirSeed) {
  const Network network = initialized("fc 3");
  const auto first = [&](std::uint64_t seed) {
    return with_new_classes(network, 2, seed).parameters()[0];
  };
  EXPECT_EQ(first(1), first(1));
  EXPECT_NE(first(1), first(2));
  EXPECT_NE(first(1), 0.0f);
}

TEST(NewClasses, NeedAFullyConnectedLayerAtTheEnd) {
  const Network network = initialized("fc 3, conv 3x1x1");
  EXPECT_THROW(with_new_classes(network, 7, 1), std::invalid_argument);
}

}  // namespace
}  // namespace inkling
