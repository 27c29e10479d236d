#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "io/data.h"
#include "model/architecture.h"
#include "model/loss.h"
#include "model/prediction.h"
#include "model/workspace.h"
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

/// `image` of `shape` moved by whole pixels; what comes in is paper, what leaves is lost.
std::vector<std::uint8_t> moved(std::span<const std::uint8_t> image, Shape shape, int down,
                                int right) {
  std::vector<std::uint8_t> result(image.size());
  for (int i = 0; i < shape.height; ++i) {
    for (int j = 0; j < shape.width; ++j) {
      const int y = i + down;
      const int x = j + right;
      if (y < 0 || y >= shape.height || x < 0 || x >= shape.width) continue;
      result[static_cast<std::size_t>(y * shape.width + x)] =
          image[static_cast<std::size_t>(i * shape.width + j)];
    }
  }
  return result;
}

/// Whether nothing of `image` is lost when it moves by `n` pixels to any side.
bool has_empty_border(std::span<const std::uint8_t> image, Shape shape, int n) {
  const auto ink = [](std::span<const std::uint8_t> pixels) {
    return std::ranges::count_if(pixels, [](std::uint8_t pixel) { return pixel > 0; });
  };
  const auto keeps = [&](int down, int right) {
    return ink(moved(image, shape, down, right)) == ink(image);
  };
  return keeps(n, 0) && keeps(-n, 0) && keeps(0, n) && keeps(0, -n);
}

/// By how much a probability differs at most between real digits and their shifts by up to four
/// pixels, for a network with this name and random weights.
class RealDigits : public testing::Test {
 protected:
  static constexpr int kMostShift = 4;
  static constexpr std::size_t kImages = 100;

  void SetUp() override {
    const char* const folder = std::getenv("INKLING_MNIST");
    if (folder == nullptr) GTEST_SKIP() << "INKLING_MNIST names no folder with MNIST";
    const Dataset test = load_data(folder, Split::kTest);
    digits_.shape = test.images.shape;
    for (std::size_t n = 0; n < test.count() && digits_.count() < kImages; ++n) {
      const auto image = test.images.image(n);
      if (!has_empty_border(image, digits_.shape, kMostShift)) continue;
      digits_.pixels.insert(digits_.pixels.end(), image.begin(), image.end());
    }
    ASSERT_EQ(digits_.count(), kImages);
  }

  float largest_difference(const char* name) const {
    Network network = build_network(name, digits_.shape, 10);
    network.initialize(1);
    std::vector<std::uint32_t> all(digits_.count());
    std::iota(all.begin(), all.end(), 0u);
    network.measure_normalization(digits_, all);
    const Probabilities expected = predict(network, digits_, 0);
    float largest = 0.0f;
    for (int n = 1; n <= kMostShift; ++n) {
      for (const auto& [down, right] : {std::pair(n, 0), {-n, 0}, {0, n}, {0, -n}}) {
        ImageSet shifted{.shape = digits_.shape, .pixels = {}};
        for (std::size_t image = 0; image < digits_.count(); ++image) {
          const auto pixels = moved(digits_.image(image), digits_.shape, down, right);
          shifted.pixels.insert(shifted.pixels.end(), pixels.begin(), pixels.end());
        }
        const Probabilities found = predict(network, shifted, 0);
        for (Eigen::Index k = 0; k < found.size(); ++k) {
          largest = std::max(largest, std::abs(found.data()[k] - expected.data()[k]));
        }
      }
    }
    return largest;
  }

  ImageSet digits_;
};

using Example_10_6_3_OnRealDigits = RealDigits;

TEST_F(Example_10_6_3_OnRealDigits, InvariantGivesTheShiftsTheSameProbabilities) {
  EXPECT_LE(largest_difference("invariant"), 1e-6f);
}

TEST_F(Example_10_6_3_OnRealDigits, LeNet5GivesTheShiftsOtherProbabilities) {
  EXPECT_GT(largest_difference("lenet5"), 0.1f);
}

}  // namespace
}  // namespace inkling::book
