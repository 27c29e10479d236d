#include "model/descent.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "model/architecture.h"
#include "model/classification_objective.h"
#include "tests/model/synthetic_images.h"

namespace inkling {
namespace {

constexpr int kImages = 48;  // three gangs

/// A descent on all images, one batch a step, whose steps the tests take.
class Steps {
 public:
  Steps(std::string_view architecture, double learning_rate, TrainingOptions options)
      : network_(build_network(architecture, data_.images.shape, data_.class_count())),
        options_(in_one_batch(options)),
        learning_rate_(learning_rate) {
    network_.normalization = measure_normalization(data_.images, split_.training);
    network_.initialize(1);
  }

  /// Takes `steps` steps and calls `after` behind each one.
  template <typename After>
  void take(int steps, After after) {
    std::vector<std::uint32_t> order;
    for (int step = 0; step < steps; ++step) {
      order.insert(order.end(), split_.training.begin(), split_.training.end());
    }
    descent_.run(1, order,
                 {.learning_rate = [this](std::int64_t) { return learning_rate_; },
                  .after_step =
                      [&](std::int64_t, const ScoreSum&) {
                        after();
                        return true;
                      }});
  }
  void take(int steps) {
    take(steps, [] {});
  }

  const Dataset& data() const { return data_; }
  Network& network() { return network_; }
  std::span<const float> average() { return descent_.average(); }

 private:
  static TrainingOptions in_one_batch(TrainingOptions options) {
    options.batch_size = kImages;
    return options;
  }

  Dataset data_ = synthetic_images(kImages);
  TrainingSplit split_ = train_on_all(data_);
  Network network_;
  TrainingOptions options_;
  double learning_rate_;
  ClassificationObjective objective_{network_, data_, options_};
  Descent descent_{network_, objective_, options_};
};

/// A learning rate with which no parameter moves.
constexpr double kStill = 0.0;
constexpr TrainingOptions kPlain{.sgd = {.weight_decay = 0.0}};

TEST(ParameterAverage, IsThereOnlyWhereItIsAskedFor) {
  EXPECT_TRUE(Steps("fc 3", 0.1, {}).average().empty());
}

TEST(ParameterAverage, OfParametersThatStayIsTheseParameters) {
  TrainingOptions options = kPlain;
  options.average_decay = 0.9;
  Steps steps("fc 7, relu, fc 3", kStill, options);
  steps.take(5);
  EXPECT_TRUE(std::ranges::equal(steps.average(), steps.network().parameters()));
}

TEST(ParameterAverage, FollowsByTheDecayAndByMoreAtFirst) {
  constexpr double kDecay = 0.8;
  Steps steps("fc 7, relu, fc 3", 0.1, {.average_decay = kDecay});
  std::vector<double> expected(steps.network().parameters().size());
  double step = 0.0;
  steps.take(60, [&] {
    const double decay = std::min(kDecay, step / (step + 10.0));
    for (std::size_t n = 0; n < expected.size(); ++n) {
      expected[n] +=
          (1.0 - decay) * (static_cast<double>(steps.network().parameters()[n]) - expected[n]);
    }
    step += 1.0;
  });
  for (std::size_t n = 0; n < expected.size(); ++n) {
    EXPECT_NEAR(steps.average()[n], expected[n], 1e-6) << "parameter " << n;
  }
}

TEST(ParameterAverage, DoesNotChangeTheParameters) {
  TrainingOptions options;
  Steps without("fc 7, relu, fc 3", 0.1, options);
  options.average_decay = 0.9;
  Steps with("fc 7, relu, fc 3", 0.1, options);
  without.take(10);
  with.take(10);
  EXPECT_TRUE(std::ranges::equal(with.network().parameters(), without.network().parameters()));
}

/// The mean of each output of a layer `fc 3` over all images, whose parameters come first.
std::vector<double> mean_outputs(const Steps& steps, std::span<const float> parameters,
                                 const Normalization& normalization) {
  const ImageSet& images = steps.data().images;
  const std::size_t size = images.shape.size();
  std::vector<double> means(3);
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::uint32_t image = 0; image < steps.data().count(); ++image) {
      double output = static_cast<double>(parameters[3 * size + k]);
      for (std::size_t c = 0; c < size; ++c) {
        const double pixel = images.image(image)[c] / 255.0;
        output += static_cast<double>(parameters[k * size + c]) *
                  (pixel - static_cast<double>(normalization.mean)) /
                  static_cast<double>(normalization.deviation);
      }
      means[k] += output / static_cast<double>(kImages);
    }
  }
  return means;
}

TEST(Statistics, AfterOneStepHaveTheMeanOfItsBatch) {
  Steps steps("fc 3, batchnorm", kStill, kPlain);
  steps.take(1);
  const std::vector<double> expected =
      mean_outputs(steps, steps.network().parameters(), steps.network().normalization);
  const std::span<const float> norm = steps.network().layer_parameters(1);
  for (std::size_t k = 0; k < 3; ++k)
    EXPECT_NEAR(norm[6 + k], expected[k], 1e-5) << "channel " << k;
}

TEST(Statistics, MoveByTwoPercentForEachGang) {
  Steps steps("fc 3, batchnorm", kStill, kPlain);
  steps.take(500);  // long enough that the shares of the first steps are over
  std::span<float> parameters = steps.network().parameters();
  const std::size_t mean = parameters.size() - 6;
  const float target = parameters[mean];
  parameters[mean] = target + 1.0f;
  steps.take(1);
  EXPECT_NEAR(parameters[mean] - target, 0.98 * 0.98 * 0.98, 1e-5);
}

TEST(Statistics, AreNeitherDecayedNorClipped) {
  TrainingOptions strict{.sgd = {.weight_decay = 1.0, .clip = 1e-9}};
  Steps expected("fc 3, batchnorm", kStill, kPlain);
  Steps found("fc 3, batchnorm", kStill, strict);
  expected.take(3);
  found.take(3);
  EXPECT_TRUE(std::ranges::equal(found.network().layer_parameters(1),
                                 expected.network().layer_parameters(1)));
}

TEST(Statistics, DoNotCountForTheClippingNorm) {
  // The gradient of 3 outputs is below 10; the variances of outputs of 64 inputs are above it.
  TrainingOptions clipping = kPlain;
  clipping.sgd.clip = 10.0;
  Steps expected("fc 3, batchnorm", 0.01, kPlain);
  Steps found("fc 3, batchnorm", 0.01, clipping);
  for (Steps* steps : {&expected, &found}) {
    for (float& weight : steps->network().parameters().first(3 * 64)) weight *= 30.0f;
    steps->take(2);
  }
  EXPECT_GT(found.network().parameters().back(), 100.0f);
  EXPECT_TRUE(std::ranges::equal(found.network().parameters(), expected.network().parameters()));
}

}  // namespace
}  // namespace inkling
