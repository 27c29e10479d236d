#include "model/training/sampling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <vector>

namespace inkling {
namespace {

using Indices = std::vector<std::uint32_t>;

/// Of image n: class 0 for the first 60, 1 for the next 30, 2 for the last 10.
const std::vector<std::uint16_t>& labels() {
  static const std::vector<std::uint16_t> labels = [] {
    std::vector<std::uint16_t> all(60, 0);
    all.insert(all.end(), 30, 1);
    all.insert(all.end(), 10, 2);
    return all;
  }();
  return labels;
}

Indices images() {
  Indices images(labels().size());
  std::iota(images.begin(), images.end(), 0u);
  return images;
}

Indices drawn(Sampling sampling, Sampler sampler, std::uint32_t epoch = 1, std::uint64_t seed = 0) {
  Indices order(labels().size());
  draw_epoch(sampling, sampler, images(), labels(), seed, epoch, order);
  return order;
}

std::map<std::uint16_t, int> class_counts(const Indices& order) {
  std::map<std::uint16_t, int> counts;
  for (const std::uint32_t image : order) ++counts[labels()[image]];
  return counts;
}

std::map<std::uint32_t, int> image_counts(const Indices& order) {
  std::map<std::uint32_t, int> counts;
  for (const std::uint32_t image : order) ++counts[image];
  return counts;
}

TEST(SamplingOfAnEpoch, TakesEveryImageOnceInARandomOrder) {
  Indices order = drawn(Sampling::kEpoch, Sampler::kUniform);
  EXPECT_NE(order, images());
  std::ranges::sort(order);
  EXPECT_EQ(order, images());
}

TEST(SamplingWithReplacement, TakesImagesSeveralTimesAndOthersNever) {
  const auto counts = image_counts(drawn(Sampling::kIndependent, Sampler::kUniform));
  // Of 100 images 1 - 1/e are expected to be drawn.
  EXPECT_GT(counts.size(), 50u);
  EXPECT_LT(counts.size(), 75u);
}

TEST(SamplingWithReplacement, TakesAllImagesEquallyOftenInTheLongRun) {
  std::vector<int> counts(labels().size());
  for (std::uint32_t epoch = 0; epoch < 1000; ++epoch) {
    for (const std::uint32_t image : drawn(Sampling::kIndependent, Sampler::kUniform, epoch)) {
      ++counts[image];
    }
  }
  // 1000 expected, with a deviation of 32.
  EXPECT_GT(std::ranges::min(counts), 850);
  EXPECT_LT(std::ranges::max(counts), 1150);
}

TEST(BalancedSampler, TakesAllClassesEquallyOften) {
  std::map<std::uint16_t, int> counts = class_counts(drawn(Sampling::kEpoch, Sampler::kBalanced));
  std::vector<int> sorted{counts[0], counts[1], counts[2]};
  std::ranges::sort(sorted);
  EXPECT_EQ(sorted, (std::vector<int>{33, 33, 34}));
}

TEST(BalancedSampler, TakesTheImagesOfAClassInTurn) {
  const Indices order = drawn(Sampling::kEpoch, Sampler::kBalanced);
  for (const auto& [image, count] : image_counts(order)) {
    const int least = labels()[image] == 2 ? 3 : 1;
    EXPECT_GE(count, least) << "image " << image;
    EXPECT_LE(count, labels()[image] == 0 ? 1 : least + 1) << "image " << image;
  }
}

TEST(BalancedSampler, DrawsClassesEquallyOftenWithReplacementToo) {
  std::map<std::uint16_t, int> counts;
  for (std::uint32_t epoch = 0; epoch < 300; ++epoch) {
    for (const auto& [label, count] :
         class_counts(drawn(Sampling::kIndependent, Sampler::kBalanced, epoch))) {
      counts[label] += count;
    }
  }
  // 10,000 expected, with a deviation of 82.
  for (const auto& [label, count] : counts) EXPECT_NEAR(count, 10000, 400) << "class " << label;
}

class EachSampling : public testing::TestWithParam<std::tuple<Sampling, Sampler>> {};

TEST_P(EachSampling, DependsOnSeedAndEpochAlone) {
  const auto [sampling, sampler] = GetParam();
  EXPECT_EQ(drawn(sampling, sampler, 3, 7), drawn(sampling, sampler, 3, 7));
  EXPECT_NE(drawn(sampling, sampler, 3, 7), drawn(sampling, sampler, 4, 7));
  EXPECT_NE(drawn(sampling, sampler, 3, 7), drawn(sampling, sampler, 3, 8));
}

TEST_P(EachSampling, TakesNoneButTheGivenImages) {
  const auto [sampling, sampler] = GetParam();
  const Indices given{3, 70, 95};
  Indices order(given.size());
  for (std::uint32_t epoch = 0; epoch < 20; ++epoch) {
    draw_epoch(sampling, sampler, given, labels(), 0, epoch, order);
    for (const std::uint32_t image : order) EXPECT_EQ(std::ranges::count(given, image), 1);
  }
}

INSTANTIATE_TEST_SUITE_P(All, EachSampling,
                         testing::Combine(testing::Values(Sampling::kEpoch, Sampling::kIndependent),
                                          testing::Values(Sampler::kUniform, Sampler::kBalanced)));

}  // namespace
}  // namespace inkling
