#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <utility>
#include <vector>

#include "io/data/data.h"
#include "model/evaluation/prediction.h"
#include "model/network/architecture.h"

// Example 10.6.3 on MNIST's digits: the network `invariant` gives shifted images the same
// probabilities, as far as they lose no ink, and LeNet-5 does not.

namespace inkling {
namespace {

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
}  // namespace inkling
