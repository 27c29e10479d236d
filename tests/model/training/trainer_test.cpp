#include "model/training/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include "model/evaluation/evaluation.h"
#include "model/evaluation/prediction.h"
#include "tests/model/expect_refusal.h"
#include "tests/model/synthetic_images.h"

namespace inkling {
namespace {

constexpr std::string_view kArchitecture = "conv 4x3x3, relu, pool 2, fc classes";

std::vector<float> trained(const Dataset& data, const TrainingSplit& split,
                           const TrainingOptions& options,
                           std::string_view architecture = kArchitecture) {
  Network network = network_for(data, architecture);
  train(network, data, split, options);
  return parameters_of(network);
}

/// Expects the same parameters from a training on 1, 2, 3 and 4 threads.
void expect_same_bits_on_all_threads(TrainingOptions options, std::string_view architecture) {
  const Dataset data = synthetic_images(100);
  const TrainingSplit split = split_off_validation(100, 23, 0);
  options.threads = 1;
  const std::vector<float> expected = trained(data, split, options, architecture);
  for (const int threads : {2, 3, 4}) {
    options.threads = threads;
    EXPECT_EQ(trained(data, split, options, architecture), expected) << threads << " threads";
  }
}

/// The batch size and the clipping norm (0 is none).
class TrainerThreads : public testing::TestWithParam<std::tuple<int, double>> {};

TEST_P(TrainerThreads, DoNotChangeABit) {
  const auto [batch_size, clip] = GetParam();
  expect_same_bits_on_all_threads({.epochs = 3, .batch_size = batch_size, .sgd = {.clip = clip}},
                                  kArchitecture);
}

TEST_P(TrainerThreads, DoNotChangeABitOfWhatActsInTrainingOnly) {
  const auto [batch_size, clip] = GetParam();
  expect_same_bits_on_all_threads(
      {.epochs = 3,
       .batch_size = batch_size,
       .sgd = {.clip = clip},
       .label_smoothing = 0.1,
       .average_decay = 0.9},
      "conv 4x3x3, batchnorm, relu, dropout 0.2, pool 2, fc 9, batchnorm, tanh, dropout 0.5, "
      "fc classes");
}

INSTANTIATE_TEST_SUITE_P(BatchSizeAndClip, TrainerThreads,
                         testing::Combine(testing::Values(1, 10, 16, 50, 64, 1000),
                                          testing::Values(0.0, 0.7)));

TEST(Trainer, GivesConvolutionsWithoutBiasTheSameBitsOnAllThreads) {
  expect_same_bits_on_all_threads(
      {.epochs = 3, .batch_size = 50, .sgd = {.clip = 0.7}},
      "pad 3, conv 4x3x3 no-bias, relu, pad 3, conv classesx3x3 no-bias, pool all");
}

TEST(Trainer, GivesResidualBlocksTheSameBitsOnAllThreads) {
  expect_same_bits_on_all_threads(
      {.epochs = 3, .batch_size = 50, .sgd = {.clip = 0.7}},
      "conv 4x3x3, batchnorm, relu, residual(pad 1, conv 4x3x3, batchnorm, relu; conv 4x1x1), "
      "relu, residual(conv 4x1x1, dropout 0.2), fc classes");
}

TEST(Trainer, GivesTheSameParametersForTheSameSeedOnly) {
  const Dataset data = synthetic_images(60);
  const TrainingSplit split = train_on_all(data);
  TrainingOptions options{.epochs = 2, .batch_size = 10, .seed = 5};
  const std::vector<float> expected = trained(data, split, options);
  EXPECT_EQ(trained(data, split, options), expected);
  options.seed = 6;
  EXPECT_NE(trained(data, split, options), expected);
}

TEST(Trainer, RefusesANetworkThatHasNothingToLearn) {
  const Dataset data = synthetic_images(9);
  Network network = build_network("pool 4", data.images.shape, 4);
  expect_refusal([&] { Trainer(network, data, train_on_all(data), {}); },
                 "the network has nothing to learn: it needs conv or fc");
}

TEST(Trainer, TakesTheMeanOfTheGradientWhateverTheBatchSize) {
  // The same image sixteen times or once is the same mean, so one step leads to the same place.
  const Dataset data = synthetic_images(3);
  const TrainingOptions options{
      .epochs = 1, .batch_size = 16, .sgd = {.schedule = Schedule::kConstant}};
  const std::vector<float> once = trained(data, {.training = {1}, .validation = {}}, options);
  const std::vector<float> often =
      trained(data, {.training = std::vector<std::uint32_t>(13, 1), .validation = {}}, options);
  // A mean of thirteen equal numbers is rounded in its last bits.
  for (std::size_t n = 0; n < once.size(); ++n) EXPECT_NEAR(often[n], once[n], 1e-6f);
}

TEST(Trainer, LearnsASeparableSetCompletely) {
  const Dataset data = synthetic_images(150);
  Network network = network_for(data, kArchitecture);
  train(network, data, train_on_all(data), {.epochs = 10, .batch_size = 10});
  EXPECT_EQ(evaluate(predict(network, data.images, 0), data.labels).accuracy, 1.0);
}

TEST(Trainer, LearnsASeparableSetCompletelyWithAllThatActsInTrainingOnly) {
  const Dataset data = synthetic_images(150);
  Network network = network_for(
      data, "conv 4x3x3, batchnorm, relu, pool 2, dropout 0.2, fc 20, batchnorm, tanh, fc classes");
  train(network, data, train_on_all(data),
        {.epochs = 10, .batch_size = 10, .label_smoothing = 0.1, .average_decay = 0.95});
  EXPECT_EQ(evaluate(predict(network, data.images, 0), data.labels).accuracy, 1.0);
}

TEST(Trainer, DropsOtherValuesForAnotherSeed) {
  // All images are alike and the initial network is the same, so that the order does not matter.
  Dataset data = synthetic_images(40);
  std::ranges::fill(data.images.pixels, std::uint8_t{200});
  std::ranges::fill(data.labels, std::uint16_t{0});
  const TrainingOptions options{.epochs = 1, .batch_size = 40};
  TrainingOptions other = options;
  other.seed = 1;
  const auto with = [&](const TrainingOptions& seed, std::string_view architecture) {
    return trained(data, train_on_all(data), seed, architecture);
  };
  EXPECT_EQ(with(other, "fc 8, relu, fc classes"), with(options, "fc 8, relu, fc classes"));
  EXPECT_NE(with(other, "fc 8, relu, dropout 0.5, fc classes"),
            with(options, "fc 8, relu, dropout 0.5, fc classes"));
}

TEST(Trainer, SmoothsTheLabels) {
  // One class, whose probability a network without smoothing would bring to 1 in the end.
  Dataset data = synthetic_images(32);
  std::ranges::fill(data.labels, std::uint16_t{2});
  Network network = network_for(data, "fc classes");
  train(network, data, train_on_all(data), {.epochs = 300, .label_smoothing = 0.3});
  EXPECT_NEAR(predict(network, data.images, 1)(0, 2), 0.7 + 0.3 / 3, 0.02);
}

TEST(Trainer, DecaysWeightsButNotBiases) {
  // All images are alike and white after normalisation, so that only biases have a gradient.
  Dataset data = synthetic_images(2);
  std::ranges::fill(data.images.pixels, std::uint8_t{0});
  data.labels = {0, 1};
  data.class_names.pop_back();
  Network network = build_network("fc classes", data.images.shape, 2);
  std::ranges::fill(network.parameters(), 1.0f);
  train(network, data, train_on_all(data),
        {.epochs = 1,
         .batch_size = 2,
         .sgd = {.learning_rate = 0.5, .schedule = Schedule::kConstant, .weight_decay = 0.25}});
  EXPECT_EQ(network.parameters().front(), 1.0f - 0.5f * 0.25f);
  EXPECT_EQ(network.parameters().back(), 1.0f);
}

TEST(Trainer, LimitsTheStepToTheClippingNorm) {
  const Dataset data = synthetic_images(64);
  Network network = network_for(data, kArchitecture);
  const std::vector<float> before = parameters_of(network);
  train(network, data, train_on_all(data),
        {.epochs = 1,
         .batch_size = 64,
         .sgd = {.learning_rate = 0.5,
                 .schedule = Schedule::kConstant,
                 .weight_decay = 0.0,
                 .clip = 0.01}});
  double squares = 0.0;
  for (std::size_t n = 0; n < before.size(); ++n) {
    squares += std::pow(static_cast<double>(network.parameters()[n] - before[n]), 2);
  }
  // Parameters around 1 move by about 1e-4, which their rounding of 6e-8 blurs in the third digit.
  EXPECT_NEAR(std::sqrt(squares), 0.5 * 0.01, 0.5 * 0.01 * 1e-3);
}

TEST(Trainer, LeavesAGradientBelowTheClippingNormAlone) {
  const Dataset data = synthetic_images(64);
  const TrainingSplit split = train_on_all(data);
  EXPECT_EQ(trained(data, split, {.epochs = 1, .sgd = {.clip = 1e6}}),
            trained(data, split, {.epochs = 1}));
}

TEST(Trainer, StopsWithEpochStepAndAdviceWhereTheLossIsNotFinite) {
  const Dataset data = synthetic_images(30);
  Network network = network_for(data, kArchitecture);
  network.parameters().front() = INFINITY;
  try {
    train(network, data, train_on_all(data), {.batch_size = 10});
    ADD_FAILURE() << "nothing was thrown";
  } catch (const TrainingFailed& error) {
    EXPECT_STREQ(error.what(),
                 "the loss is no longer finite, in epoch 1, step 1 of 3; a lower "
                 "--learning-rate helps");
  }
}

TEST(Trainer, PassesOnWhatTheObserverThrows) {
  const Dataset data = synthetic_images(60);
  Network network = network_for(data, kArchitecture);
  TrainingObserver observer;
  observer.after_step = [](const StepReport& report) -> bool {
    if (report.step == 2) throw std::runtime_error("the disk is full");
    return true;
  };
  EXPECT_THROW(train(network, data, train_on_all(data), {.batch_size = 16, .threads = 2}, observer),
               std::runtime_error);
}

TEST(Trainer, StopsWhereTheLearningRateIsFarTooHigh) {
  const Dataset data = synthetic_images(90);
  Network network = network_for(data, kArchitecture);
  EXPECT_THROW(
      train(network, data, train_on_all(data), {.batch_size = 10, .sgd = {.learning_rate = 1e30}}),
      TrainingFailed);
}

TEST(Trainer, StopsWhereTheLastStepSpoiledTheParameters) {
  const Dataset data = synthetic_images(90);
  Network network = network_for(data, kArchitecture);
  const TrainingSplit split = split_off_validation(90, 30, 0);
  EXPECT_THROW(
      train(network, data, split, {.epochs = 1, .batch_size = 60, .sgd = {.learning_rate = 1e38}}),
      TrainingFailed);
}

struct BadOption {
  const char* name;
  void (*spoil)(TrainingOptions&);
  const char* message;
};

class TrainerOptions : public testing::TestWithParam<BadOption> {};

TEST_P(TrainerOptions, AreRefusedWhereTheyMakeNoSense) {
  const Dataset data = synthetic_images(3);
  Network network = network_for(data, kArchitecture);
  TrainingOptions options;
  GetParam().spoil(options);
  expect_refusal([&] { train(network, data, train_on_all(data), options); }, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Options, TrainerOptions,
    testing::Values(
        BadOption{"Epochs", [](TrainingOptions& options) { options.epochs = 0; },
                  "the number of epochs must be at least 1"},
        BadOption{"BatchSize", [](TrainingOptions& options) { options.batch_size = -1; },
                  "the batch size must be at least 1, or 0 for all images"},
        BadOption{"NoLearningRate", [](TrainingOptions& options) { options.sgd.learning_rate = 0; },
                  "the learning rate must be positive"},
        BadOption{"LearningRateNan",
                  [](TrainingOptions& options) { options.sgd.learning_rate = NAN; },
                  "the learning rate must be positive"},
        BadOption{"MomentumOne", [](TrainingOptions& options) { options.sgd.momentum = 1; },
                  "the momentum must be at least 0 and less than 1"},
        BadOption{"NegativeDecay", [](TrainingOptions& options) { options.sgd.weight_decay = -1; },
                  "the weight decay must be at least 0"},
        BadOption{"NegativeClip", [](TrainingOptions& options) { options.sgd.clip = -1; },
                  "the clipping norm must be at least 0"},
        BadOption{"SmoothingOne", [](TrainingOptions& options) { options.label_smoothing = 1; },
                  "the label smoothing must be at least 0 and less than 1"},
        BadOption{"SmoothingNan", [](TrainingOptions& options) { options.label_smoothing = NAN; },
                  "the label smoothing must be at least 0 and less than 1"},
        BadOption{"DecayOfTheAverageOne",
                  [](TrainingOptions& options) { options.average_decay = 1; },
                  "the decay of the average must be at least 0 and less than 1"},
        BadOption{"NegativeDecayOfTheAverage",
                  [](TrainingOptions& options) { options.average_decay = -0.5; },
                  "the decay of the average must be at least 0 and less than 1"},
        BadOption{"NegativePatience", [](TrainingOptions& options) { options.patience = -1; },
                  "the patience must be at least 0"},
        BadOption{"NegativeTimeLimit", [](TrainingOptions& options) { options.most_minutes = -1; },
                  "the time limit must be at least 0"}),
    [](const auto& option) { return option.param.name; });

TEST(Trainer, RefusesToTrainOnNothing) {
  const Dataset data = synthetic_images(3);
  Network network = network_for(data, kArchitecture);
  expect_refusal([&] { train(network, data, {}, {}); },
                 "there must be at least one image to train on");
}

TEST(Trainer, RefusesImagesOfAnotherShape) {
  Network network = network_for(synthetic_images(3), kArchitecture);
  Dataset data = synthetic_images(3);
  data.images.shape = {.channels = 4, .height = 4, .width = 4};
  expect_refusal([&] { train(network, data, train_on_all(data), {}); },
                 "the images are 4x4x4, but the network expects 1x8x8");
}

TEST(Trainer, RefusesMoreClassesThanTheNetworkHas) {
  Dataset data = synthetic_images(3);
  Network network = network_for(data, kArchitecture);
  data.class_names.push_back("nowhere");
  expect_refusal([&] { train(network, data, train_on_all(data), {}); },
                 "the data has 4 classes, but the network has 3 outputs");
}

TEST(Trainer, LeavesFrozenLayersAsTheyAre) {
  const Dataset data = synthetic_images(64);
  const TrainingSplit split = split_off_validation(64, 0, 0);
  const char* const architecture = "conv 4x3x3, batchnorm, relu, residual(conv 4x1x1), fc classes";
  const Network before = network_for(data, architecture);
  Network network = network_for(data, architecture);
  network.freeze(2);
  train(network, data, split, {.epochs = 2, .sgd = {.weight_decay = 0.1}});
  const std::size_t frozen = network.parameter_offset(2);
  EXPECT_TRUE(
      std::ranges::equal(before.parameters().first(frozen), network.parameters().first(frozen)));
  for (const std::size_t layer : {3u, 5u}) {
    EXPECT_FALSE(
        std::ranges::equal(before.layer_parameters(layer), network.layer_parameters(layer)))
        << "layer " << layer;
  }
}

TEST(Trainer, GivesTrainedLayersTheGradientsThatTheyHaveWithoutFrozenOnes) {
  // Without weight decay and momentum, the first step of the last layer is the same.
  const Dataset data = synthetic_images(64);
  const TrainingSplit split = split_off_validation(64, 0, 0);
  const TrainingOptions options{.epochs = 1, .batch_size = 64};
  Network free = network_for(data, kArchitecture);
  Network frozen = network_for(data, kArchitecture);
  frozen.freeze(3);
  train(free, data, split, options);
  train(frozen, data, split, options);
  EXPECT_TRUE(std::ranges::equal(free.layer_parameters(3), frozen.layer_parameters(3)));
  EXPECT_FALSE(std::ranges::equal(free.layer_parameters(0), frozen.layer_parameters(0)));
}

}  // namespace
}  // namespace inkling
