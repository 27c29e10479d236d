#include "model/layers/dropout.h"

#include <gtest/gtest.h>

#include "tests/model/expect_refusal.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/training/training_gangs.h"

namespace inkling {
namespace {

constexpr Shape kMaps{.channels = 5, .height = 20, .width = 25};
constexpr float kRate = 0.3f;

/// The mask of a gang: 0 where a value was dropped.
LaneVector mask_of(const TrainingGang& gang, float rate = kRate) {
  return run_forward_in_training(Dropout(kMaps, rate), {}, LaneVector(kMaps.size(), Lanes(1.0f)),
                                 gang);
}

/// How many of all values differ between two masks.
double difference(const LaneVector& a, const LaneVector& b) {
  double different = 0.0;
  for (std::size_t n = 0; n < a.size(); ++n) different += popcount(a[n] != b[n]);
  return different / static_cast<double>(a.size() * kLanes);
}

TEST(Dropout, DropsTheShareThatItIsTold) {
  for (const float rate : {0.1f, 0.5f, 0.9f}) {
    double dropped = 0.0;
    for (const Lanes& value : mask_of(gang_of(16), rate)) dropped += popcount(value == 0.0f);
    // Of 40,000 independent draws; 4 standard deviations are at most 4 * sqrt(0.25 / 40,000).
    EXPECT_NEAR(dropped / (kMaps.size() * kLanes), static_cast<double>(rate), 0.01);
  }
}

TEST(Dropout, DividesWhatItKeepsByTheShareThatItKeeps) {
  for (const Lanes& value : mask_of(gang_of(16))) {
    EXPECT_TRUE(all_of(value == 0.0f || value == 1.0f / (1.0f - kRate)));
  }
}

TEST(Dropout, DropsOtherValuesInEachImage) {
  const LaneVector mask = mask_of(gang_of(16));
  std::vector<std::vector<float>> seen;
  for (int lane = 0; lane < kLanes; ++lane) {
    const std::vector<float> own = lane_of(mask, lane);
    for (const auto& other : seen) EXPECT_NE(own, other);
    seen.push_back(own);
  }
}

TEST(Dropout, DropsTheSameOfAnImageWhereverItStandsInWhateverGang) {
  const std::array<std::uint32_t, 2> images{99, kSomeImages[13]};
  EXPECT_EQ(lane_of(mask_of({.images = images, .batch_size = 2}), 1),
            lane_of(mask_of(gang_of(16)), 13));
}

TEST(Dropout, DropsAnewForEachSeedEpochAndLayer) {
  const LaneVector first = mask_of(gang_of(16));
  TrainingGang seed = gang_of(16);
  seed.seed = 1;
  TrainingGang epoch = gang_of(16);
  epoch.epoch = 1;
  TrainingGang layer = gang_of(16);
  layer.layer = 1;
  const double independent = 2.0 * static_cast<double>(kRate * (1.0f - kRate));
  for (const TrainingGang& other : {seed, epoch, layer}) {
    EXPECT_NEAR(difference(mask_of(other), first), independent, 0.015);
  }
}

TEST(Dropout, DropsTheSameOnTheWayBack) {
  const Dropout dropout(kMaps, kRate);
  const LaneVector ones(kMaps.size(), Lanes(1.0f));
  const Gradients gradients = run_backward(dropout, {}, ones, ones, gang_of(16));
  expect_equal(gradients.input, mask_of(gang_of(16)));
}

TEST(Dropout, InTrainingGivesTheSameInPlace) {
  const Dropout dropout(kMaps, kRate);
  RandomStream random(3, Purpose::kAugmentation);
  LaneVector values = random_gang(kMaps.size(), random);
  const LaneVector expected = run_forward_in_training(dropout, {}, values, gang_of(16));
  dropout.forward_in_training({}, values, values, gang_of(16));
  expect_equal(values, expected);
}

TEST(Dropout, OnTheWayBackGivesTheSameInPlace) {
  const Dropout dropout(kMaps, kRate);
  LaneVector gradient(kMaps.size(), Lanes(1.0f));
  dropout.backward({.parameters = {},
                    .input = {},
                    .output = {},
                    .output_gradient = gradient,
                    .input_gradient = gradient,
                    .parameter_gradient = {},
                    .scratch = {},
                    .gang = gang_of(16)});
  expect_equal(gradient, mask_of(gang_of(16)));
}

TEST(Dropout, OfRateZeroIsTheIdentity) {
  expect_equal(mask_of(gang_of(16), 0.0f), LaneVector(kMaps.size(), Lanes(1.0f)));
}

TEST(Dropout, AfterTrainingIsTheIdentity) {
  const LaneVector input = gang({1, -2, 3, -4});
  expect_equal(run_forward(Dropout({.channels = 4, .height = 1, .width = 1}, 0.9f), {}, input),
               input);
}

TEST(Dropout, AfterTrainingIsTheIdentityInPlace) {
  const Dropout dropout({.channels = 1, .height = 1, .width = 2}, 0.9f);
  LaneVector values = gang({1, -2});
  dropout.forward({}, values, values);
  expect_equal(values, gang({1, -2}));
}

TEST(Dropout, HasTheRateInItsText) { EXPECT_EQ(Dropout(kMaps, 0.25f).text(), "dropout 0.25"); }

TEST(Dropout, RefusesARateThatIsNoShare) {
  expect_refusal([] { Dropout(kMaps, 1.0f); },
                 "dropout 1: the rate must be at least 0 and less than 1");
  expect_refusal([] { Dropout(kMaps, -0.5f); },
                 "dropout -0.5: the rate must be at least 0 and less than 1");
  expect_refusal([] { Dropout(kMaps, kPoison); },
                 "dropout nan: the rate must be at least 0 and less than 1");
}

}  // namespace
}  // namespace inkling
