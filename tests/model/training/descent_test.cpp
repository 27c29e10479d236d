#include "model/training/descent.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "model/network/architecture.h"
#include "model/training/classification_objective.h"
#include "tests/model/synthetic_images.h"

namespace inkling {
namespace {

constexpr int kImages = 48;  // three gangs

/// A descent on all images, all of them in one batch a step, `copies` times, whose steps the tests
/// take.
class Steps {
 public:
  Steps(std::string_view architecture, double learning_rate, TrainingOptions options,
        int images = kImages, int copies = 1)
      : data_(synthetic_images(static_cast<std::size_t>(images))),
        copies_(copies),
        network_(network_for(data_, architecture)),
        options_(in_one_batch(options, images * copies)),
        learning_rate_(learning_rate) {}

  /// Takes `steps` steps and calls `after` behind each one.
  void take(int steps, const std::function<void(const ScoreSum& batch)>& after) {
    std::vector<std::uint32_t> order;
    for (int n = 0; n < steps * copies_; ++n) {
      order.insert(order.end(), split_.training.begin(), split_.training.end());
    }
    descent_.run(1, order, control([&](const ScoreSum& batch) { after(batch); }));
  }
  void take(int steps) {
    take(steps, [](const ScoreSum&) {});
  }
  /// Takes a step, which `interrupted` may give up.
  void take_until(const std::function<bool()>& interrupted) {
    StepControl controls = control([](const ScoreSum&) {});
    controls.interrupted = interrupted;
    descent_.run(1, split_.training, controls);
  }

  const Dataset& data() const { return data_; }
  Network& network() { return network_; }
  std::span<const float> average() { return descent_.average(); }
  double step_length() const { return descent_.step_length(); }

 private:
  static TrainingOptions in_one_batch(TrainingOptions options, int size) {
    options.batch_size = size;
    options.threads = 1;
    return options;
  }
  StepControl control(std::function<void(const ScoreSum& batch)> after) const {
    return {.learning_rate = [this](std::int64_t) { return learning_rate_; },
            .after_step =
                [after = std::move(after)](std::int64_t, const ScoreSum& batch) {
                  after(batch);
                  return true;
                }};
  }

  Dataset data_;
  TrainingSplit split_ = train_on_all(data_);
  int copies_;
  Network network_;
  TrainingOptions options_;
  double learning_rate_;
  ClassificationObjective objective_{network_, data_, {}, options_};
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
  steps.take(60, [&](const ScoreSum&) {
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

// A step that Armijo's rule finds.

constexpr TrainingOptions kSearching{.sgd = {.step = StepRule::kArmijo, .momentum = 0.0}};

TEST(SearchedSteps, MakeTheLossOfTheBatchFall) {
  Steps steps("fc 7, tanh, fc 3", kStill, kSearching);
  std::vector<double> losses;
  steps.take(30, [&](const ScoreSum& batch) { losses.push_back(batch.loss); });
  EXPECT_TRUE(std::ranges::is_sorted(losses, std::greater()));
  EXPECT_LT(losses.back(), 0.2 * losses.front());
}

TEST(SearchedSteps, AreOrdinaryStepsOfTheLengthThatIsFound) {
  Steps searched("fc 7, batchnorm, tanh, fc 3", kStill, kSearching);
  searched.take(1);
  const double length = searched.step_length();
  EXPECT_GT(length, 0.0);
  Steps expected("fc 7, batchnorm, tanh, fc 3", length, {.sgd = {.momentum = 0.0}});
  expected.take(1);
  EXPECT_TRUE(std::ranges::equal(searched.network().parameters(), expected.network().parameters()));
}

TEST(SearchedSteps, StayWhereTheyAreWhenTheyAreGivenUp) {
  Steps steps("fc 7, tanh, fc 3", kStill, kSearching);
  const std::vector<float> before = parameters_of(steps.network());
  // Three gangs pass through before the search, which begins with the fourth question.
  int questions = 0;
  steps.take_until([&] { return ++questions > 4; });
  EXPECT_EQ(parameters_of(steps.network()), before);
}

// Error terms that are cut, as in the notes on the multilayer perceptron.

/// The gradient of the biases of "fc 3", which are the error terms, in the mean over the batch.
std::vector<float> bias_gradient(double limit) {
  TrainingOptions options = kPlain;
  options.sgd.clip_errors = limit;
  options.sgd.momentum = 0.0;
  Steps steps("fc 3", 1.0, options);
  const std::vector<float> before = parameters_of(steps.network());
  steps.take(1);
  std::vector<float> gradient;
  for (std::size_t k = before.size() - 3; k < before.size(); ++k) {
    gradient.push_back(before[k] - steps.network().parameters()[k]);
  }
  return gradient;
}

TEST(ErrorTerms, AreCutToTheLimitWithTheirSign) {
  // Each image of 48 has at least one error term beyond 1e-3 on either side: those of its own
  // class, a third of all, are negative.
  for (const float mean : bias_gradient(1e-6)) EXPECT_NEAR(mean, 1e-6 / 3.0, 1e-8);
}

TEST(ErrorTerms, BelowTheLimitAreNotTouched) {
  EXPECT_EQ(bias_gradient(1.0), bias_gradient(0.0));  // |p - q| <= 1
  EXPECT_NE(bias_gradient(0.3), bias_gradient(0.0));
}

TEST(LargeBatch, IsTheMeanOverAllItsImages) {
  // 1,040 images are one gang more than are passed at once.
  const auto after_one_step = [](int copies) {
    Steps steps("conv 2x3x3, tanh, fc 3", 0.5, kPlain, 16, copies);
    steps.take(1);
    return parameters_of(steps.network());
  };
  const std::vector<float> expected = after_one_step(1);
  const std::vector<float> found = after_one_step(65);
  for (std::size_t n = 0; n < expected.size(); ++n) {
    EXPECT_NEAR(found[n], expected[n], 2e-6) << "parameter " << n;
  }
}

}  // namespace
}  // namespace inkling
