#include <gtest/gtest.h>

#include <cstdlib>

#include "io/data/data.h"
#include "model/evaluation/evaluation.h"
#include "model/evaluation/prediction.h"
#include "model/network/architecture.h"
#include "model/training/trainer.h"

// The whole model on the real digits: what a user gets from four epochs with the defaults.

namespace inkling {
namespace {

TEST(MnistAccuracy, LeNet5ReachesItsMarkInFourEpochs) {
  const char* folder = std::getenv("INKLING_MNIST");
  if (folder == nullptr) GTEST_SKIP() << "INKLING_MNIST does not name the folder of MNIST";
#ifndef NDEBUG
  GTEST_SKIP() << "training takes too long in a build without optimisation";
#endif
  const Dataset data = load_data(folder, Split::kTrain);
  const TrainingSplit split = split_off_validation(data.count(), 5000, /*seed=*/0);
  Network network = build_network("lenet5", data.images.shape, data.class_count());
  network.normalization = measure_normalization(data.images, split.training);
  network.initialize(/*seed=*/0);

  train(network, data, split, {.epochs = 4});

  const Dataset test = load_data(folder, Split::kTest);
  const Evaluation evaluation = evaluate(predict(network, test.images, 0), test.labels);
  EXPECT_GE(evaluation.accuracy, 0.986);
  RecordProperty("correct_of_10000", static_cast<int>(evaluation.correct));
}

}  // namespace
}  // namespace inkling
