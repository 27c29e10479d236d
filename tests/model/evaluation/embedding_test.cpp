#include "model/evaluation/embedding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "model/lanes/random.h"
#include "model/network/architecture.h"
#include "tests/model/expect_refusal.h"

namespace inkling {
namespace {

Outputs noise(Eigen::Index rows, Eigen::Index columns) {
  RandomStream random(3, Purpose::kAugmentation);
  Outputs values(rows, columns);
  for (Eigen::Index n = 0; n < values.size(); ++n) values.data()[n] = random.normal();
  return values;
}

TEST(PrincipalComponents, AreTheAxesOfACloud) {
  // Around (10, 20): 5 along (0.6, 0.8), 1 along (0.8, -0.6), both ways.
  Outputs rows(4, 2);
  rows << 13, 24, 7, 16, 10.8f, 19.4f, 9.2f, 20.6f;
  const Plane plane = principal_components(rows, 1);
  EXPECT_NEAR(plane.shares[0], 25.0 / 26.0, 1e-6);
  EXPECT_NEAR(plane.shares[1], 1.0 / 26.0, 1e-6);
  constexpr double kRounding = 1e-5;  // of the floats above
  EXPECT_NEAR(plane.points(0, 0), 5.0, kRounding);
  EXPECT_NEAR(plane.points(1, 0), -5.0, kRounding);
  EXPECT_NEAR(plane.points(2, 0), 0.0, kRounding);
  EXPECT_NEAR(plane.points(0, 1), 0.0, kRounding);
  EXPECT_NEAR(plane.points(2, 1), 1.0, kRounding);
  EXPECT_NEAR(plane.points(3, 1), -1.0, kRounding);
}

TEST(PrincipalComponents, HaveTheLargestVarianceFirst) {
  Outputs rows = noise(300, 11);
  rows.col(7) *= 5.0f;
  rows.col(2) *= 3.0f;
  const Plane plane = principal_components(rows, 2);
  const double first = plane.points.col(0).squaredNorm() / 300;
  const double second = plane.points.col(1).squaredNorm() / 300;
  EXPECT_NEAR(first / second, plane.shares[0] / plane.shares[1], 1e-9);
  EXPECT_GT(first, 20.0);
  EXPECT_NEAR(plane.points.col(0).dot(plane.points.col(1)), 0.0, 1e-6);
  // The sign: the largest element of the axis is that of column 7.
  EXPECT_GT(plane.points.col(0).dot(rows.col(7).cast<double>()), 0.0);
}

TEST(PrincipalComponents, HaveTheSameBitsOnAnyNumberOfThreads) {
  const Outputs rows = noise(1000, 40);
  const Plane one = principal_components(rows, 1);
  const Plane three = principal_components(rows, 3);
  EXPECT_EQ(one.points, three.points);
  EXPECT_EQ(one.shares, three.shares);
}

TEST(PrincipalComponents, OfEqualRowsAreZero) {
  const Plane plane = principal_components(Outputs::Constant(5, 3, 2.0f), 1);
  EXPECT_EQ(plane.points.norm(), 0.0);
  EXPECT_EQ(plane.shares[0], 0.0);
}

TEST(PrincipalComponents, OfSingleValuesHaveOneComponent) {
  Outputs rows(2, 1);
  rows << 1, 3;
  const Plane plane = principal_components(rows, 1);
  EXPECT_EQ(plane.points(1, 0), 1.0);
  EXPECT_EQ(plane.points(1, 1), 0.0);
  EXPECT_EQ(plane.shares[0], 1.0);
}

TEST(PrincipalComponents, RefuseNothingAndTooMuch) {
  expect_refusal([] { (void)principal_components(Outputs(0, 3), 1); }, "no images to embed");
  expect_refusal([] { (void)principal_components(Outputs::Zero(2, 513), 1); },
                 "vectors of 513 values, but at most 512 can be embedded");
}

class Embedded : public testing::Test {
 protected:
  Embedding of(const std::string& architecture) const {
    Network network = build_network(architecture, images_.shape, 3);
    network.initialize(1);
    EXPECT_TRUE(can_embed(network));
    return embed(network, images_, indices_, 2);
  }

  Embedded() : indices_(40) {
    RandomStream random(5, Purpose::kAugmentation);
    for (std::size_t n = 0; n < 40 * images_.shape.size(); ++n) {
      images_.pixels.push_back(static_cast<std::uint8_t>(random.below(256)));
    }
    std::iota(indices_.begin(), indices_.end(), 0u);
  }

  ImageSet images_{.shape = {.channels = 1, .height = 28, .width = 28}, .pixels = {}};
  std::vector<std::uint32_t> indices_;
};

TEST_F(Embedded, AreTheValuesOfTheLastHiddenLayer) {
  const Embedding embedding = of("conv 2x5x5, relu, pool 2, fc 30, relu, fc classes");
  EXPECT_TRUE(embedding.are_hidden);
  EXPECT_EQ(embedding.values, 30u);
  EXPECT_EQ(embedding.plane.points.rows(), 40);
  EXPECT_EQ(of("conv 2x5x5, pool 2, relu, fc classes").values, 288u);
}

TEST_F(Embedded, AreTheLogitsWithoutAHiddenLayerAndOfLargeOnes) {
  for (const char* architecture :
       {"fc classes", "conv 2x5x5, relu, fc classes", "conv classesx5x5, relu, pool all",
        "fc 20, relu, fc classes, tanh"}) {
    const Embedding embedding = of(architecture);
    EXPECT_FALSE(embedding.are_hidden) << architecture;
    EXPECT_EQ(embedding.values, 3u) << architecture;
  }
}

TEST_F(Embedded, ValuesAreWhatTheLastLayerReads) {
  Network network = build_network("fc 4, relu, fc 4", images_.shape, 4);
  network.initialize(1);
  const std::span<float> parameters = network.parameters().last(20);
  std::ranges::fill(parameters, 0.0f);
  for (std::size_t k = 0; k < 4; ++k) parameters[5 * k] = 1.0f;  // the last layer changes nothing
  EXPECT_EQ(predict_hidden(network, images_, indices_, 2),
            predict_logits(network, images_, indices_, 2));
}

}  // namespace
}  // namespace inkling
