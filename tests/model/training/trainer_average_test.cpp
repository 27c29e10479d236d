#include <gtest/gtest.h>

#include <algorithm>

#include "model/evaluation/evaluation.h"
#include "model/evaluation/prediction.h"
#include "model/training/trainer.h"
#include "tests/model/synthetic_images.h"

// Whose parameters are judged and kept where they are averaged.

namespace inkling {
namespace {

constexpr std::string_view kArchitecture = "conv 4x3x3, relu, pool 2, fc classes";

/// The parameters that the network has after each epoch and at the end, and the reports.
struct Averaged {
  std::vector<std::vector<float>> parameters;
  std::vector<EpochReport> reports;
  std::vector<float> at_the_end;
};

Averaged trained_with_average(const Dataset& data, const TrainingSplit& split, double decay) {
  Network network = network_for(data, kArchitecture);
  Averaged averaged;
  TrainingObserver observer;
  observer.after_epoch = [&](const EpochReport& report) {
    averaged.parameters.push_back(parameters_of(network));
    averaged.reports.push_back(report);
    return true;
  };
  train(network, data, split, {.epochs = 4, .batch_size = 10, .average_decay = decay}, observer);
  averaged.at_the_end = parameters_of(network);
  return averaged;
}

TEST(TrainerAverage, IsWhatTheNetworkHasAtTheEnd) {
  const Dataset data = synthetic_images(60);
  const Averaged averaged = trained_with_average(data, train_on_all(data), 0.9);
  EXPECT_EQ(averaged.at_the_end, averaged.parameters.back());
  EXPECT_NE(averaged.at_the_end, trained_with_average(data, train_on_all(data), 0.0).at_the_end);
}

TEST(TrainerAverage, LeavesTheNetworkAsItIsWhereNoStepWasTaken) {
  const Dataset data = synthetic_images(60);
  Network network = network_for(data, kArchitecture);
  const std::vector<float> before = parameters_of(network);
  TrainingObserver observer;
  observer.interrupted = [] { return true; };
  train(network, data, train_on_all(data), {.average_decay = 0.9}, observer);
  EXPECT_EQ(parameters_of(network), before);
}

TEST(TrainerAverage, DoesNotChangeTheTrainingItself) {
  // What the network makes of the training images before each step is the same.
  const Dataset data = synthetic_images(60);
  const Averaged averaged = trained_with_average(data, train_on_all(data), 0.9);
  const Averaged plain = trained_with_average(data, train_on_all(data), 0.0);
  for (std::size_t epoch = 0; epoch < 4; ++epoch) {
    EXPECT_EQ(averaged.reports[epoch].training.loss, plain.reports[epoch].training.loss);
    EXPECT_NE(averaged.parameters[epoch], plain.parameters[epoch]);
  }
}

TEST(TrainerAverage, IsWhatTheValidationImagesJudge) {
  const Dataset data = synthetic_images(60);
  const TrainingSplit split = split_off_validation(60, 20, 0);
  const Averaged averaged = trained_with_average(data, split, 0.9);
  std::vector<std::uint16_t> labels;
  for (const std::uint32_t image : split.validation) labels.push_back(data.labels[image]);
  Network network = network_for(data, kArchitecture);
  for (std::size_t epoch = 0; epoch < 4; ++epoch) {
    std::ranges::copy(averaged.parameters[epoch], network.parameters().begin());
    // The evaluation takes it from probabilities, which are rounded to float.
    EXPECT_NEAR(averaged.reports[epoch].validation->loss,
                evaluate(predict(network, data.images, split.validation, 1), labels).mean_loss,
                1e-6);
  }
}

TEST(TrainerAverage, IsWhatTheNetworkHasWhereTheTrainingIsEndedInsideAnEpoch) {
  const Dataset data = synthetic_images(60);
  const auto ended = [&](double decay) {
    Network network = network_for(data, kArchitecture);
    train(network, data, train_on_all(data), {.batch_size = 10, .average_decay = decay},
          {.after_step = [](const StepReport& report) { return report.step < 5; }});
    return parameters_of(network);
  };
  EXPECT_NE(ended(0.9), ended(0.0));
}

}  // namespace
}  // namespace inkling
