#include <algorithm>
#include <cmath>

#include "model/layers/loss.h"
#include "model/network/architecture.h"
#include "model/network/workspace.h"
#include "tests/textbook/book.h"

// B&J, Example 10.6.3: a network of paddings, convolutions without biases and one pooling of the
// whole map. Where an image has n empty columns (rows) at its end, it gives the same probabilities
// for the image and for its n shifts; so do real digits, as far as paper is 0 (`invariant`).

namespace inkling::book {
namespace {

constexpr int kSide = 8;

/// Two kernels of 3x3, each after a padding of 3.
Network shift_invariant_network() {
  Network network =
      build_network("pad 3, conv 4x3x3 no-bias, relu, pad 3, conv classesx3x3 no-bias, pool all",
                    {.channels = 1, .height = kSide, .width = kSide}, 5);
  network.initialize(1);
  return network;
}

std::vector<float> probabilities_of(const Network& network, const Matrix& image) {
  Workspace workspace(network);
  std::ranges::copy(uniform_gang(image.values), workspace.input().begin());
  network.forward(workspace);
  LaneVector probabilities(network.class_count());
  softmax(workspace.logits(), probabilities);
  return lane_of(probabilities, 0);
}

Matrix image_with_empty(int rows, int columns) {
  RandomStream random(2, Purpose::kAugmentation);
  Matrix image = random_matrix(kSide, kSide, random);
  for (int i = 0; i < kSide; ++i) {
    for (int j = 0; j < kSide; ++j) {
      if (i >= kSide - rows || j >= kSide - columns) image.at(i, j) = 0;
    }
  }
  return image;
}

TEST(Example_10_6_3, GivesTheSameProbabilitiesWhenAnImageWithAnEmptyColumnMovesRight) {
  const Network network = shift_invariant_network();
  const Matrix image = image_with_empty(0, 1);
  EXPECT_EQ(probabilities_of(network, shift_right(image)), probabilities_of(network, image));
}

TEST(Example_10_6_3, GivesTheSameProbabilitiesWhenAnImageWithAnEmptyRowMovesDown) {
  const Network network = shift_invariant_network();
  const Matrix image = image_with_empty(1, 0);
  EXPECT_EQ(probabilities_of(network, shift_down(image)), probabilities_of(network, image));
}

TEST(Example_10_6_3, GivesTheSameProbabilitiesForAsManyShiftsAsThereAreEmptyColumnsAndRows) {
  const Network network = shift_invariant_network();
  Matrix image = image_with_empty(3, 3);
  const std::vector<float> expected = probabilities_of(network, image);
  for (int n = 1; n <= 3; ++n) {
    image = shift_down(shift_right(image));
    EXPECT_EQ(probabilities_of(network, image), expected) << n << " shifts";
  }
}

TEST(Example_10_6_3, GivesOtherProbabilitiesWhenInkMovesRoundTheEdge) {
  const Network network = shift_invariant_network();
  const Matrix image = image_with_empty(0, 0);
  EXPECT_NE(probabilities_of(network, shift_right(image)), probabilities_of(network, image));
}

}  // namespace
}  // namespace inkling::book
