#include "model/evaluation/attribution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "model/evaluation/prediction.h"
#include "model/lanes/random.h"
#include "model/network/architecture.h"
#include "tests/model/expect_refusal.h"

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::FloatEq;

constexpr Shape kTwoPixels{.channels = 1, .height = 1, .width = 2};
constexpr Shape kImage{.channels = 1, .height = 12, .width = 12};

ImageSet noise(Shape shape, std::size_t count) {
  ImageSet images{.shape = shape, .pixels = {}};
  RandomStream random(5, Purpose::kAugmentation);
  for (std::size_t n = 0; n < count * shape.size(); ++n) {
    images.pixels.push_back(static_cast<std::uint8_t>(random.below(256)));
  }
  return images;
}

/// Of three classes, with biases that are not 0.
Network random_network(const std::string& architecture, Shape shape = kImage) {
  Network network = build_network(architecture, shape, 3);
  network.initialize(2);
  RandomStream random(6, Purpose::kAugmentation);
  for (float& parameter : network.parameters()) parameter += 0.1f * random.normal();
  network.normalization = {.mean = 0.25f, .deviation = 0.5f};
  return network;
}

double logit_of(const Network& network, const ImageSet& images, std::size_t label) {
  return double{predict_logits(network, images, std::vector<std::uint32_t>{0}, 1)(
      0, static_cast<Eigen::Index>(label))};
}

TEST(Attribution, OfALinearNetworkIsWeightTimesPixel) {
  Network network = build_network("fc 2", kTwoPixels, 2);
  std::ranges::copy(std::vector<float>{1, 2, -3, 4, 0.5f, 7}, network.parameters().begin());
  network.normalization = {.mean = 0.25f, .deviation = 0.5f};
  const ImageSet images{.shape = kTwoPixels, .pixels = {0, 0, 255, 51}};

  const std::vector<Attribution> results = attribute(network, images, {{{1, 0}, {1, 1}, {0, 1}}});
  ASSERT_EQ(results.size(), 3u);
  // 1 and 0.2, divided by the deviation, times the weights
  EXPECT_THAT(results[0].contributions, ElementsAre(FloatEq(2.0f), FloatEq(0.8f)));
  EXPECT_THAT(results[1].contributions, ElementsAre(FloatEq(-6.0f), FloatEq(1.6f)));
  EXPECT_THAT(results[2].contributions, ElementsAre(0.0f, 0.0f));
  // The bias less mean / deviation times the sum of the weights
  EXPECT_NEAR(results[0].biases, 0.5 - 0.5 * 3, 1e-6);
  EXPECT_NEAR(results[1].biases, 7 - 0.5 * 1, 1e-6);
  EXPECT_NEAR(results[0].logit, 1.8, 1e-6);
  EXPECT_NEAR(results[1].sum, -4.4, 1e-6);
  EXPECT_NEAR(results[2].rest(), 0.0, 1e-6);
  EXPECT_THAT(results[0].class_map, testing::IsEmpty());
}

TEST(Attribution, OfARectifiedNeuronIsThatOfTheActiveOnes) {
  Network network = build_network("fc 2, relu, fc 2", kTwoPixels, 2);
  // hidden = (pixel 0 + pixel 1 + 1, -pixel 0 + 0.5): for pixels of 1, 3 and none
  const std::vector<float> parameters = {1, 1, -1, 0, 1, 0.5f, 2, 5, -1, 5, 0.25f, 0};
  std::ranges::copy(parameters, network.parameters().begin());
  const ImageSet images{.shape = kTwoPixels, .pixels = {255, 255}};
  const std::vector<Attribution> results = attribute(network, images, {{{0, 0}, {0, 1}}});
  EXPECT_THAT(results[0].contributions, ElementsAre(2.0f, 2.0f));
  EXPECT_EQ(results[0].biases, 2.25);
  EXPECT_EQ(results[0].logit, 6.25);
  EXPECT_THAT(results[1].contributions, ElementsAre(-1.0f, -1.0f));
  EXPECT_EQ(results[1].logit, -3.0);
}

class SumOfContributions : public testing::TestWithParam<std::string> {};

TEST_P(SumOfContributions, AndBiasesIsTheLogit) {
  const Network network = random_network(GetParam());
  EXPECT_TRUE(is_sum_of_contributions(network));
  const ImageSet images = noise(kImage, 20);
  std::vector<Question> questions;
  for (std::uint32_t n = 0; n < 40; ++n) questions.push_back({n % 20, n % 3});
  const Outputs logits = predict_logits(network, images, std::vector<std::uint32_t>{0, 1, 2}, 1);
  const std::vector<Attribution> results = attribute(network, images, questions);
  double largest_biases = 0.0;
  for (std::size_t n = 0; n < results.size(); ++n) {
    double size = std::abs(results[n].biases);
    for (const float part : results[n].contributions) size += double{std::abs(part)};
    constexpr double kRounding = 1e-6;
    EXPECT_NEAR(results[n].rest(), 0.0, kRounding * size) << "question " << n;
    largest_biases = std::max(largest_biases, std::abs(results[n].biases));
  }
  EXPECT_GT(largest_biases, 0.1);
  for (Eigen::Index n = 0; n < 3; ++n) {
    EXPECT_NEAR(results[static_cast<std::size_t>(n)].logit, double{logits(n, n)}, 1e-4);
  }
}

INSTANTIATE_TEST_SUITE_P(
    OfNetworks, SumOfContributions,
    testing::Values(
        "fc 3", "fc 8, relu, fc 3", "conv 4x3x3, relu, pool 2, fc 3",
        "pad 2, conv 4x5x5, relu, average-pool 2, conv 6x3x3, leaky-relu, fc 8, relu, fc 3",
        "conv 4x3x3 stride 2, prelu, scale, conv 6x2x2 groups 2, relu, fc 3",
        "conv 4x3x3, relu, residual(pad 1, conv 4x3x3, relu), relu, pool 2, fc 3",
        "residual(conv 4x3x3, relu; conv 4x3x3), relu, conv 3x3x3, pool all"));

TEST(Attribution, OfALayerForTrainingIsThatOfTheFoldedNetwork) {
  const Network network = random_network("conv 4x3x3, batchnorm, relu, dropout 0.5, pool 2, fc 3");
  const ImageSet images = noise(kImage, 1);
  const Attribution result = attribute(network, images, {{{0, 2}}}).front();
  EXPECT_NEAR(result.logit, logit_of(network, images, 2), 1e-4);
  EXPECT_NEAR(result.rest(), 0.0, 1e-4);
}

class DerivativeByPixels : public testing::TestWithParam<std::string> {};

/// A pixel of 8 bits is moved by 1/255, which is a large step: the networks are smooth, or steps
/// over a corner are rare.
TEST_P(DerivativeByPixels, AgreesWithDifferences) {
  const Network network = random_network(GetParam());
  ImageSet images = noise(kImage, 1);
  for (std::uint8_t& pixel : images.pixels) pixel = static_cast<std::uint8_t>(2 + pixel % 250);
  const std::vector<float> contributions =
      attribute(network, images, {{{0, 1}}}).front().contributions;
  int agreeing = 0;
  double largest = 0.0;
  for (const float part : contributions) largest = std::max(largest, double{std::abs(part)});
  for (std::size_t n = 0; n < kImage.size(); ++n) {
    const std::uint8_t pixel = images.pixels[n];
    const auto logit_with = [&](int step) {
      images.pixels[n] = static_cast<std::uint8_t>(pixel + step);
      return logit_of(network, images, 1);
    };
    const double difference = (logit_with(1) - logit_with(-1)) / 2 * pixel;
    images.pixels[n] = pixel;
    if (std::abs(difference - double{contributions[n]}) < 0.02 * largest) ++agreeing;
  }
  EXPECT_GE(agreeing, 0.95 * static_cast<double>(kImage.size()));
}

INSTANTIATE_TEST_SUITE_P(
    OfNetworks, DerivativeByPixels,
    testing::Values("conv 4x3x3, tanh, average-pool 2, fc 6, sigmoid, fc 3",
                    "conv 4x3x3, relu, residual(pad 1, conv 4x3x3, relu), relu, pool 2, fc 3",
                    "residual(tanh, conv 4x3x3; conv 4x3x3, swish), residual(square), fc 3",
                    "conv 4x3x3, swish, scale, elu, fc 3"));

TEST(Attribution, OfACurvedFunctionHasARest) {
  const Network network = random_network("fc 8, tanh, fc 3");
  EXPECT_FALSE(is_sum_of_contributions(network));
  const ImageSet images = noise(kImage, 1);
  EXPECT_GT(std::abs(attribute(network, images, {{{0, 0}}}).front().rest()), 0.01);
}

TEST(Attribution, ClassMapIsTheSumOfMapsTimesTheirMeanDerivative) {
  constexpr Shape kRow{.channels = 1, .height = 1, .width = 3};
  Network network = build_network("conv 2x1x2, relu, fc 2", kRow, 2);
  // map 0 = both pixels, map 1 = the left pixel less the right one
  const std::vector<float> kernels = {1, 1, 1, -1, 0, 0};
  const std::vector<float> last = {1, 3, -2, 0, 1, 0, -3, 1, 0, 0};
  std::ranges::copy(last, std::ranges::copy(kernels, network.parameters().begin()).out);
  const ImageSet images{.shape = kRow, .pixels = {255, 0, 255}};
  const std::vector<Attribution> results = attribute(network, images, {{{0, 0}, {0, 1}}});
  EXPECT_EQ(results[0].class_map_shape, (Shape{.channels = 1, .height = 1, .width = 2}));
  // After the ReLU, the maps are (1, 1) and (1, 0), and their mean derivatives 2 and -1.
  EXPECT_THAT(results[0].class_map, ElementsAre(1.0f, 2.0f));
  // 0.5 and -1
  EXPECT_THAT(results[1].class_map, ElementsAre(0.0f, 0.5f));
}

TEST(Attribution, ClassMapIsOfTheLastConvolution) {
  const ImageSet images = noise(kImage, 1);
  const auto shape_of = [&](const std::string& architecture) {
    return attribute(random_network(architecture), images, {{{0, 0}}}).front().class_map_shape;
  };
  EXPECT_EQ(shape_of("conv 4x3x3, relu, pool 2, conv 5x2x2, relu, pool 2, fc 3"),
            (Shape{.channels = 1, .height = 4, .width = 4}));
  EXPECT_EQ(shape_of("conv 4x3x3, relu, fc 6, relu, fc 3"),
            (Shape{.channels = 1, .height = 10, .width = 10}));
  EXPECT_EQ(shape_of("conv 4x3x3, pool 2, relu, fc 3"),
            (Shape{.channels = 1, .height = 5, .width = 5}));
  EXPECT_EQ(shape_of("conv 4x3x3, fc 3"), (Shape{.channels = 1, .height = 10, .width = 10}));
}

TEST(Attribution, RefusesOtherImagesAndClasses) {
  const Network network = random_network("fc 3");
  expect_refusal(
      [&] {
        (void)attribute(network, noise(kTwoPixels, 1), {{{0, 0}}});
      },
      "the images are 1x1x2, but the network expects 1x12x12");
  expect_refusal(
      [&] {
        (void)attribute(network, noise(kImage, 1), {{{0, 3}}});
      },
      "class 3 of a network of 3 classes");
}

TEST(Enlarged, IsLinearBetweenTheCentres) {
  const std::vector<float> map = {0, 4};
  EXPECT_THAT(enlarged(map, {1, 1, 2}, {1, 2, 4}), ElementsAre(0, 1, 3, 4, 0, 1, 3, 4));
  EXPECT_THAT(enlarged(map, {1, 2, 1}, {1, 4, 1}), ElementsAre(0, 1, 3, 4));
  EXPECT_THAT(enlarged(map, {1, 1, 2}, {1, 1, 2}), ElementsAre(0, 4));
}

}  // namespace
}  // namespace inkling
