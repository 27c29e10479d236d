#include "model/layers/batch_norm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "tests/model/lanes/gangs.h"
#include "tests/model/training/training_gangs.h"

namespace inkling {
namespace {

constexpr Shape kPixel{.channels = 1, .height = 1, .width = 1};
constexpr Shape kTwoMaps{.channels = 2, .height = 1, .width = 2};

// Values around 1 are rounded to 6e-8, and epsilon takes 5e-6 / variance of them.
constexpr float kTolerance = 1e-5f;

/// One pixel whose first lanes hold `values`; the other lanes are empty.
LaneVector pixel_with(std::initializer_list<float> values, float in_empty_lanes = 0.0f) {
  Lanes pixel = in_empty_lanes;
  std::size_t lane = 0;
  for (const float value : values) pixel[lane++] = value;
  return {pixel};
}

/// Scale and shift of one channel; the statistics must not matter in training.
std::vector<float> line_of(float scale, float shift) { return {scale, shift, 1000.0f, 1000.0f}; }

TEST(BatchNorm, BeginsAsTheIdentity) {
  const BatchNorm norm(kTwoMaps);
  std::vector<float> parameters(norm.parameter_count(), kPoison);
  RandomStream random(1, Purpose::kInitialization);
  norm.initialize(parameters, random);
  EXPECT_EQ(parameters, (std::vector<float>{1, 1, 0, 0, 0, 0, 1, 1}));
}

TEST(BatchNorm, HasFourParametersForEachChannelAndNoWeights) {
  const BatchNorm norm({.channels = 6, .height = 24, .width = 24});
  EXPECT_EQ(norm.weight_count(), 0u);
  EXPECT_EQ(norm.bias_count(), 12u);
  EXPECT_EQ(norm.statistic_count(), 12u);
  EXPECT_EQ(norm.text(), "batchnorm");
}

TEST(BatchNorm, InTrainingNormalisesOverTheImagesOfTheGang) {
  // 0 to 15 have the mean 7.5 and the variance (16 * 16 - 1) / 12.
  const BatchNorm norm(kPixel);
  const LaneVector output = run_forward_in_training(norm, line_of(1, 0), gang({0}), gang_of(16));
  const Lanes expected(
      [](int lane) { return (static_cast<float>(lane) - 7.5f) / std::sqrt(255.0f / 12.0f); });
  expect_near(output, LaneVector{expected}, kTolerance);
}

TEST(BatchNorm, InTrainingNormalisesOverThePixelsOfEachChannel) {
  // The first map has the mean 3 and the deviation 2, the second one -10 and 5.
  const BatchNorm norm(kTwoMaps);
  const std::vector<float> parameters{2, 1, 10, 0, 7, 7, 7, 7};
  const LaneVector output =
      run_forward_in_training(norm, parameters, uniform_gang({1, 5, -15, -5}), gang_of(16));
  expect_near(output, uniform_gang({8, 12, -1, 1}), kTolerance);
}

TEST(BatchNorm, InTrainingLooksAtTheImagesOfAPartialGangOnly) {
  // 1, 2 and 6 have the mean 3 and the variance (4 + 1 + 9) / 3.
  const BatchNorm norm(kPixel);
  const LaneVector output =
      run_forward_in_training(norm, line_of(1, 0), pixel_with({1, 2, 6}, 1e4f), gang_of(3));
  const float deviation = std::sqrt(14.0f / 3.0f);
  EXPECT_NEAR(output[0][0], -2.0f / deviation, kTolerance);
  EXPECT_NEAR(output[0][1], -1.0f / deviation, kTolerance);
  EXPECT_NEAR(output[0][2], 3.0f / deviation, kTolerance);
}

TEST(BatchNorm, MakesAConstantChannelExactlyItsShift) {
  const BatchNorm norm({.channels = 1, .height = 2, .width = 2});
  const LaneVector output = run_forward_in_training(
      norm, line_of(3, 0.625f), uniform_gang({100.1f, 100.1f, 100.1f, 100.1f}), gang_of(16));
  expect_equal(output, uniform_gang({0.625f, 0.625f, 0.625f, 0.625f}));
}

TEST(BatchNorm, MakesOneImageOfOnePixelItsShift) {
  const BatchNorm norm(kPixel);
  const LaneVector output =
      run_forward_in_training(norm, line_of(3, 0.625f), pixel_with({42}), gang_of(1));
  EXPECT_EQ(float{output[0][0]}, 0.625f);
}

TEST(BatchNorm, LosesNoDigitsWhereTheMeanIsLargeBesideTheDeviation) {
  // -7.5 to 7.5 in steps of 1/1024 around 4096: exact in float, but not their squares.
  const BatchNorm norm(kPixel);
  const LaneVector input{4096.0f + Lanes([](int lane) { return static_cast<float>(lane) / 1024; })};
  const double variance = 255.0 / 12.0 / (1024.0 * 1024.0);
  const LaneVector output = run_forward_in_training(norm, line_of(1, 0), input, gang_of(16));
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double distance = (static_cast<double>(lane) - 7.5) / 1024.0;
    // The mean is rounded to half a step of the inputs.
    EXPECT_NEAR(output[0][lane], distance / std::sqrt(variance + 1e-5), 0.05) << lane;
  }
  const Gradients gradients =
      run_backward(norm, line_of(1, 0), input, LaneVector{Lanes(0.0f)}, gang_of(16));
  EXPECT_NEAR(gradients.parameters[3], variance * 16 / 15, 1e-5 * variance);
}

TEST(BatchNorm, LeavesItsShareOfTheBatchsMeanAndUnbiasedVariance) {
  // 1, 2 and 6 have the mean 3 and the unbiased variance (4 + 1 + 9) / 2; 3 of 12 images are here.
  const BatchNorm norm(kPixel);
  TrainingGang part = gang_of(3);
  part.batch_size = 12;
  const Gradients gradients =
      run_backward(norm, line_of(1, 0), pixel_with({1, 2, 6}, 1e4f), LaneVector{Lanes(0.0f)}, part);
  EXPECT_NEAR(gradients.parameters[2], 3.0f / 4, kTolerance);
  EXPECT_NEAR(gradients.parameters[3], 7.0f / 4, kTolerance);
}

TEST(BatchNorm, LeavesTheVarianceAsItIsWhereThereIsOneValue) {
  const BatchNorm norm(kPixel);
  const std::vector<float> parameters{1, 0, 0, 5};
  const Gradients gradients =
      run_backward(norm, parameters, pixel_with({42}), LaneVector{Lanes(0.0f)}, gang_of(1));
  EXPECT_EQ(gradients.parameters[2], 42.0f);
  EXPECT_EQ(gradients.parameters[3], 5.0f);
}

TEST(BatchNorm, AfterTrainingUsesTheStatistics) {
  // The gang's own mean and variance do not matter: the lanes are far apart.
  const BatchNorm norm(kTwoMaps);
  const std::vector<float> parameters{2, 1, 10, 0, 3, -10, 4, 25};
  const LaneVector output = run_forward(norm, parameters, gang({3, 5, -10, -5}));
  const Lanes lane([](int l) { return static_cast<float>(l); });
  expect_near(output, LaneVector{10 + lane, 12 + lane, lane / 5, 1 + lane / 5}, 1e-4f);
}

TEST(BatchNorm, AfterTrainingIsItsLine) {
  const BatchNorm norm(kPixel);
  const std::vector<float> parameters{2, 10, 3, 4};
  const auto [factor, summand] = norm.line(parameters, 0);
  EXPECT_NEAR(factor, 1.0f, kTolerance);
  EXPECT_NEAR(summand, 7.0f, kTolerance);
}

/// Channels, height, width and the images of the gang. The layer mixes the lanes, so that the
/// checker of the other layers, which looks at each lane by itself, does not fit it.
class BatchNormGradient : public testing::TestWithParam<std::tuple<Shape, std::size_t>> {
 protected:
  // The central differences are of the third order in the step, relative to the deviation of about
  // 0.6; a wrong derivative is off by its own size.
  static constexpr float kStep = 0.01f;
  static constexpr float kRelative = 3e-3f;

  /// The loss sum(output * output_gradient) over all lanes.
  double loss() const {
    const LaneVector output = run_forward_in_training(norm_, parameters_, input_, gang_);
    double total = 0.0;
    for (std::size_t n = 0; n < output.size(); ++n) {
      for (std::size_t lane = 0; lane < gang_.images.size(); ++lane) {
        total += static_cast<double>(float{output[n][lane]}) *
                 static_cast<double>(float{output_gradient_[n][lane]});
      }
    }
    return total;
  }

  double difference(float& value) {
    const float original = value;
    value = original + kStep;
    const double above = loss();
    value = original - kStep;
    const double below = loss();
    value = original;
    return (above - below) / (2.0 * static_cast<double>(kStep));
  }

  static void expect_close(float found, double expected, const char* name, std::size_t n) {
    const double tolerance = static_cast<double>(kRelative) * std::max(1.0, std::abs(expected));
    // Written so that a NaN fails.
    EXPECT_TRUE(std::abs(static_cast<double>(found) - expected) <= tolerance)
        << name << " " << n << ": backward gives " << found << ", central differences " << expected;
  }

  /// Random values, in the empty lanes 0 for a gradient.
  LaneVector used(LaneVector values) const {
    for (Lanes& value : values) {
      for (std::size_t lane = gang_.images.size(); lane < kLanes; ++lane) value[lane] = 0.0f;
    }
    return values;
  }

  Shape shape_ = std::get<0>(GetParam());
  TrainingGang gang_ = gang_of(std::get<1>(GetParam()));
  BatchNorm norm_{shape_};
  RandomStream random_{5, Purpose::kAugmentation};
  std::vector<float> parameters_ = random_numbers(norm_.parameter_count(), random_);
  LaneVector input_ = random_gang(shape_.size(), random_);
  LaneVector output_gradient_ = used(random_gang(shape_.size(), random_));
};

TEST_P(BatchNormGradient, IsThatOfTheCentralDifferencesOfTheWholeGang) {
  const Gradients found = run_backward(norm_, parameters_, input_, output_gradient_, gang_);
  for (std::size_t n = 0; n < norm_.bias_count(); ++n) {
    expect_close(found.parameters[n], difference(parameters_[n]), "parameter", n);
  }
  for (std::size_t n = 0; n < input_.size(); ++n) {
    for (std::size_t lane = 0; lane < gang_.images.size(); ++lane) {
      expect_close(found.input[n][lane], difference(floats(&input_[n])[lane]), "input", n);
    }
  }
}

TEST_P(BatchNormGradient, IsZeroInEmptyLanes) {
  const Gradients found = run_backward(norm_, parameters_, input_, output_gradient_, gang_);
  for (const Lanes& gradient : found.input) {
    for (std::size_t lane = gang_.images.size(); lane < kLanes; ++lane) {
      EXPECT_EQ(float{gradient[lane]}, 0.0f) << "lane " << lane;
    }
  }
}

TEST_P(BatchNormGradient, DoesNotDependOnWhatEmptyLanesHold) {
  const Gradients expected =
      run_backward(norm_, parameters_, used(input_), output_gradient_, gang_);
  const Gradients found = run_backward(norm_, parameters_, input_, output_gradient_, gang_);
  EXPECT_EQ(found.parameters, expected.parameters);
  expect_equal(found.input, expected.input);
}

TEST_P(BatchNormGradient, ByTheParametersIsTheSameWhereNobodyNeedsThatByTheInput) {
  std::vector<float> found(norm_.parameter_count(), kPoison);
  norm_.backward({.parameters = parameters_,
                  .input = input_,
                  .output = {},
                  .output_gradient = output_gradient_,
                  .input_gradient = {},
                  .parameter_gradient = found,
                  .scratch = {},
                  .gang = gang_});
  EXPECT_EQ(found, run_backward(norm_, parameters_, input_, output_gradient_, gang_).parameters);
}

INSTANTIATE_TEST_SUITE_P(
    ShapesAndImages, BatchNormGradient,
    testing::Combine(testing::Values(Shape{.channels = 3, .height = 1, .width = 1},
                                     Shape{.channels = 2, .height = 3, .width = 3},
                                     Shape{.channels = 1, .height = 2, .width = 4}),
                     testing::Values(5, 16)),
    [](const auto& test) {
      return to_string(std::get<0>(test.param)) + "And" + std::to_string(std::get<1>(test.param)) +
             "Images";
    });

TEST(BatchNorm, GivesOneValueNoGradient) {
  // It becomes the shift, whatever it was.
  const BatchNorm norm(kPixel);
  const Gradients gradients =
      run_backward(norm, line_of(1, 0), pixel_with({42}), pixel_with({0.5f}), gang_of(1));
  EXPECT_EQ(float{gradients.input[0][0]}, 0.0f);
}

}  // namespace
}  // namespace inkling
