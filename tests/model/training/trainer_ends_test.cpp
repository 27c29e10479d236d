#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "model/training/trainer.h"
#include "tests/model/expect_refusal.h"
#include "tests/model/synthetic_images.h"

// What ends a training early: patience, the time limit, a network that learns nothing.

namespace inkling {
namespace {

using testing::HasSubstr;

/// The reports of a training and how it ended.
struct Recorded {
  std::int64_t steps = 0;
  std::vector<EpochReport> epochs;
  TrainingResult result;
};

Recorded record(const TrainingSplit& split, const TrainingOptions& options) {
  const Dataset data = synthetic_images(60);
  Network network = network_for(data, "fc 8, relu, fc classes");
  Recorded recorded;
  recorded.result = train(network, data, split, options,
                          {.after_step =
                               [&](const StepReport&) {
                                 ++recorded.steps;
                                 return true;
                               },
                           .after_epoch =
                               [&](const EpochReport& report) {
                                 recorded.epochs.push_back(report);
                                 return true;
                               }});
  return recorded;
}

/// A learning rate so high that validation goes up and down.
TrainingOptions restless(int patience) {
  return {.epochs = 60,
          .batch_size = 5,
          .sgd = {.learning_rate = 0.6, .schedule = Schedule::kConstant},
          .patience = patience};
}

TEST(Patience, EndsAfterSoManyEpochsWithoutABetterOne) {
  for (const int patience : {1, 4}) {
    const Recorded recorded = record(split_off_validation(60, 20, 0), restless(patience));
    EXPECT_EQ(recorded.result.end, TrainingEnd::kPatience);
    ASSERT_LT(recorded.epochs.size(), 60u);
    const auto last_best = std::find_if(recorded.epochs.rbegin(), recorded.epochs.rend(),
                                        [](const EpochReport& report) { return report.best; });
    EXPECT_EQ(last_best - recorded.epochs.rbegin(), patience);
    EXPECT_EQ(recorded.result.best_epoch, last_best->epoch);
  }
}

TEST(Patience, IsNotWhatEndsTheLastEpoch) {
  const TrainingSplit split = split_off_validation(60, 20, 0);
  TrainingOptions options = restless(1);
  options.epochs = static_cast<int>(record(split, options).epochs.size());
  EXPECT_EQ(record(split, options).result.end, TrainingEnd::kAllEpochs);
}

TEST(Patience, NeedsValidationImages) {
  const Dataset data = synthetic_images(3);
  Network network = network_for(data, "fc classes");
  expect_refusal([&] { train(network, data, train_on_all(data), {.patience = 1}); },
                 "patience needs validation images to find the best epoch");
}

TEST(TimeLimit, EndsAfterTheStepThatExceedsIt) {
  const Recorded recorded =
      record(split_off_validation(60, 20, 0), {.batch_size = 5, .most_minutes = 1e-12});
  EXPECT_EQ(recorded.result.end, TrainingEnd::kTimeLimit);
  EXPECT_EQ(recorded.steps, 1);
  EXPECT_EQ(recorded.result.best_epoch, 0);
}

TEST(TimeLimit, JudgesTheEpochWhereItIsOverAtItsEnd) {
  const Recorded recorded =
      record(split_off_validation(60, 20, 0), {.batch_size = 40, .most_minutes = 1e-12});
  EXPECT_EQ(recorded.result.end, TrainingEnd::kTimeLimit);
  EXPECT_EQ(recorded.epochs.size(), 1u);
  EXPECT_EQ(recorded.result.best_epoch, 1);
}

TEST(TimeLimit, DoesNotEndAShorterTraining) {
  const Recorded recorded =
      record(split_off_validation(60, 20, 0), {.epochs = 2, .batch_size = 5, .most_minutes = 1e6});
  EXPECT_EQ(recorded.result.end, TrainingEnd::kAllEpochs);
  EXPECT_EQ(recorded.epochs.size(), 2u);
}

/// More than 200 steps, the fewest after which a training is judged, in half of the epochs.
constexpr TrainingOptions kLong{.epochs = 100, .batch_size = 10, .sgd = {.learning_rate = 0.01}};

/// The message of a training that learned nothing; empty where it learned.
std::string failure_of(Network& network, const Dataset& data, const TrainingOptions& options) {
  try {
    train(network, data, train_on_all(data), options);
    return "";
  } catch (const TrainingFailed& error) {
    return error.what();
  }
}

/// A network whose ReLUs are all dead from the beginning.
Network dead_network(const Dataset& data) {
  Network network = network_for(data, "fc 8, relu, fc classes");
  const std::size_t biases = 8 * data.images.shape.size();
  std::ranges::fill(network.parameters().subspan(biases, 8), -1000.0f);
  return network;
}

TEST(DeadNetwork, EndsTheTrainingOnceItIsWarm) {
  const Dataset data = synthetic_images(60);
  Network network = dead_network(data);
  // Of 600 steps a fifth is 120, but 200 are needed: half of epoch 34 is the first beyond it.
  EXPECT_EQ(failure_of(network, data, kLong),
            "the network learns nothing: in epoch 34 the loss stays at 1.099, no better than the "
            "1.099 of "
            "answers that do not depend on the image; a lower --learning-rate, --clip 1 or "
            "batchnorm helps");
}

TEST(DeadNetwork, IsGivenAdviceThatFitsTheOptions) {
  const Dataset data = synthetic_images(60);
  const auto advice = [&](const SgdOptions& sgd) {
    Network network = dead_network(data);
    TrainingOptions options = kLong;
    options.sgd = sgd;
    const std::string text = failure_of(network, data, options);
    return text.substr(text.rfind("; ") + 2);
  };
  EXPECT_EQ(advice({.learning_rate = 0.01, .clip = 1.0}),
            "a lower --learning-rate or batchnorm helps");
  EXPECT_EQ(advice({.learning_rate = 0.01, .clip_errors = 1.0}),
            "a larger --clip-errors, or --clip 1 in its place, helps");
  EXPECT_EQ(advice({.step = StepRule::kArmijo, .momentum = 0.0}),
            "a larger --batch-size or batchnorm helps");
}

TEST(DeadNetwork, IsGivenTheWarmUpOfALongTraining) {
  const Dataset data = synthetic_images(60);
  Network network = dead_network(data);
  TrainingOptions options = kLong;
  options.epochs = 300;  // of 1800 steps a fifth is 360
  EXPECT_EQ(failure_of(network, data, options).substr(0, 42),
            "the network learns nothing: in epoch 61 th");
}

TEST(DeadNetwork, IsFoundWhereTheClassesAreNotEquallyFrequent) {
  Dataset data = synthetic_images(60);
  for (std::size_t n = 0; n < 15; ++n) data.labels[n] = 0;
  Network network = dead_network(data);
  EXPECT_THAT(failure_of(network, data, kLong), HasSubstr("learns nothing"));
}

TEST(DeadNetwork, IsFoundWithLabelSmoothing) {
  Dataset data = synthetic_images(60);
  for (std::size_t n = 0; n < 30; ++n) data.labels[n] = 0;
  Network network = dead_network(data);
  TrainingOptions options = kLong;
  options.label_smoothing = 0.3;
  EXPECT_THAT(failure_of(network, data, options), HasSubstr("learns nothing"));
}

TEST(DeadNetwork, IsFoundWhereTheLearningRateHasKilledIt) {
  const Dataset data = synthetic_images(60);
  // The same is seen with 2.0 and with 5.0; with much more the loss is no number any more.
  Network network = network_for(data, "fc 8, relu, fc 8, relu, fc classes");
  TrainingOptions options = kLong;
  options.sgd = {.learning_rate = 3.0, .schedule = Schedule::kConstant};
  EXPECT_THAT(failure_of(network, data, options), HasSubstr("learns nothing"));
}

TEST(LivingNetwork, IsLeftToLearn) {
  const Dataset data = synthetic_images(60);
  Network network = network_for(data, "fc 8, relu, fc classes");
  EXPECT_EQ(failure_of(network, data, kLong), "");
}

TEST(LivingNetwork, IsLeftToLearnWhereAllImagesAreOfOneClass) {
  for (const double smoothing : {0.0, 0.1}) {
    Dataset data = synthetic_images(64);  // so that the shares of 1/64 add up to exactly 1
    std::ranges::fill(data.labels, std::uint16_t{1});
    Network network = network_for(data, "fc 8, relu, fc classes");
    TrainingOptions options = kLong;
    options.label_smoothing = smoothing;
    EXPECT_EQ(failure_of(network, data, options), "") << "smoothing " << smoothing;
  }
}

TEST(LivingNetwork, IsLeftToLearnWhereThereIsOneClass) {
  Dataset data = synthetic_images(64);
  std::ranges::fill(data.labels, std::uint16_t{0});
  data.class_names = {"all"};
  Network network = network_for(data, "fc 8, relu, fc classes");
  EXPECT_EQ(failure_of(network, data, kLong), "");
}

}  // namespace
}  // namespace inkling
