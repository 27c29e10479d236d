#include "model/augmentation/smooth_field.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <vector>

#include "tests/model/augmentation/smooth_field_reference.h"

namespace inkling {
namespace {

constexpr int kHeight = 28;
constexpr int kWidth = 20;
constexpr int kSamples = 16000;
/// Five standard deviations of a variance that is estimated from so many samples, sqrt(2 / count),
/// and what the field leaves away.
constexpr double kTolerance = 0.06;

using Sample = std::vector<float>;  // a field of each lane, row after row

/// The values of pixel (i, j) in many fields, for each of `pixels`.
std::vector<Sample> samples(const std::vector<std::pair<int, int>>& pixels, float sigma,
                            float strength = 1.0f) {
  const SmoothField smooth(kHeight, kWidth, sigma);
  LaneVector field(smooth.size());
  LaneVector row(kWidth);
  std::array<std::uint32_t, kLanes> images;
  std::iota(images.begin(), images.end(), 0u);
  std::vector<Sample> values(pixels.size());
  for (std::uint32_t epoch = 0; epoch < kSamples / kLanes; ++epoch) {
    RandomLanes random(1, Purpose::kAugmentation, epoch, images);
    smooth.draw(random, field);
    for (std::size_t n = 0; n < pixels.size(); ++n) {
      smooth.row(field, pixels[n].first, strength, row);
      const Lanes value = row[static_cast<std::size_t>(pixels[n].second)];
      for (std::size_t lane = 0; lane < kLanes; ++lane) values[n].push_back(value[lane]);
    }
  }
  return values;
}

double mean_product(const Sample& a, const Sample& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0) / static_cast<double>(a.size());
}

/// By the definition.
double covariance(std::pair<int, int> a, std::pair<int, int> b, double sigma) {
  return smooth_covariance(kHeight, sigma, a.first, b.first) *
         smooth_covariance(kWidth, sigma, a.second, b.second) / 3.0;
}

TEST(SmoothField, HasTheVarianceOfTheDefinitionInTheMiddleAndAtTheEdge) {
  for (const float sigma : {0.5f, 1.5f, 4.0f}) {
    const std::vector<std::pair<int, int>> pixels{{14, 10}, {0, 0}, {27, 9}, {13, 19}};
    const std::vector<Sample> values = samples(pixels, sigma);
    for (std::size_t n = 0; n < pixels.size(); ++n) {
      const double expected = covariance(pixels[n], pixels[n], double{sigma});
      EXPECT_NEAR(mean_product(values[n], values[n]) / expected, 1.0, kTolerance)
          << "sigma " << sigma << ", pixel " << n;
    }
  }
}

TEST(SmoothField, HasTheCovariancesOfTheDefinition) {
  const std::vector<std::pair<int, int>> pixels{{14, 10}, {14, 14}, {9, 10}, {11, 6}, {26, 18}};
  const std::vector<Sample> values = samples(pixels, 4.0f);
  const double variance = covariance(pixels[0], pixels[0], 4.0);
  for (std::size_t n = 1; n < pixels.size(); ++n) {
    EXPECT_NEAR(mean_product(values[0], values[n]) / variance,
                covariance(pixels[0], pixels[n], 4.0) / variance, kTolerance)
        << "pixel " << n;
  }
}

TEST(SmoothField, HasTheMeanZero) {
  const Sample values = samples({{14, 10}}, 4.0f)[0];
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / kSamples;
  const double deviation = std::sqrt(covariance({14, 10}, {14, 10}, 4.0));
  EXPECT_NEAR(mean / deviation, 0.0, 5.0 / std::sqrt(kSamples));
}

TEST(SmoothField, IsNearlyNormal) {
  const Sample values = samples({{14, 10}}, 4.0f)[0];
  double fourth = 0.0;
  for (const float value : values) fourth += std::pow(double{value}, 4) / kSamples;
  // 3 for a normal distribution, with a standard deviation of sqrt(96 / samples) = 0.08.
  EXPECT_NEAR(fourth / std::pow(mean_product(values, values), 2), 3.0, 0.25);
}

TEST(SmoothField, TheStrengthIsAFactor) {
  const Sample one = samples({{3, 4}}, 4.0f)[0];
  const Sample fifteen = samples({{3, 4}}, 4.0f, 15.0f)[0];
  for (std::size_t n = 0; n < one.size(); n += 999) EXPECT_FLOAT_EQ(fifteen[n], 15.0f * one[n]);
}

}  // namespace
}  // namespace inkling
