#include "model/layers/loss.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

using Labels = std::array<std::uint16_t, kLanes>;

// Vectorised exp and log are exact to a few units in the last place.
constexpr float kRounding = 1e-6f;

LaneVector probabilities_of(const LaneVector& logits) {
  LaneVector result(logits.size(), Lanes(kPoison));
  softmax(logits, result);
  return result;
}

struct LossAndGradient {
  Lanes loss;
  LaneVector gradient;
};

LossAndGradient loss_of(LossFunction function, const LaneVector& logits, const Labels& labels,
                        const Lanes& weight, float smoothing = 0.0f) {
  LaneVector gradient(logits.size(), Lanes(kPoison));
  const GangTargets targets{.labels = labels, .smoothing = smoothing};
  const Lanes loss = classification_loss(function, logits, targets, weight, gradient);
  return {loss, gradient};
}

LossAndGradient loss_of(const LaneVector& logits, const Labels& labels, const Lanes& weight,
                        float smoothing = 0.0f) {
  return loss_of(LossFunction::kCrossEntropy, logits, labels, weight, smoothing);
}

/// Five logits in [-4, 4], different in each lane.
LaneVector some_logits() {
  RandomStream random(3, Purpose::kAugmentation);
  LaneVector logits = random_gang(5, random);
  for (Lanes& logit : logits) logit *= 4.0f;
  return logits;
}

/// Lane l shows class l modulo 5.
Labels some_labels() {
  Labels labels;
  for (std::uint16_t lane = 0; lane < kLanes; ++lane) labels[lane] = lane % 5;
  return labels;
}

TEST(Softmax, GivesTheShareOfEachExponential) {
  const float ln2 = std::log(2.0f);
  expect_near(probabilities_of(uniform_gang({0, ln2, 2 * ln2})),
              uniform_gang({1.0f / 7, 2.0f / 7, 4.0f / 7}), kRounding);
}

TEST(Softmax, AddsUpToOneInEachLane) {
  Lanes total = 0.0f;
  for (const Lanes& probability : probabilities_of(some_logits())) total += probability;
  expect_near(LaneVector{total}, uniform_gang({1}), kRounding);
}

TEST(Softmax, KeepsTheOrderOfTheLogits) {
  const LaneVector probabilities = probabilities_of(gang({-3, -1, 0, 0.5f, 2}));
  for (std::size_t k = 1; k < probabilities.size(); ++k) {
    EXPECT_TRUE(all_of(probabilities[k - 1] < probabilities[k])) << "class " << k;
  }
}

TEST(Softmax, DoesNotChangeWhenAllLogitsGrowAlike) {
  // gang() adds the number of the lane to every logit.
  expect_near(probabilities_of(gang({1, -2, 3})), probabilities_of(uniform_gang({1, -2, 3})),
              kRounding);
}

TEST(Softmax, SurvivesHugeLogits) {
  expect_equal(probabilities_of(uniform_gang({1e30f, -1e30f, 0})), uniform_gang({1, 0, 0}));
  expect_equal(probabilities_of(uniform_gang({-1e30f, -1e30f})), uniform_gang({0.5f, 0.5f}));
}

TEST(Softmax, MayWriteWhereItReads) {
  LaneVector values = some_logits();
  const LaneVector expected = probabilities_of(values);
  softmax(values, values);
  expect_equal(values, expected);
}

TEST(CrossEntropy, IsTheNegativeLogarithmOfTheLabelsProbability) {
  const LaneVector logits = some_logits();
  const LaneVector probabilities = probabilities_of(logits);
  const Lanes loss = loss_of(logits, some_labels(), 1.0f).loss;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    // The logarithm of a small probability magnifies its rounding.
    EXPECT_NEAR(loss[lane], -std::log(float{probabilities[lane % 5][lane]}), 1e-5f);
  }
}

TEST(CrossEntropy, OfTenEqualLogitsIsTheLogarithmOfTen) {
  const Lanes loss = loss_of(LaneVector(10), some_labels(), 1.0f).loss;
  expect_near(LaneVector{loss}, uniform_gang({std::log(10.0f)}), kRounding);
}

TEST(CrossEntropy, HasTheProbabilitiesMinusTheLabelAsGradient) {
  const float ln3 = std::log(3.0f);
  const LossAndGradient found = loss_of(uniform_gang({ln3, 0}), Labels{}, 0.5f);
  expect_near(found.gradient, uniform_gang({0.5f * (0.75f - 1), 0.5f * 0.25f}), kRounding);
}

TEST(CrossEntropy, HasTheGradientOfItsCentralDifferences) {
  constexpr float kStep = 0.01f;
  // Of the third order in the step, and the loss itself is rounded to about 1e-6.
  constexpr float kTolerance = 2e-4f;
  LaneVector logits = some_logits();
  const LaneVector gradient = loss_of(logits, some_labels(), 1.0f).gradient;
  for (std::size_t k = 0; k < logits.size(); ++k) {
    const Lanes original = logits[k];
    logits[k] = original + kStep;
    const Lanes above = loss_of(logits, some_labels(), 1.0f).loss;
    logits[k] = original - kStep;
    const Lanes below = loss_of(logits, some_labels(), 1.0f).loss;
    logits[k] = original;
    expect_near(LaneVector{gradient[k]}, LaneVector{(above - below) / (2 * kStep)}, kTolerance);
  }
}

TEST(CrossEntropy, ScalesTheGradientButNotTheLossWithTheWeightOfEachLane) {
  const Lanes weight([](int lane) { return static_cast<float>(1 << (lane % 4)); });
  const LossAndGradient plain = loss_of(some_logits(), some_labels(), 1.0f);
  LossAndGradient weighted = loss_of(some_logits(), some_labels(), weight);
  expect_equal(LaneVector{weighted.loss}, LaneVector{plain.loss});
  for (Lanes& derivative : weighted.gradient) derivative /= weight;
  expect_near(weighted.gradient, plain.gradient, kRounding);
}

TEST(CrossEntropy, GivesAnEmptyLaneAGradientOfExactlyZero) {
  const Lanes weight([](int lane) { return lane == 15 ? 0.0f : 1.0f; });
  for (const Lanes& derivative : loss_of(some_logits(), some_labels(), weight).gradient) {
    EXPECT_EQ(float{derivative[15]}, 0.0f);
    EXPECT_NE(float{derivative[14]}, 0.0f);
  }
}

TEST(CrossEntropy, SurvivesHugeLogits) {
  const LossAndGradient found = loss_of(uniform_gang({1e4f, -1e4f}), Labels{}, 1.0f);
  expect_equal(LaneVector{found.loss}, uniform_gang({0}));
  expect_equal(found.gradient, uniform_gang({0, 0}));
}

TEST(CrossEntropy, OfACertainMistakeIsTheDistanceOfTheLogits) {
  Labels labels;
  labels.fill(1);
  const LossAndGradient found = loss_of(uniform_gang({1e4f, -1e4f}), labels, 1.0f);
  expect_equal(LaneVector{found.loss}, uniform_gang({2e4f}));
  expect_equal(found.gradient, uniform_gang({1, -1}));
}

TEST(CrossEntropy, IsNotFiniteWhereALogitIsNot) {
  for (const float bad :
       {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(), kPoison}) {
    for (const std::size_t place : {0u, 2u}) {
      LaneVector logits(3);
      logits[place][5] = bad;
      const Lanes loss = loss_of(logits, Labels{}, 1.0f).loss;
      EXPECT_FALSE(std::isfinite(float{loss[5]})) << bad << " at " << place;
      EXPECT_TRUE(std::isfinite(float{loss[4]}));
    }
  }
}

class LabelSmoothing : public testing::TestWithParam<float> {};

TEST_P(LabelSmoothing, GivesTheLossAndTheGradientOfItsDefinition) {
  const Labels labels = some_labels();
  const LossAndGradient found = loss_of(some_logits(), labels, 1.0f, GetParam());
  for (int lane = 0; lane < kLanes; ++lane) {
    const auto place = static_cast<std::size_t>(lane);
    const std::vector<float> logits = lane_of(some_logits(), lane);
    double total = 0.0;
    for (const float logit : logits) total += std::exp(static_cast<double>(logit));
    double loss = 0.0;
    for (std::size_t k = 0; k < logits.size(); ++k) {
      const auto share = static_cast<double>(GetParam());
      const double q = (k == labels[place] ? 1.0 - share : 0.0) + share / 5.0;
      const double p = std::exp(static_cast<double>(logits[k])) / total;
      loss -= q * std::log(p);
      EXPECT_NEAR(found.gradient[k][place], p - q, 1e-6) << "class " << k;
    }
    EXPECT_NEAR(found.loss[place], loss, 1e-5) << "lane " << lane;
  }
}

TEST_P(LabelSmoothing, HasAGradientThatAddsUpToZero) {
  Lanes total = 0.0f;
  for (const Lanes& part : loss_of(some_logits(), some_labels(), 1.0f, GetParam()).gradient) {
    total += part;
  }
  expect_near(LaneVector{total}, uniform_gang({0}), kRounding);
}

TEST_P(LabelSmoothing, GivesAnEmptyLaneAGradientOfExactlyZero) {
  const Lanes weight([](int lane) { return lane == 15 ? 0.0f : 1.0f; });
  for (const Lanes& part : loss_of(some_logits(), some_labels(), weight, GetParam()).gradient) {
    EXPECT_EQ(float{part[15]}, 0.0f);
  }
}

INSTANTIATE_TEST_SUITE_P(Shares, LabelSmoothing, testing::Values(0.0f, 0.1f, 0.9f));

TEST(LabelSmoothingOfZero, ChangesNoBit) {
  const LaneVector logits = some_logits();
  const Labels labels = some_labels();
  const LossAndGradient plain = loss_of(logits, labels, 0.25f, 0.0f);
  // The loss without smoothing, term by term in the order in which it is computed.
  Lanes largest = logits[0];
  for (const Lanes& logit : logits) largest = max(largest, logit);
  LaneVector gradient;
  Lanes total = 0.0f;
  for (const Lanes& logit : logits) {
    total += gradient.emplace_back(std::experimental::exp(logit - largest));
  }
  Lanes loss = std::experimental::log(total) + largest;
  const Lanes scale = 0.25f / total;
  for (Lanes& part : gradient) part *= scale;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    loss[lane] -= float{logits[labels[lane]][lane]};
    gradient[labels[lane]][lane] -= 0.25f;
  }
  expect_equal(LaneVector{plain.loss}, LaneVector{loss});
  expect_equal(plain.gradient, gradient);
}

TEST(LabelSmoothingOfTwoFifths, IsLeastWhereTheProbabilitiesAreTheTarget) {
  // With 0.4 of two classes divided equally, the target is 0.8 and 0.2.
  const LossAndGradient found = loss_of(uniform_gang({std::log(4.0f), 0}), Labels{}, 1.0f, 0.4f);
  expect_near(found.gradient, uniform_gang({0, 0}), kRounding);
}

TEST(MeanSquare, IsTheSquaredDistanceOfTheProbabilitiesToTheLabel) {
  const float ln3 = std::log(3.0f);
  const LossAndGradient found =
      loss_of(LossFunction::kMeanSquare, uniform_gang({ln3, 0}), Labels{}, 1.0f);
  // p = (3/4, 1/4), so that the loss is 1/16 + 1/16 and its gradient 2 p (e - sum p e) with
  // e = (-1/4, 1/4).
  expect_near(LaneVector{found.loss}, uniform_gang({0.125f}), kRounding);
  expect_near(found.gradient, uniform_gang({-0.1875f, 0.1875f}), kRounding);
}

TEST(MeanSquare, HasTheSmoothedTarget) {
  // With 0.4 of two classes divided equally, the target is 0.8 and 0.2.
  const LossAndGradient found =
      loss_of(LossFunction::kMeanSquare, uniform_gang({std::log(4.0f), 0}), Labels{}, 1.0f, 0.4f);
  expect_near(LaneVector{found.loss}, uniform_gang({0}), kRounding);
  expect_near(found.gradient, uniform_gang({0, 0}), kRounding);
}

TEST(Hinge, IsWhatTheLogitsLackOfAMarginOfOneOnTheirSide) {
  const LossAndGradient found =
      loss_of(LossFunction::kHinge, uniform_gang({0.25f, -2, 0.5f}), Labels{}, 2.0f);
  // 0.25 is 0.75 below 1; -2 is beyond -1; 0.5 is 1.5 above -1.
  expect_equal(LaneVector{found.loss}, uniform_gang({2.25f}));
  expect_equal(found.gradient, uniform_gang({-2, 0, 2}));
}

class EachLoss : public testing::TestWithParam<LossFunction> {};

TEST_P(EachLoss, HasTheGradientOfItsCentralDifferencesInDoublePrecision) {
  constexpr double kStep = 1e-5;
  LaneVector logits = some_logits();
  for (Lanes& logit : logits) logit *= 0.9f;  // none at the corners of the hinge loss
  const Labels labels = some_labels();
  const LossAndGradient found = loss_of(GetParam(), logits, labels, 1.0f);
  for (int lane = 0; lane < kLanes; ++lane) {
    const auto place = static_cast<std::size_t>(lane);
    const std::vector<float> column = lane_of(logits, lane);
    std::vector<double> exact(column.begin(), column.end());
    EXPECT_NEAR(found.loss[place], classification_loss(GetParam(), exact, labels[place]), 1e-5);
    for (std::size_t k = 0; k < exact.size(); ++k) {
      const double original = exact[k];
      exact[k] = original + kStep;
      const double above = classification_loss(GetParam(), exact, labels[place]);
      exact[k] = original - kStep;
      const double below = classification_loss(GetParam(), exact, labels[place]);
      exact[k] = original;
      EXPECT_NEAR(found.gradient[k][place], (above - below) / (2 * kStep), 2e-6)
          << "lane " << lane << ", class " << k;
    }
  }
}

TEST_P(EachLoss, IsNotFiniteWhereALogitIsNot) {
  const auto infinity = std::numeric_limits<float>::infinity();
  for (const float bad : {infinity, -infinity, kPoison}) {
    LaneVector logits(3);
    logits[1][5] = bad;
    const Lanes loss = loss_of(GetParam(), logits, Labels{}, 1.0f).loss;
    EXPECT_FALSE(std::isfinite(float{loss[5]})) << bad;
    EXPECT_TRUE(std::isfinite(float{loss[4]})) << bad;
    const std::vector<double> exact{0.0, static_cast<double>(bad), 0.0};
    EXPECT_FALSE(std::isfinite(classification_loss(GetParam(), exact, 0))) << bad;
  }
}

TEST_P(EachLoss, GivesAnEmptyLaneAGradientOfExactlyZero) {
  const Lanes weight([](int lane) { return lane == 15 ? 0.0f : 1.0f; });
  for (const Lanes& part : loss_of(GetParam(), some_logits(), some_labels(), weight).gradient) {
    EXPECT_EQ(float{part[15]}, 0.0f);
  }
}

INSTANTIATE_TEST_SUITE_P(Losses, EachLoss,
                         testing::Values(LossFunction::kCrossEntropy, LossFunction::kMeanSquare,
                                         LossFunction::kHinge));

TEST(ExactLoss, OfHugeLogitsIsTheirDistance) {
  const std::vector logits{5000.0, 5001.0};
  EXPECT_NEAR(classification_loss(LossFunction::kCrossEntropy, logits, 0),
              std::log(1.0 + std::exp(1.0)), 1e-12);
}

TEST(SquaredError, IsTheSquareAndHasTwiceTheErrorAsGradient) {
  Lanes gradient = kPoison;
  const Lanes loss = squared_error(3.0f, 1.0f, 0.5f, gradient);
  expect_equal(LaneVector{loss, gradient}, uniform_gang({4, 2}));
}

}  // namespace
}  // namespace inkling
