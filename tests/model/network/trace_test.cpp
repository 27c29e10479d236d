#include "model/network/trace.h"

#include <gtest/gtest.h>

#include "model/evaluation/prediction.h"
#include "model/lanes/random.h"
#include "model/network/architecture.h"
#include "tests/model/expect_refusal.h"

namespace inkling {
namespace {

constexpr Shape kSmall{.channels = 1, .height = 2, .width = 2};

TEST(Trace, KeepsTheValuesBehindEachLayer) {
  Network network = build_network("square, fc 2, relu", kSmall, 2);
  // output(0) = sum of all values, output(1) = -sum + 1
  const std::vector<float> parameters = {1, 1, 1, 1, -1, -1, -1, -1, 0, 1};
  std::ranges::copy(parameters, network.parameters().begin());
  network.normalization = {.mean = 0.0f, .deviation = 0.5f};
  const std::vector<std::uint8_t> image = {255, 0, 0, 255};

  const Trace result = trace(network, image);
  ASSERT_EQ(result.values.size(), 4u);
  EXPECT_EQ(result.values[0], (std::vector<float>{2, 0, 0, 2}));
  EXPECT_EQ(result.values[1], (std::vector<float>{4, 0, 0, 4}));
  EXPECT_EQ(result.values[2], (std::vector<float>{8, -7}));
  EXPECT_EQ(result.values[3], (std::vector<float>{8, 0}));
}

TEST(Trace, KeepsTheValuesOfBothBranches) {
  Network network =
      build_network("residual(square), residual(relu; square, square), fc 2", kSmall, 2);
  network.normalization = {.mean = 0.0f, .deviation = 0.5f};
  const std::vector<std::uint8_t> image = {255, 0, 0, 255};

  const Trace result = trace(network, image);
  EXPECT_EQ(result.values[1], (std::vector<float>{4, 0, 0, 4}));
  EXPECT_EQ(result.values[2], (std::vector<float>{6, 0, 0, 6}));
  EXPECT_EQ(result.values[3], (std::vector<float>{6, 0, 0, 6}));
  EXPECT_EQ(result.values[4], (std::vector<float>{36, 0, 0, 36}));
  EXPECT_EQ(result.values[5], (std::vector<float>{1296, 0, 0, 1296}));
  EXPECT_EQ(result.values[6], (std::vector<float>{1302, 0, 0, 1302}));
}

TEST(Trace, EndsWithTheProbabilitiesOfAPrediction) {
  const Shape shape{.channels = 1, .height = 12, .width = 12};
  Network network = build_network("conv 3x3x3, relu, pool 2, fc 5", shape, 5);
  network.initialize(3);
  network.inverse_temperature = 1.7f;
  ImageSet images{.shape = shape, .pixels = {}};
  RandomStream random(0, Purpose::kAugmentation);
  for (std::size_t n = 0; n < shape.size(); ++n) {
    images.pixels.push_back(static_cast<std::uint8_t>(random.below(256)));
  }
  const Probabilities predicted = predict(network, images, 1);
  const Trace result = trace(network, images.pixels);
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_EQ(result.probabilities[k], predicted(0, static_cast<Eigen::Index>(k)));
  }
}

TEST(Trace, RefusesAnImageOfAnotherSize) {
  const Network network = build_network("fc 2", kSmall, 2);
  const std::vector<std::uint8_t> image(5);
  expect_refusal([&] { trace(network, image); },
                 "the image has 5 pixels, but the network expects 1x2x2");
}

}  // namespace
}  // namespace inkling
