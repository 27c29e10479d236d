#include "model/evaluation/prediction.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "model/network/architecture.h"
#include "tests/model/expect_refusal.h"
#include "tests/model/synthetic_images.h"

namespace inkling {
namespace {

Network some_network() {
  Network network = build_network("conv 4x3x3, relu, pool 2, fc classes",
                                  {.channels = 1, .height = 8, .width = 8}, 3);
  network.initialize(1);
  return network;
}

TEST(Prediction, HasTheNetworksProbabilities) {
  // One pixel x in [0, 1]; logits (x, 0) become (e^x, 1) / (e^x + 1).
  Network network = build_network("fc 2", {.channels = 1, .height = 1, .width = 1}, 2);
  network.parameters()[0] = 1.0f;
  const ImageSet images{.shape = network.input_shape(), .pixels = {0, 255}};

  const Probabilities found = predict(network, images, 1);

  EXPECT_FLOAT_EQ(found(0, 0), 0.5f);
  EXPECT_FLOAT_EQ(found(0, 1), 0.5f);
  EXPECT_FLOAT_EQ(found(1, 0), 0.7310585786f);
  EXPECT_FLOAT_EQ(found(1, 1), 0.2689414214f);
}

TEST(Prediction, NormalizesAsTheNetworkSays) {
  Network network = build_network("fc 2", {.channels = 1, .height = 1, .width = 1}, 2);
  network.parameters()[0] = 1.0f;
  network.normalization = {.mean = 1.0f, .deviation = 0.5f};
  // (0 - 1) / 0.5 = -2
  const ImageSet images{.shape = network.input_shape(), .pixels = {0}};
  EXPECT_FLOAT_EQ(predict(network, images, 1)(0, 0), 0.119202922f);
}

TEST(Prediction, MultipliesTheLogitsByTheInverseTemperature) {
  Network network = build_network("fc 2", {.channels = 1, .height = 1, .width = 1}, 2);
  network.parameters()[0] = 4.0f;
  network.inverse_temperature = 0.25f;
  const ImageSet images{.shape = network.input_shape(), .pixels = {255}};
  const std::vector<std::uint32_t> all{0};
  EXPECT_FLOAT_EQ(predict(network, images, 1)(0, 0), 0.7310585786f);
  EXPECT_FLOAT_EQ(predict_logits(network, images, all, 1)(0, 0), 4.0f);
}

TEST(Prediction, OfLogitsHasTheBitsOfTheNetwork) {
  Network network = some_network();
  network.inverse_temperature = 1.3f;
  const ImageSet images = synthetic_images(37).images;
  std::vector<std::uint32_t> all(images.count());
  std::iota(all.begin(), all.end(), 0u);
  EXPECT_EQ(softmax_of(predict_logits(network, images, all, 1), 1.3f), predict(network, images, 1));
}

TEST(Prediction, OfAnEnsembleHasTheTemperatureOfEachModel) {
  Model first{.network = some_network(), .class_names = {}, .settings = {}};
  Model second{.network = some_network(), .class_names = {}, .settings = {}};
  second.network.inverse_temperature = 3.0f;
  const ImageSet images = synthetic_images(5).images;
  const Probabilities sum = predict(first.network, images, 1) + predict(second.network, images, 1);
  std::vector<Model> models;
  models.push_back(std::move(first));
  models.push_back(std::move(second));
  EXPECT_EQ(predict(models, images, 1), sum / 2.0f);
}

TEST(Prediction, HasARowForEachImageInTheGivenOrder) {
  const Network network = some_network();
  const Dataset data = synthetic_images(40);
  const Probabilities all = predict(network, data.images, 1);
  ASSERT_EQ(all.rows(), 40);

  const Probabilities some = predict(network, data.images, std::array{39u, 0u, 17u, 17u}, 1);

  ASSERT_EQ(some.rows(), 4);
  EXPECT_EQ(some.row(0), all.row(39));
  EXPECT_EQ(some.row(1), all.row(0));
  EXPECT_EQ(some.row(2), all.row(17));
  EXPECT_EQ(some.row(3), all.row(17));
}

TEST(Prediction, HasTheSameBitsOnAnyNumberOfThreads) {
  const Network network = some_network();
  const Dataset data = synthetic_images(100);
  const Probabilities expected = predict(network, data.images, 1);
  for (const int threads : {0, 2, 3, 4, 8}) {
    EXPECT_EQ(predict(network, data.images, threads), expected) << threads << " threads";
  }
}

TEST(Prediction, OfNoImagesIsEmpty) {
  const Probabilities found = predict(some_network(), synthetic_images(3).images, {}, 2);
  EXPECT_EQ(found.rows(), 0);
  EXPECT_EQ(found.cols(), 3);
}

TEST(Prediction, RefusesImagesOfAnotherShape) {
  const ImageSet images{.shape = {.channels = 1, .height = 28, .width = 28},
                        .pixels = std::vector<std::uint8_t>(784)};
  expect_refusal([&] { predict(some_network(), images, 1); },
                 "the images are 1x28x28, but the network expects 1x8x8");
}

Model model_of(std::uint64_t seed, std::size_t classes = 3) {
  Network network = build_network("conv 4x3x3, relu, pool 2, fc classes",
                                  {.channels = 1, .height = 8, .width = 8}, classes);
  network.initialize(seed);
  return {std::move(network), numbered_classes(classes), {}};
}

/// Models of seeds from `first` to before `last`.
std::vector<Model> models_of(std::uint64_t first, std::uint64_t last) {
  std::vector<Model> models;
  for (std::uint64_t seed = first; seed < last; ++seed) models.push_back(model_of(seed));
  return models;
}

TEST(EnsemblePrediction, IsTheMeanOfTheModelsProbabilities) {
  const std::vector<Model> models = models_of(1, 4);
  const Dataset data = synthetic_images(20);
  Eigen::MatrixXd mean = Eigen::MatrixXd::Zero(20, 3);
  for (const Model& model : models) {
    mean += predict(model.network, data.images, 1).cast<double>() / 3.0;
  }
  const Probabilities found = predict(models, data.images, 1);
  // A few roundings of floats up to 3.
  EXPECT_LT((found.cast<double>() - mean).cwiseAbs().maxCoeff(), 3e-7);
}

TEST(EnsemblePrediction, OfOneModelHasTheBitsOfItsNetwork) {
  const std::vector<Model> models = models_of(1, 2);
  const Dataset data = synthetic_images(20);
  EXPECT_EQ(predict(models, data.images, 1), predict(models[0].network, data.images, 1));
}

TEST(EnsemblePrediction, OfTwoModelsDoesNotDependOnTheirOrder) {
  std::vector<Model> models = models_of(1, 3);
  const Dataset data = synthetic_images(20);
  const Probabilities found = predict(models, data.images, 1);
  std::swap(models[0], models[1]);
  EXPECT_EQ(predict(models, data.images, 1), found);
}

TEST(EnsemblePrediction, NeedsAModel) {
  expect_refusal([] { predict(std::span<const Model>(), synthetic_images(1).images, 1); },
                 "an ensemble needs at least one model");
}

TEST(EnsemblePrediction, RefusesModelsOfDifferentNumbersOfClasses) {
  std::vector<Model> models = models_of(1, 2);
  models.push_back(model_of(2, 4));
  expect_refusal([&] { predict(models, synthetic_images(1).images, 1); },
                 "a model of 4 classes in an ensemble of 3");
}

TEST(ViewedPrediction, IsTheMeanOverTheViews) {
  const std::vector<Model> models = models_of(1, 2);
  const Dataset data = synthetic_images(1);
  const Network& network = models[0].network;
  // The second view is moved by a pixel of 28, which is 8/28 of one here, in bytes of 0..255.
  const float share = 8.0f / 28.0f;
  ImageSet moved = data.images;
  for (std::size_t n = 0; n < moved.pixels.size(); ++n) {
    const float right = n % 8 == 7 ? 0.0f : static_cast<float>(data.images.pixels[n + 1]);
    moved.pixels[n] = static_cast<std::uint8_t>(
        std::lround((1 - share) * static_cast<float>(data.images.pixels[n]) + share * right));
  }
  const Probabilities plain = predict(network, data.images, 1);
  const Probabilities other = predict(network, moved, 1);
  const Probabilities mean = predict(models, data.images, 1, 2);
  for (Eigen::Index k = 0; k < 3; ++k) {
    EXPECT_NE(mean(0, k), plain(0, k));
    // The moved image is rounded to bytes here.
    EXPECT_NEAR(mean(0, k), (plain(0, k) + other(0, k)) / 2.0f, 2e-3f);
  }
}

TEST(ViewedPrediction, OfOneViewIsThePlainOne) {
  const std::vector<Model> models = models_of(1, 3);
  const Dataset data = synthetic_images(20);
  const Probabilities one = predict(models[0].network, data.images, 1);
  EXPECT_EQ(predict(std::span(models).first(1), data.images, 1, 1), one);
}

TEST(ViewedPrediction, OfAnImageDoesNotDependOnItsNeighbours) {
  const std::vector<Model> models = models_of(1, 3);
  const Dataset data = synthetic_images(40);
  for (const int views : {1, 3, 9, 16}) {
    const Probabilities all = predict(models, data.images, 2, views);
    for (const std::size_t image : {0u, 1u, 17u, 39u}) {
      const auto pixels = data.images.image(image);
      const ImageSet alone{.shape = data.images.shape, .pixels = {pixels.begin(), pixels.end()}};
      EXPECT_EQ(predict(models, alone, 1, views), all.row(static_cast<Eigen::Index>(image)))
          << "image " << image << ", " << views << " views";
    }
  }
}

TEST(ViewedPrediction, RefusesOtherNumbersOfViews) {
  for (const int views : {0, 17}) {
    expect_refusal([&] { predict(models_of(1, 2), synthetic_images(1).images, 1, views); },
                   "the number of views must be from 1 to 16");
  }
}

TEST(Prediction, TakesAllCoresForZeroThreads) {
  EXPECT_GE(resolve_threads(0), 1);
  EXPECT_EQ(resolve_threads(3), 3);
}

TEST(Decide, TakesTheFirstOfTheMostProbableClasses) {
  Probabilities probabilities(2, 3);
  probabilities << 0.25f, 0.375f, 0.375f, 0.5f, 0.25f, 0.25f;
  const std::vector<Decision> decisions = decide_all(probabilities);
  ASSERT_EQ(decisions.size(), 2u);
  EXPECT_EQ(decisions[0].label, 1);
  EXPECT_EQ(decisions[0].confidence, 0.375f);
  EXPECT_EQ(decisions[1].label, 0);
}

}  // namespace
}  // namespace inkling
