#include <gtest/gtest.h>

#include "model/network/architecture.h"
#include "model/network/workspace.h"
#include "model/training/trainer.h"
#include "tests/model/synthetic_images.h"

// Chapter 7: a linear network with the hinge loss and weight decay is the support vector machine
// with a soft margin.

namespace inkling {
namespace {

/// Images of one pixel: 0, 20 and 50 of class 0; 200 and 255 of class 1.
Dataset points_on_a_line() {
  return {.images = {.shape = {.channels = 1, .height = 1, .width = 1},
                     .pixels = {0, 20, 50, 200, 255}},
          .labels = {0, 0, 0, 1, 1},
          .class_names = {"low", "high"}};
}

/// The logits of a network for a pixel.
std::vector<float> logits_of(const Network& network, float pixel) {
  Workspace workspace(network, false);
  const Normalization& normal = network.normalization;
  workspace.input()[0] = (pixel / 255.0f - normal.mean) / normal.deviation;
  network.forward(workspace);
  return {workspace.logits()[0][0], workspace.logits()[1][0]};
}

Network trained(LossFunction loss) {
  const Dataset data = points_on_a_line();
  Network network = network_for(data, "svm");
  const TrainingOptions options{.epochs = 20000,
                                .batch_size = 0,
                                .loss = loss,
                                .sgd = {.learning_rate = 0.1, .weight_decay = 1e-3},
                                .threads = 1};
  train(network, data, train_on_all(data), options);
  return network;
}

TEST(Section_7, TheBoundaryHasTheLargestMarginToTheNearestImagesOfBothClasses) {
  const Network network = trained(LossFunction::kHinge);
  // The other images do not count: halfway between 50 and 200 both machines say 0.
  for (const float logit : logits_of(network, 125.0f)) EXPECT_NEAR(logit, 0.0f, 0.01f);
}

TEST(Section_7, TheNearestImagesLieOnTheMargin) {
  const Network network = trained(LossFunction::kHinge);
  EXPECT_NEAR(logits_of(network, 50.0f)[0], 1.0f, 0.02f);
  EXPECT_NEAR(logits_of(network, 200.0f)[0], -1.0f, 0.02f);
  EXPECT_NEAR(logits_of(network, 200.0f)[1], 1.0f, 0.02f);
}

TEST(Section_7, LogisticRegressionPutsTheBoundaryElsewhere) {
  const std::vector<float> logits = logits_of(trained(LossFunction::kCrossEntropy), 125.0f);
  EXPECT_GT(std::abs(logits[0] - logits[1]), 0.05f);
}

}  // namespace
}  // namespace inkling
