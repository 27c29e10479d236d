#include "model/training/class_weights.h"

#include <gtest/gtest.h>

#include <numeric>

#include "model/training/classification_objective.h"
#include "model/training/learning_check.h"
#include "tests/model/expect_refusal.h"
#include "tests/model/synthetic_images.h"

namespace inkling {
namespace {

/// Thirty images of three classes, of which only those of an unbalanced part are used: five, four
/// and one.
const std::vector<std::uint32_t> kPart{0, 3, 6, 9, 12, 1, 4, 7, 10, 2};

TEST(ClassWeights, BalancedMakeEachClassCountTheSame) {
  const Dataset data = synthetic_images(30);
  EXPECT_EQ(balanced_class_weights(data, kPart), (std::vector<double>{1.0 / 5, 1.0 / 4, 1.0}));
}

TEST(ClassWeights, OfAClassThatDoesNotOccurIsZero) {
  const Dataset data = synthetic_images(30);
  EXPECT_EQ(balanced_class_weights(data, std::vector<std::uint32_t>{0, 1}).back(), 0.0);
}

TEST(ClassWeights, AreScaledToAMeanOfOneOverTheImages) {
  const Dataset data = synthetic_images(30);
  // 5 * 1 + 4 * 3 + 1 * 3 = 20 over ten images.
  EXPECT_EQ(normalized_class_weights(std::vector{1.0, 3.0, 3.0}, data, kPart),
            (std::vector{0.5f, 1.5f, 1.5f}));
}

TEST(ClassWeights, AreRefusedWhereTheyMakeNoSense) {
  const Dataset data = synthetic_images(30);
  const auto normalize = [&](std::vector<double> weights) {
    normalized_class_weights(weights, data, kPart);
  };
  expect_refusal([&] { normalize({1.0}); }, "there must be a weight for each class");
  expect_refusal(
      [&] {
        normalize({1.0, -1.0, 1.0});
      },
      "the weight of a class must be a number of at least 0");
  expect_refusal([&] { normalize({0.0, 0.0, 0.0}); }, "no training image has a weight above 0");
}

/// Loss and gradient of images 0 to 2, one of each class, whose logits are all 0.
struct Scored {
  ScoreSum score;
  LaneVector gradient = LaneVector(3);
};

Scored score(const TrainingOptions& options) {
  const Dataset data = synthetic_images(30);
  const Network network = network_for(data, "fc classes");
  const ClassificationObjective objective(network, data, kPart, options);
  Scored scored;
  scored.score = objective.loss(std::vector<std::uint32_t>{0, 1, 2}, LaneVector(3), 1.0f / 3.0f,
                                scored.gradient);
  return scored;
}

TEST(ClassWeights, MultiplyLossAndGradientOfAnImage) {
  const Scored plain = score({});
  const Scored weighted = score({.class_weights = {1.0, 3.0, 3.0}});
  EXPECT_NEAR(weighted.score.loss, (0.5 + 1.5 + 1.5) / 3.0 * plain.score.loss, 1e-6);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_FLOAT_EQ(weighted.gradient[k][0], 0.5f * plain.gradient[k][0]);
    EXPECT_FLOAT_EQ(weighted.gradient[k][1], 1.5f * plain.gradient[k][1]);
    EXPECT_EQ(float{weighted.gradient[k][3]}, 0.0f);
  }
}

// What learns nothing: the least loss of an answer that is the same for all images, found here by
// trying answers.

double loss_without_learning(const TrainingOptions& options) {
  return score_without_learning(synthetic_images(30), kPart, 3, options)->loss;
}

double least_tried(const TrainingOptions& options) {
  const Dataset data = synthetic_images(30);
  const std::vector<double> weights =
      options.class_weights.empty() ? std::vector(3, 1.0) : options.class_weights;
  const auto scale = normalized_class_weights(weights, data, kPart);
  double least = 1e9;
  constexpr double kStep = 0.05;
  for (double a = -4.0; a <= 4.0; a += kStep) {
    for (double b = -4.0; b <= 4.0; b += kStep) {
      // For the hinge loss the third logit matters too; its best value is at -1 here.
      const std::vector logits{a, b, -1.0};
      double loss = 0.0;
      for (const std::uint32_t image : kPart) {
        const std::size_t label = data.labels[image];
        loss += static_cast<double>(scale[label]) *
                classification_loss(options.loss, logits, label, options.label_smoothing) / 10.0;
      }
      least = std::min(least, loss);
    }
  }
  return least;
}

TEST(LossWithoutLearning, IsTheLeastThatAnAnswerForAllImagesHas) {
  for (const LossFunction loss :
       {LossFunction::kCrossEntropy, LossFunction::kMeanSquare, LossFunction::kHinge}) {
    for (const double smoothing : {0.0, 0.3}) {
      if (loss == LossFunction::kHinge && smoothing > 0.0) continue;
      for (const std::vector<double>& weights : {std::vector<double>{}, {1.0, 2.0, 1.5}}) {
        const TrainingOptions options{
            .loss = loss, .class_weights = weights, .label_smoothing = smoothing};
        EXPECT_NEAR(loss_without_learning(options), least_tried(options), 1e-3)
            << static_cast<int>(loss) << " smoothed by " << smoothing;
      }
    }
  }
}

TEST(LossWithoutLearning, IsNoneWhereOneClassHasAllTheWeight) {
  EXPECT_FALSE(
      score_without_learning(synthetic_images(30), kPart, 3, {.class_weights = {1.0, 0.0, 0.0}}));
}

TEST(LossWithoutLearning, OfABalancedSamplerIsThatOfEqualClasses) {
  EXPECT_NEAR(loss_without_learning({.sampler = Sampler::kBalanced}), std::log(3.0), 1e-12);
}

}  // namespace
}  // namespace inkling
