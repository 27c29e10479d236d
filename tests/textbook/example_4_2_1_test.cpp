#include <gtest/gtest.h>

#include <algorithm>

#include "model/network/architecture.h"
#include "model/network/workspace.h"
#include "tests/model/lanes/gangs.h"

// B&J, Example 4.2.1: a network of two layers with ReLU, computed by hand at one point.

namespace inkling {
namespace {

const std::vector<float> kParameters{4,  2, -5,         //
                                     5,  4, 6,          //
                                     0,  3, 2,          //  A1
                                     2,  2, -3,         //
                                     -7, 1, -4,         //
                                     -2, 3, 5,  -2, 7,  // b1
                                     -2, 6, 2,  -5, 0,  //
                                     -3, 0, 6,  1,  2,  //  A2
                                     -3, -1};           // b2

TEST(Example_4_2_1, GivesTheHiddenLayerAndTheResultOfTheBook) {
  Network network = build_network("fc 5, relu, fc 2, relu", {.channels = 3}, 2);
  std::ranges::copy(kParameters, network.parameters().begin());
  Workspace workspace(network);
  std::ranges::copy(uniform_gang({1, 0, 6}), workspace.input().begin());

  network.forward(workspace);

  expect_equal(workspace.activation(2), uniform_gang({0, 44, 17, 0, 0}));
  expect_equal(workspace.logits(), uniform_gang({295, 101}));
}

}  // namespace
}  // namespace inkling
