#include "model/layers/convolution.h"

#include <gtest/gtest.h>

#include "tests/model/expect_refusal.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_checker.h"
#include "tests/model/layers/layer_runner.h"
#include "tests/model/layers/reference_comparison.h"

namespace inkling {
namespace {

TEST(Convolution, DoesNotTurnTheKernel) {
  const Convolution convolution({.channels = 1, .height = 2, .width = 3}, 1, 2, 2);
  const std::vector<float> parameters{1, 10, 100, 1000, 0};
  const LaneVector input = uniform_gang({1, 2, 3,  //
                                         4, 5, 6});

  expect_equal(run_forward(convolution, parameters, input), uniform_gang({5421, 6532}));
}

TEST(Convolution, AddsItsChannelsAndTheBiasInEachLane) {
  const Convolution convolution({.channels = 2, .height = 1, .width = 1}, 2, 1, 1);
  // Both kernels' weights add up to 1, so that lane l's results are larger by l.
  const std::vector<float> parameters{2,    -1,  //
                                      -4,   5,   //
                                      0.5f, -0.25f};

  expect_equal(run_forward(convolution, parameters, gang({3, 7})), gang({-0.5f, 22.75f}));
}

TEST(Convolution, GivesTheHandComputedGradients) {
  const Convolution convolution({.channels = 1, .height = 1, .width = 3}, 1, 1, 2);
  const std::vector<float> parameters{2, -3, 7};
  const LaneVector input = uniform_gang({1, 4, 5});

  const Gradients gradients = run_backward(convolution, parameters, input, uniform_gang({10, 1}));

  // input: (2 * 10, -3 * 10 + 2 * 1, -3 * 1)
  expect_equal(gradients.input, uniform_gang({20, -28, -3}));
  // kernel: 16 lanes of (1 * 10 + 4 * 1, 4 * 10 + 5 * 1), bias: of 10 + 1
  EXPECT_EQ(gradients.parameters, (std::vector<float>{16 * 14, 16 * 45, 16 * 11}));
}

TEST(Convolution, SumsTheParameterGradientOverLanesThatDiffer) {
  const Convolution convolution({.channels = 1, .height = 1, .width = 1}, 1, 1, 1);

  const Gradients gradients =
      run_backward(convolution, std::vector<float>{1, 0}, gang({0}), gang({0}));

  // 0^2 + 1^2 + ... + 15^2 and 0 + 1 + ... + 15
  EXPECT_EQ(gradients.parameters, (std::vector<float>{1240, 120}));
}

TEST(Convolution, PassesTheCheckerForSeveralShapes) {
  check_layer(Convolution({.channels = 1, .height = 1, .width = 1}, 1, 1, 1));
  check_layer(Convolution({.channels = 1, .height = 5, .width = 13}, 6, 2, 3));
  check_layer(Convolution({.channels = 3, .height = 8, .width = 7}, 5, 3, 4));
  check_layer(Convolution({.channels = 5, .height = 6, .width = 12}, 17, 5, 5));
  check_layer(Convolution({.channels = 16, .height = 9, .width = 9}, 3, 7, 7));
  check_layer(Convolution({.channels = 2, .height = 7, .width = 8}, 1, 6, 1));
}

TEST(Convolution, ComputesWhatTheTextbooksLoopDoes) {
  RandomStream random(1, Purpose::kAugmentation);
  const auto between = [&random](int low, int high) {
    return low + static_cast<int>(random.below(static_cast<std::uint32_t>(high - low + 1)));
  };
  for (int trial = 0; trial < 50; ++trial) {
    const int kernel_height = between(1, 7);
    const int kernel_width = between(1, 7);
    const Shape input{.channels = between(1, 17),
                      .height = kernel_height + between(0, 6),
                      .width = kernel_width + between(0, 12)};
    const int kernels = between(1, 17);
    expect_like_reference(Convolution(input, kernels, kernel_height, kernel_width),
                          {input, kernels, kernel_height, kernel_width}, random);
  }
}

TEST(Convolution, ComputesLeNetsShapesAsTheTextbooksLoopDoes) {
  RandomStream random(2, Purpose::kAugmentation);
  const Shape image{.channels = 1, .height = 32, .width = 32};
  expect_like_reference(Convolution(image, 6, 5, 5), {image, 6, 5, 5}, random);
  const Shape maps{.channels = 6, .height = 14, .width = 14};
  expect_like_reference(Convolution(maps, 16, 5, 5), {maps, 16, 5, 5}, random);
}

TEST(Convolution, ComputesKernelsWiderThanARegisterBlockAsTheTextbooksLoopDoes) {
  RandomStream random(4, Purpose::kAugmentation);
  const Shape input{.channels = 5, .height = 4, .width = 19};
  expect_like_reference(Convolution(input, 6, 3, 16), {input, 6, 3, 16}, random);
}

TEST(Convolution, ComputesManyChannelsOfSinglePixelsAsTheTextbooksLoopDoes) {
  RandomStream random(5, Purpose::kAugmentation);
  const Shape input{.channels = 70, .height = 7, .width = 9};
  expect_like_reference(Convolution(input, 37, 1, 1), {input, 37, 1, 1}, random);
}

TEST(Convolution, WithAKernelOfOnePixelMultipliesEachPixel) {
  const Convolution convolution({.channels = 1, .height = 2, .width = 2}, 1, 1, 1);
  expect_equal(run_forward(convolution, std::vector<float>{3, 1}, uniform_gang({1, 2, 3, 4})),
               uniform_gang({4, 7, 10, 13}));
}

TEST(Convolution, WithAKernelAsLargeAsTheInputGivesOneNumber) {
  RandomStream random(3, Purpose::kAugmentation);
  const Shape input{.channels = 3, .height = 4, .width = 6};
  const Convolution convolution(input, 5, 4, 6);
  EXPECT_EQ(convolution.output_shape(), (Shape{.channels = 5, .height = 1, .width = 1}));
  expect_like_reference(convolution, {input, 5, 4, 6}, random);
}

TEST(Convolution, MovesItsKernelsByTheStrides) {
  const Convolution convolution(
      {.channels = 1, .height = 4, .width = 6},
      {.count = 1, .height = 1, .width = 2, .stride_height = 3, .stride_width = 2});
  const LaneVector input = uniform_gang({0, 1, 2, 3, 4, 5,  //
                                         9, 9, 9, 9, 9, 9,  //
                                         9, 9, 9, 9, 9, 9,  //
                                         6, 5, 4, 3, 2, 1});
  const std::vector<float> parameters{10, 1, 0.5f};

  expect_equal(run_forward(convolution, parameters, input), uniform_gang({1.5f, 23.5f, 45.5f,  //
                                                                          65.5f, 43.5f, 21.5f}));
}

TEST(Convolution, LetsEachGroupOfKernelsReadItsChannelsOnly) {
  const Convolution convolution({.channels = 4, .height = 1, .width = 1},
                                {.count = 2, .height = 1, .width = 1, .groups = 2});
  const std::vector<float> parameters{1, 10, 100, 1000, 0, 0.5f};
  EXPECT_EQ(convolution.parameter_count(), 6u);
  EXPECT_EQ(convolution.multiplications(), 4);

  expect_equal(run_forward(convolution, parameters, uniform_gang({1, 2, 3, 4})),
               uniform_gang({21, 4300.5f}));
}

TEST(Convolution, WithStridesAndGroupsComputesWhatTheTextbooksLoopDoes) {
  RandomStream random(6, Purpose::kAugmentation);
  const auto between = [&random](int low, int high) {
    return low + static_cast<int>(random.below(static_cast<std::uint32_t>(high - low + 1)));
  };
  for (int trial = 0; trial < 60; ++trial) {
    const int groups = between(1, 3);
    const Kernels kernels{.count = groups * between(1, 9),
                          .height = between(1, 6),
                          .width = between(1, 6),
                          .stride_height = between(1, 4),
                          .stride_width = between(1, 4),
                          .groups = groups};
    const Shape input{.channels = groups * between(1, 7),
                      .height = kernels.height + between(0, 8),
                      .width = kernels.width + between(0, 30)};
    expect_like_reference(Convolution(input, kernels),
                          {input, kernels.count, kernels.height, kernels.width,
                           kernels.stride_height, kernels.stride_width, groups},
                          random);
  }
}

TEST(Convolution, OfEachChannelByItselfComputesWhatTheTextbooksLoopDoes) {
  RandomStream random(7, Purpose::kAugmentation);
  const Shape input{.channels = 33, .height = 9, .width = 15};
  expect_like_reference(Convolution(input, {.count = 33, .height = 3, .width = 3, .groups = 33}),
                        {input, 33, 3, 3, 1, 1, 33}, random);
  expect_like_reference(Convolution(input, {66, 3, 3, 2, 2, 33}), {input, 66, 3, 3, 2, 2, 33},
                        random);
}

TEST(Convolution, WithStridesAndGroupsPassesTheChecker) {
  check_layer(Convolution({.channels = 2, .height = 7, .width = 8}, {3, 3, 3, 2, 2}));
  check_layer(Convolution({.channels = 4, .height = 6, .width = 9}, {6, 2, 3, 3, 1, 2}));
  check_layer(Convolution({.channels = 3, .height = 5, .width = 7}, {3, 1, 1, 2, 3, 3}));
  check_layer(Convolution({.channels = 3, .height = 5, .width = 7}, {3, 1, 1, 1, 1, 3, false}));
  check_layer(Convolution({.channels = 1, .height = 4, .width = 5}, {2, 2, 2, 64, 64}));
}

TEST(Convolution, WithoutBiasGivesWhatABiasOfZeroGives) {
  RandomStream random(6, Purpose::kAugmentation);
  const Shape input{.channels = 3, .height = 8, .width = 9};
  const Convolution with(input, 5, 3, 4);
  const Convolution without(input, 5, 3, 4, /*has_bias=*/false);
  const std::vector<float> kernels = random_numbers(without.parameter_count(), random);
  std::vector<float> parameters = kernels;
  parameters.resize(with.parameter_count());
  const LaneVector image = random_gang(input.size(), random);
  const LaneVector derivatives = random_gang(with.output_shape().size(), random);

  expect_equal(run_forward(without, kernels, image), run_forward(with, parameters, image));
  const Gradients found = run_backward(without, kernels, image, derivatives);
  Gradients expected = run_backward(with, parameters, image, derivatives);
  expected.parameters.resize(kernels.size());
  expect_equal(found.input, expected.input);
  EXPECT_EQ(found.parameters, expected.parameters);
}

TEST(Convolution, WithoutBiasPassesTheChecker) {
  check_layer(Convolution({.channels = 3, .height = 8, .width = 7}, 5, 3, 4, /*has_bias=*/false));
  check_layer(Convolution({.channels = 2, .height = 3, .width = 5}, 1, 1, 1, /*has_bias=*/false));
}

TEST(Convolution, WithoutBiasHasKernelsOnly) {
  const Shape input{.channels = 6, .height = 14, .width = 14};
  const Convolution convolution(input, 16, 5, 5, /*has_bias=*/false);
  EXPECT_FALSE(convolution.has_bias());
  EXPECT_EQ(convolution.bias_count(), 0u);
  EXPECT_EQ(convolution.parameter_count(), 16u * 6 * 5 * 5);
  EXPECT_EQ(convolution.multiplications(), 16 * 6 * 5 * 5 * 10 * 10);
  EXPECT_EQ(convolution.text(), "conv 16x5x5 no-bias");
}

TEST(Convolution, CountsItsParametersAndMultiplications) {
  const Convolution convolution({.channels = 6, .height = 14, .width = 14}, 16, 5, 5);
  EXPECT_EQ(convolution.weight_count(), 16u * 6 * 5 * 5);
  EXPECT_EQ(convolution.bias_count(), 16u);
  EXPECT_EQ(convolution.multiplications(), 16 * 6 * 5 * 5 * 10 * 10);
}

TEST(Convolution, WritesItselfAsTheArchitectureDoes) {
  EXPECT_EQ(Convolution({.channels = 1, .height = 9, .width = 9}, 6, 5, 3).text(), "conv 6x5x3");
}

TEST(Convolution, WritesItsStridesAndGroups) {
  const Shape input{.channels = 4, .height = 9, .width = 9};
  EXPECT_EQ(Convolution(input, {6, 3, 3, 2, 2}).text(), "conv 6x3x3 stride 2");
  EXPECT_EQ(Convolution(input, {6, 3, 3, 1, 2, 2, false}).text(),
            "conv 6x3x3 stride 1x2 groups 2 no-bias");
}

TEST(Convolution, RefusesToStandStillAndTooLargeAStride) {
  const Shape input{.channels = 4, .height = 9, .width = 9};
  expect_refusal(
      [&] {
        Convolution(input, {6, 3, 3, 0, 1});
      },
      "conv 6x3x3 stride 0x1: the stride must be between 1 and 64");
  expect_refusal(
      [&] {
        Convolution(input, {6, 3, 3, 1, 65});
      },
      "conv 6x3x3 stride 1x65: the stride must be between 1 and 64");
}

TEST(Convolution, RefusesGroupsThatAreNotEqual) {
  const Shape input{.channels = 4, .height = 9, .width = 9};
  const auto message = [](const std::string& groups, const std::string& kernels) {
    return "conv " + kernels + "x3x3 groups " + groups +
           ": the number of groups must divide the 4 channels of the input and the " + kernels +
           " kernels";
  };
  for (const int groups : {3, 0, -2}) {
    expect_refusal(
        [&] {
          Convolution(input, {6, 3, 3, 1, 1, groups});
        },
        message(std::to_string(groups), "6"));
  }
  expect_refusal([&] { Convolution(input, {6, 3, 3, 1, 1, 4}); }, message("4", "6"));
}

TEST(Convolution, RefusesAKernelTallerThanTheInput) {
  expect_refusal([] { Convolution({.channels = 8, .height = 4, .width = 9}, 6, 5, 5); },
                 "conv 6x5x5: the kernel must fit into the 8x4x9 input");
}

TEST(Convolution, RefusesAKernelWiderThanTheInput) {
  expect_refusal([] { Convolution({.channels = 8, .height = 9, .width = 4}, 6, 5, 5); },
                 "conv 6x5x5: the kernel must fit into the 8x9x4 input");
}

TEST(Convolution, RefusesAnEmptyKernel) {
  expect_refusal([] { Convolution({.channels = 1, .height = 9, .width = 9}, 6, 0, 5); },
                 "conv 6x0x5: the kernel must fit into the 1x9x9 input");
}

TEST(Convolution, RefusesToHaveNoKernels) {
  expect_refusal([] { Convolution({.channels = 1, .height = 9, .width = 9}, 0, 5, 5); },
                 "conv 0x5x5: the number of kernels must be between 1 and 65536");
}

TEST(Convolution, RefusesTooManyKernels) {
  expect_refusal([] { Convolution({.channels = 1, .height = 9, .width = 9}, 65537, 5, 5); },
                 "conv 65537x5x5: the number of kernels must be between 1 and 65536");
}

}  // namespace
}  // namespace inkling
