#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "model/network/architecture.h"
#include "model/network/workspace.h"

// From the talk "Can we analytically solve neural networks?": with the square as its activation a
// network 1 -> 2 -> 1 is a polynomial of degree 4 in its input.

namespace inkling {
namespace {

/// The n-th differences of the network (3x + 1)^2 - 2 (2x - 3)^2 + 1, squared, at x = 0, ..., 15:
/// lane l holds x = l. All numbers are whole and exact in float.
std::vector<float> differences(int order) {
  Network network = build_network("fc 2, square, fc 1, square", {}, 1);
  std::ranges::copy(std::array{3.0f, 2.0f, 1.0f, -3.0f, 1.0f, -2.0f, 1.0f},
                    network.parameters().begin());
  Workspace workspace(network);
  workspace.input()[0] = Lanes([](int lane) { return static_cast<float>(lane); });
  network.forward(workspace);

  std::vector<float> values(kLanes);
  for (std::size_t x = 0; x < values.size(); ++x) values[x] = workspace.logits()[0][x];
  for (; order > 0; --order) {
    for (std::size_t x = 0; x + 1 < values.size(); ++x) values[x] = values[x + 1] - values[x];
    values.pop_back();
  }
  return values;
}

TEST(SquareNetwork, HasFifthDifferencesOfZero) {
  EXPECT_EQ(differences(5), std::vector<float>(11, 0.0f));
}

TEST(SquareNetwork, HasFourthDifferencesOfItsLeadingCoefficient) {
  // 4! times the square of 3^2 - 2 * 2^2 = 1
  EXPECT_EQ(differences(4), std::vector<float>(12, 24.0f));
}

TEST(SquareNetwork, HasTheValueOfThePolynomial) {
  // At 1: (4^2 - 2 (-1)^2 + 1)^2 = 15^2
  EXPECT_EQ(differences(0)[1], 225.0f);
}

}  // namespace
}  // namespace inkling
