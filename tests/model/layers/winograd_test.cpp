#include "model/layers/winograd.h"

#include <gtest/gtest.h>

#include <cmath>

#include "model/layers/convolution.h"
#include "tests/model/expect_refusal.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

/// Expects values within a few roundings of the transforms: in units of the root mean square, which
/// is what these are relative to.
void expect_close(std::span<const float> found, std::span<const float> expected,
                  const std::string& what) {
  ASSERT_EQ(found.size(), expected.size());
  double squares = 0.0;
  for (const float value : expected) squares += double{value} * value;
  const double tolerance = 2e-4 * std::sqrt(squares / static_cast<double>(expected.size()));
  for (std::size_t n = 0; n < found.size(); ++n) {
    // Written so that a NaN fails.
    ASSERT_TRUE(std::abs(double{found[n]} - expected[n]) <= tolerance)
        << what << " " << n << ": found " << found[n] << ", expected " << expected[n];
  }
}

std::span<const float> numbers(const LaneVector& values) {
  return {floats(values.data()), values.size() * kLanes};
}

/// Compares all passes with those of the direct loops.
void compare(Shape input_shape, int kernels, int size, bool has_bias) {
  const Convolution winograd(input_shape, kernels, size, size, has_bias,
                             ConvolutionMethod::kWinograd);
  const Convolution direct(input_shape, kernels, size, size, has_bias, ConvolutionMethod::kDirect);
  SCOPED_TRACE(direct.text() + " of " + to_string(input_shape));
  RandomStream random(3, Purpose::kInitialization, 0, 0);
  const std::vector<float> parameters = random_numbers(direct.parameter_count(), random);
  const LaneVector input = random_gang(input_shape.size(), random);
  const LaneVector output_gradient = random_gang(direct.output_shape().size(), random);

  expect_close(numbers(run_forward(winograd, parameters, input)),
               numbers(run_forward(direct, parameters, input)), "output");
  const Gradients found = run_backward(winograd, parameters, input, output_gradient);
  const Gradients expected = run_backward(direct, parameters, input, output_gradient);
  expect_close(numbers(found.input), numbers(expected.input), "input gradient");
  const std::size_t weights = direct.weight_count();
  expect_close(std::span(found.parameters).first(weights),
               std::span(expected.parameters).first(weights), "weight gradient");
  for (std::size_t n = weights; n < found.parameters.size(); ++n) {
    EXPECT_EQ(found.parameters[n], expected.parameters[n]) << "bias gradient " << n - weights;
  }

  // A first layer, whose input gradient nobody needs.
  EXPECT_EQ(run_backward_into({}, winograd, parameters, input, output_gradient), found.parameters);
}

TEST(Winograd, AgreesWithTheDirectLoopsForKernelsOfThreePixels) {
  compare({.channels = 1, .height = 3, .width = 3}, 1, 3, true);
  compare({.channels = 2, .height = 6, .width = 6}, 3, 3, true);
  compare({.channels = 17, .height = 7, .width = 12}, 5, 3, true);
  compare({.channels = 3, .height = 13, .width = 4}, 33, 3, false);
  compare({.channels = 32, .height = 14, .width = 14}, 20, 3, true);
}

TEST(Winograd, AgreesWithTheDirectLoopsForKernelsOfFivePixels) {
  compare({.channels = 1, .height = 5, .width = 5}, 1, 5, true);
  compare({.channels = 2, .height = 6, .width = 6}, 3, 5, true);
  compare({.channels = 17, .height = 7, .width = 14}, 5, 5, true);
  compare({.channels = 3, .height = 15, .width = 6}, 33, 5, false);
}

TEST(Winograd, AgreesWithTheDirectLoopsWhereAMapHasSeveralStrips) {
  compare({.channels = 4, .height = 30, .width = 30}, 4, 3, true);
  compare({.channels = 70, .height = 26, .width = 10}, 9, 3, true);
  compare({.channels = 4, .height = 20, .width = 28}, 4, 5, true);
}

TEST(Winograd, ForgetsWhatOtherLayersLeftInTheMemoryOfTheThread) {
  const Shape small{.channels = 3, .height = 7, .width = 7};
  const Convolution convolution(small, 5, 3, 3, true, ConvolutionMethod::kWinograd);
  RandomStream random(3, Purpose::kInitialization, 0, 0);
  const std::vector<float> parameters = random_numbers(convolution.parameter_count(), random);
  const LaneVector input = random_gang(small.size(), random);
  const LaneVector gradient = random_gang(convolution.output_shape().size(), random);
  const LaneVector output = run_forward(convolution, parameters, input);
  const Gradients gradients = run_backward(convolution, parameters, input, gradient);

  const Convolution large({.channels = 40, .height = 20, .width = 20}, 40, 3, 3, true,
                          ConvolutionMethod::kWinograd);
  const std::vector<float> poison(large.parameter_count(), kPoison);
  const LaneVector poisoned(large.input_shape().size(), Lanes(kPoison));
  run_forward(large, poison, poisoned);
  run_backward(large, poison, poisoned, LaneVector(large.output_shape().size(), Lanes(kPoison)));

  const LaneVector again = run_forward(convolution, parameters, input);
  const Gradients gradients_again = run_backward(convolution, parameters, input, gradient);
  EXPECT_TRUE(std::ranges::equal(numbers(again), numbers(output)));
  EXPECT_TRUE(std::ranges::equal(numbers(gradients_again.input), numbers(gradients.input)));
  EXPECT_EQ(gradients_again.parameters, gradients.parameters);
}

TEST(Winograd, KeepsTransformedKernelsOnlyWhileTheyAreConstant) {
  const Shape shape{.channels = 3, .height = 7, .width = 7};
  const Convolution first(shape, 5, 3, 3, true, ConvolutionMethod::kWinograd);
  const Convolution second(shape, 4, 3, 3, true, ConvolutionMethod::kWinograd);
  RandomStream random(3, Purpose::kInitialization, 0, 0);
  std::vector<float> first_parameters = random_numbers(first.parameter_count(), random);
  const std::vector<float> second_parameters = random_numbers(second.parameter_count(), random);
  const LaneVector input = random_gang(shape.size(), random);
  const LaneVector of_first = run_forward(first, first_parameters, input);
  const LaneVector of_second = run_forward(second, second_parameters, input);
  {
    const ConstantKernels constant;
    for (int pass = 0; pass < 2; ++pass) {
      const ConstantKernels nested;
      expect_equal(run_forward(first, first_parameters, input), of_first);
      expect_equal(run_forward(second, second_parameters, input), of_second);
    }
  }
  for (float& parameter : first_parameters) parameter *= 2.0f;
  LaneVector doubled = of_first;
  for (Lanes& value : doubled) value *= 2.0f;
  expect_equal(run_forward(first, first_parameters, input), doubled);
  const ConstantKernels constant;
  expect_equal(run_forward(first, first_parameters, input), doubled);
}

TEST(Winograd, IsChosenForManyChannelsAndTilesThatFit) {
  const auto is_faster = [](int channels, int side, int kernels, int size) {
    return Winograd::is_faster({.channels = channels, .height = side, .width = side}, kernels, size,
                               size);
  };
  EXPECT_TRUE(is_faster(64, 14, 64, 3));
  EXPECT_TRUE(is_faster(128, 8, 128, 3));
  EXPECT_TRUE(is_faster(32, 12, 64, 5));
  EXPECT_FALSE(is_faster(1, 28, 32, 3));
  EXPECT_FALSE(is_faster(1024, 14, 1024, 3));
  EXPECT_FALSE(is_faster(6, 14, 16, 5));
  EXPECT_FALSE(is_faster(32, 7, 32, 3));
  EXPECT_FALSE(is_faster(64, 14, 64, 1));
  EXPECT_FALSE(Winograd::is_faster({.channels = 64, .height = 14, .width = 14}, 64, 3, 5));
}

TEST(Winograd, IsRefusedForOtherKernels) {
  expect_refusal(
      [] {
        Convolution({.channels = 1, .height = 9, .width = 9}, 1, 4, 4, true,
                    ConvolutionMethod::kWinograd);
      },
      "conv 1x4x4: Winograd's method is for kernels of 3x3 and 5x5 with stride 1 and one group");
}

}  // namespace
}  // namespace inkling
