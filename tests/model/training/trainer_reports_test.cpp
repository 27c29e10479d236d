#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "model/evaluation/evaluation.h"
#include "model/evaluation/prediction.h"
#include "model/network/architecture.h"
#include "model/training/trainer.h"
#include "tests/model/expect_refusal.h"
#include "tests/model/synthetic_images.h"

// What a training tells, which epoch it keeps, and what it holds out.

namespace inkling {
namespace {

struct Recorded {
  std::vector<StepReport> steps;
  std::vector<EpochReport> epochs;
  /// The parameters at the end of each epoch.
  std::vector<std::vector<float>> parameters;
  std::vector<float> kept;
  TrainingResult result;
};

/// Trains a network and records all reports; ends after `last_step` steps of the whole training.
Recorded record(const Dataset& data, const TrainingSplit& split, const TrainingOptions& options,
                std::size_t last_step = 1000, std::size_t last_epoch = 1000) {
  Network network = build_network("fc 8, relu, fc classes", data.images.shape, data.class_count());
  network.initialize(1);
  network.normalization = measure_normalization(data.images, split.training);
  Recorded recorded;
  recorded.result = train(network, data, split, options,
                          {.after_step =
                               [&](const StepReport& report) {
                                 recorded.steps.push_back(report);
                                 return recorded.steps.size() < last_step;
                               },
                           .after_epoch =
                               [&](const EpochReport& report) {
                                 recorded.epochs.push_back(report);
                                 recorded.parameters.emplace_back(network.parameters().begin(),
                                                                  network.parameters().end());
                                 return recorded.epochs.size() < last_epoch;
                               }});
  recorded.kept.assign(network.parameters().begin(), network.parameters().end());
  return recorded;
}

/// A learning rate so high that validation goes up and down.
constexpr SgdOptions kRestless{.learning_rate = 0.6, .schedule = Schedule::kConstant};

TEST(Training, ReportsEachStepOfEachEpoch) {
  const Dataset data = synthetic_images(25);
  const Recorded recorded = record(data, train_on_all(data), {.epochs = 2, .batch_size = 10});
  ASSERT_EQ(recorded.steps.size(), 6u);
  EXPECT_EQ(recorded.steps[0].epoch, 1);
  EXPECT_EQ(recorded.steps[0].step, 1);
  EXPECT_EQ(recorded.steps[2].step, 3);
  EXPECT_EQ(recorded.steps[3].epoch, 2);
  EXPECT_EQ(recorded.steps[3].step, 1);
  for (const StepReport& report : recorded.steps) EXPECT_EQ(report.steps_per_epoch, 3);
}

TEST(Training, ReportsTheLearningRateOfItsSchedule) {
  const Dataset data = synthetic_images(25);
  const TrainingOptions options{.epochs = 2, .batch_size = 10};
  const Recorded recorded = record(data, train_on_all(data), options);
  for (std::size_t step = 0; step < recorded.steps.size(); ++step) {
    EXPECT_EQ(recorded.steps[step].learning_rate,
              scheduled_learning_rate(options.sgd, static_cast<std::int64_t>(step), 6));
  }
  EXPECT_EQ(recorded.epochs[0].learning_rate, recorded.steps[2].learning_rate);
}

TEST(Training, ReportsTheScoreBeforeTheFirstStep) {
  const Dataset data = synthetic_images(25);
  Network network = build_network("fc 8, relu, fc classes", data.images.shape, 3);
  network.initialize(1);
  network.normalization = measure_normalization(data.images, train_on_all(data).training);
  const Evaluation expected = evaluate(predict(network, data.images, 1), data.labels);

  const Recorded recorded = record(data, train_on_all(data), {.epochs = 1, .batch_size = 25});

  // One is computed from logits, the other from probabilities.
  EXPECT_NEAR(recorded.steps[0].training.loss, expected.mean_loss, 1e-6);
  EXPECT_DOUBLE_EQ(recorded.steps[0].training.accuracy, expected.accuracy);
}

TEST(Training, ReportsTheEpochAsItsLastStepDid) {
  const Dataset data = synthetic_images(25);
  const Recorded recorded = record(data, train_on_all(data), {.epochs = 1, .batch_size = 10});
  EXPECT_EQ(recorded.epochs[0].training.loss, recorded.steps[2].training.loss);
  EXPECT_EQ(recorded.epochs[0].training.accuracy, recorded.steps[2].training.accuracy);
}

TEST(Training, WithoutValidationReportsNoneAndKeepsTheLastEpoch) {
  const Dataset data = synthetic_images(30);
  const Recorded recorded = record(data, train_on_all(data), {.epochs = 4, .batch_size = 10});
  for (const EpochReport& report : recorded.epochs) EXPECT_FALSE(report.validation);
  EXPECT_EQ(recorded.result.end, TrainingEnd::kAllEpochs);
  EXPECT_EQ(recorded.result.best_epoch, 4);
  EXPECT_EQ(recorded.kept, recorded.parameters.back());
}

TEST(Training, KeepsTheEpochOfTheBestValidation) {
  const Dataset data = synthetic_images(60);
  const TrainingSplit split = split_off_validation(60, 20, 0);
  const Recorded recorded = record(data, split, {.epochs = 8, .batch_size = 5, .sgd = kRestless});
  ASSERT_EQ(recorded.epochs.size(), 8u);
  const auto order = [](const EpochReport& report) {
    return std::pair(-report.validation->accuracy, report.validation->loss);
  };
  const auto best = std::ranges::min_element(recorded.epochs, {}, order);
  EXPECT_EQ(recorded.result.best_epoch, best->epoch);
  EXPECT_EQ(recorded.kept,
            recorded.parameters[static_cast<std::size_t>(recorded.result.best_epoch - 1)]);
  // Otherwise the last epoch would have been kept by chance.
  EXPECT_NE(recorded.result.best_epoch, 8);
}

TEST(Training, KeepsTheLowestLossAmongEpochsOfEqualAccuracy) {
  const Dataset data = synthetic_images(150);
  const TrainingSplit split = split_off_validation(150, 30, 0);
  const Recorded recorded = record(data, split, {.epochs = 8, .batch_size = 5});
  const auto is_perfect = [](const EpochReport& report) {
    return report.validation->accuracy == 1.0;
  };
  ASSERT_GE(std::ranges::count_if(recorded.epochs, is_perfect), 2);
  const auto first = std::ranges::find_if(recorded.epochs, is_perfect);
  const auto lowest =
      std::ranges::min_element(first, recorded.epochs.end(), {},
                               [](const EpochReport& report) { return report.validation->loss; });
  ASSERT_NE(lowest, first);
  EXPECT_EQ(recorded.result.best_epoch, lowest->epoch);
}

TEST(Training, CallsAnEpochBestWhereItBeatsAllBeforeIt) {
  const Dataset data = synthetic_images(60);
  const TrainingSplit split = split_off_validation(60, 20, 0);
  const Recorded recorded = record(data, split, {.epochs = 8, .batch_size = 5, .sgd = kRestless});
  std::pair best{1.0, 0.0};
  for (const EpochReport& report : recorded.epochs) {
    const std::pair score{-report.validation->accuracy, report.validation->loss};
    EXPECT_EQ(report.best, score < best) << "epoch " << report.epoch;
    best = std::min(best, score);
  }
}

TEST(Training, ScoresTheValidationImagesWithTheParametersOfTheEpoch) {
  const Dataset data = synthetic_images(60);
  const TrainingSplit split = split_off_validation(60, 20, 0);
  const Recorded recorded = record(data, split, {.epochs = 1, .batch_size = 10});
  Network network = build_network("fc 8, relu, fc classes", data.images.shape, 3);
  network.normalization = measure_normalization(data.images, split.training);
  std::ranges::copy(recorded.parameters[0], network.parameters().begin());
  std::vector<std::uint16_t> labels;
  for (const std::uint32_t index : split.validation) labels.push_back(data.labels[index]);

  const Evaluation expected = evaluate(predict(network, data.images, split.validation, 1), labels);

  EXPECT_EQ(recorded.epochs[0].validation->accuracy, expected.accuracy);
  // The evaluation takes it from probabilities, which are rounded to float.
  EXPECT_NEAR(recorded.epochs[0].validation->loss, expected.mean_loss, 1e-6);
}

TEST(Training, EndsAfterTheStepAtWhichTheObserverEndsIt) {
  const Dataset data = synthetic_images(30);
  const Recorded recorded =
      record(data, train_on_all(data), {.epochs = 3, .batch_size = 10}, /*last_step=*/2);
  EXPECT_EQ(recorded.steps.size(), 2u);
  EXPECT_TRUE(recorded.epochs.empty());
  EXPECT_EQ(recorded.result.end, TrainingEnd::kObserver);
  EXPECT_EQ(recorded.result.best_epoch, 0);
}

TEST(Training, EndedInsideALaterEpochGoesBackToTheBestOne) {
  const Dataset data = synthetic_images(60);
  const TrainingSplit split = split_off_validation(60, 20, 0);
  const Recorded recorded = record(data, split, {.epochs = 3, .batch_size = 10}, /*last_step=*/6);
  EXPECT_EQ(recorded.result.end, TrainingEnd::kObserver);
  EXPECT_EQ(recorded.result.best_epoch, 1);
  EXPECT_EQ(recorded.kept, recorded.parameters[0]);
}

TEST(Training, EndsAfterTheEpochAtWhichTheObserverEndsIt) {
  const Dataset data = synthetic_images(30);
  const Recorded recorded = record(data, train_on_all(data), {.epochs = 3, .batch_size = 10},
                                   /*last_step=*/1000, /*last_epoch=*/2);
  EXPECT_EQ(recorded.epochs.size(), 2u);
  EXPECT_EQ(recorded.result.end, TrainingEnd::kObserver);
  EXPECT_EQ(recorded.kept, recorded.parameters[1]);
}

TEST(Training, UsesEachImageOncePerEpoch) {
  // With a learning rate near zero the loss over an epoch is the mean over all images.
  const Dataset data = synthetic_images(37);
  const TrainingOptions still{
      .epochs = 1, .batch_size = 37, .sgd = {.learning_rate = 1e-30}, .seed = 1};
  TrainingOptions other = still;
  other.batch_size = 5;
  other.seed = 2;
  const Recorded whole = record(data, train_on_all(data), still);
  const Recorded parts = record(data, train_on_all(data), other);
  EXPECT_EQ(parts.steps.size(), 8u);
  EXPECT_NEAR(parts.epochs[0].training.loss, whole.epochs[0].training.loss, 1e-9);
  EXPECT_EQ(parts.epochs[0].training.accuracy, whole.epochs[0].training.accuracy);
}

TEST(ValidationSplit, PartsAllImages) {
  const TrainingSplit split = split_off_validation(100, 30, 1);
  EXPECT_EQ(split.training.size(), 70u);
  EXPECT_EQ(split.validation.size(), 30u);
  std::vector<std::uint32_t> both;
  std::ranges::merge(split.training, split.validation, std::back_inserter(both));
  std::vector<std::uint32_t> expected(100);
  std::iota(expected.begin(), expected.end(), 0u);
  EXPECT_EQ(both, expected);
}

TEST(ValidationSplit, IsInAscendingOrder) {
  const TrainingSplit split = split_off_validation(100, 30, 1);
  EXPECT_TRUE(std::ranges::is_sorted(split.training));
  EXPECT_TRUE(std::ranges::is_sorted(split.validation));
}

TEST(ValidationSplit, IsDrawnByTheSeedAlone) {
  EXPECT_EQ(split_off_validation(100, 30, 1).validation,
            split_off_validation(100, 30, 1).validation);
  EXPECT_NE(split_off_validation(100, 30, 1).validation,
            split_off_validation(100, 30, 2).validation);
}

TEST(ValidationSplit, MayBeEmpty) {
  const TrainingSplit split = split_off_validation(5, 0, 1);
  EXPECT_EQ(split.training, (std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
  EXPECT_TRUE(split.validation.empty());
}

TEST(ValidationSplit, LeavesAtLeastOneImageToTrain) {
  EXPECT_EQ(split_off_validation(5, 4, 1).training.size(), 1u);
  expect_refusal([] { split_off_validation(5, 5, 1); },
                 "5 validation images of 5 leave none to train on");
}

}  // namespace
}  // namespace inkling
