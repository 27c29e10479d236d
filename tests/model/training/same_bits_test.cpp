// The same seed gives the same network, bit for bit, on any processor: AVX-512, AVX2, SSE and NEON
// must all find these digests. A change that is meant to change results changes them, too, and says
// so in its commit.

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <ostream>
#include <string>

#include "model/evaluation/evaluation.h"
#include "model/evaluation/prediction.h"
#include "model/network/folding.h"
#include "tests/model/synthetic_images.h"

namespace inkling {
namespace {

struct Training {
  std::string name;
  std::string architecture;
  TrainingOptions options;
  std::uint32_t digest;
};

std::ostream& operator<<(std::ostream& out, const Training& training) {
  return out << training.name;
}

/// FNV-1a over the bits of all numbers.
std::uint32_t digest(std::span<const float> numbers) {
  std::uint32_t result = 2'166'136'261u;
  for (const float number : numbers) {
    result = (result ^ std::bit_cast<std::uint32_t>(number)) * 16'777'619u;
  }
  return result;
}

class SameBits : public testing::TestWithParam<Training> {};

TEST_P(SameBits, OnEveryProcessor) {
  const Dataset data = synthetic_images(150);
  Network network = network_for(data, GetParam().architecture);
  train(network, data, split_off_validation(150, 30, 0), GetParam().options);
  const Network final_network = folded(network);
  std::vector<float> numbers = parameters_of(final_network);
  const Probabilities probabilities = predict(final_network, data.images, 1);
  numbers.insert(numbers.end(), probabilities.data(), probabilities.data() + probabilities.size());
  numbers.push_back(static_cast<float>(evaluate(probabilities, data.labels).mean_loss));
  EXPECT_EQ(digest(numbers), GetParam().digest);
}

constexpr SgdOptions kAllOfSgd{.schedule = Schedule::kCosine,
                               .momentum = 0.9,
                               .nesterov = true,
                               .weight_decay = 1e-3,
                               .clip = 1.0};
constexpr AugmentationOptions kAllAugmentation{.rotation = 10.0f,
                                               .scale = 0.1f,
                                               .shear = 0.1f,
                                               .shift = 1.0f,
                                               .elastic = 3.0f,
                                               .elastic_sigma = 2.0f,
                                               .thickness = 0.3f};

INSTANTIATE_TEST_SUITE_P(
    All, SameBits,
    testing::Values(
        Training{"Softmax", "fc classes", {.epochs = 2}, 929902710u},
        Training{"DirectConvolutions",
                 "conv 5x3x3, relu, conv 6x2x2, tanh, conv 7x1x1, sigmoid, conv 3x4x3, fc classes",
                 {.epochs = 2, .batch_size = 32, .sgd = kAllOfSgd},
                 4085195617u},
        Training{"WideKernels",
                 "pad 4, conv 3x9x9, leaky-relu 0.1, pad 1, conv 4x2x8, pool 2, fc classes",
                 {.epochs = 2, .batch_size = 48},
                 3389763891u},
        Training{"Winograd",
                 "pad 1, conv 32x3x3, relu, pad 1, conv 40x3x3, relu, pad 2, conv 24x5x5, pool 2, "
                 "fc 20, square, fc classes",
                 {.epochs = 1, .batch_size = 50, .sgd = {.learning_rate = 0.001}},
                 2604599327u},
        Training{"WhatActsInTrainingOnly",
                 "conv 4x3x3, batchnorm, relu, dropout 0.2, pool 2, fc 9, batchnorm, tanh, "
                 "dropout 0.5, fc classes",
                 {.epochs = 3,
                  .batch_size = 40,
                  .sgd = kAllOfSgd,
                  .label_smoothing = 0.1,
                  .average_decay = 0.9,
                  .augmentation = kAllAugmentation},
                 686940290u},
        Training{"StridesGroupsAndWindows",
                 "pad 0x1x2x0, conv 6x3x3 stride 2, tanh, pool 3 stride 1 pad 1, "
                 "conv 6x2x2 groups 6 no-bias, average-pool 2 stride 1 pad 0x0x1x0, "
                 "conv 8x1x1 groups 2, conv 9x2x2 stride 1x3, fc classes",
                 {.epochs = 2, .batch_size = 32, .sgd = kAllOfSgd},
                 1217887008u},
        Training{"OtherActivations",
                 "scale, conv 6x3x3, prelu, fc 9, elu 0.7, fc 9, softplus, fc 9, hard-sigmoid, "
                 "fc 9, hard-swish, fc 9, log-sigmoid, fc 9, swish, fc 9, clip -1 1, fc classes",
                 {.epochs = 2, .batch_size = 32},
                 160176870u},
        Training{"ResidualBlocks",
                 "conv 6x3x3, batchnorm, relu, residual(pad 1, conv 6x3x3, batchnorm, relu, pad 1, "
                 "conv 6x3x3, batchnorm), relu, residual(conv 9x1x1, relu, residual(conv 9x1x1); "
                 "dropout 0.1, conv 9x1x1), relu, pool 2, fc classes",
                 {.epochs = 2, .batch_size = 40, .sgd = kAllOfSgd},
                 2923484721u},
        Training{"MeanSquare",
                 "conv 4x3x3, relu, fc classes",
                 {.epochs = 2, .batch_size = 30, .loss = LossFunction::kMeanSquare},
                 419203782u},
        Training{"HingeWithArmijo",
                 "fc 12, relu, fc classes",
                 {.epochs = 2,
                  .batch_size = 0,
                  .loss = LossFunction::kHinge,
                  .sgd = {.step = StepRule::kArmijo, .momentum = 0.0, .weight_decay = 1e-4}},
                 1101716752u}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace inkling
