#include "model/network/exact_forward.h"

#include <gtest/gtest.h>

#include <array>
#include <cctype>
#include <cmath>
#include <string>
#include <utility>

#include "model/layers/max_pool.h"
#include "model/network/architecture.h"
#include "tests/model/expect_refusal.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/network/exact_runner.h"
#include "tests/model/training/training_gangs.h"

namespace inkling {
namespace {

constexpr Shape kMaps{.channels = 3, .height = 5, .width = 4};

/// The text of a layer, which stands behind a convolution here, and the images of the gang.
class ExactForward : public testing::TestWithParam<std::tuple<std::string, std::size_t>> {};

TEST_P(ExactForward, IsWhatTheLayerComputesInTraining) {
  const Network network =
      build_network("conv 3x1x1, " + std::get<0>(GetParam()) + ", fc 2", kMaps, 2);
  const TrainingGang gang = gang_of(std::get<1>(GetParam()));
  RandomStream random(3, Purpose::kAugmentation);
  for (const std::size_t index : {0, 1, 2}) {
    const Layer& layer = network.layer(index);
    const std::vector<float> parameters = random_numbers(layer.parameter_count(), random);
    const LaneVector input = random_gang(layer.input_shape().size(), random);
    const LaneVector output = run_forward_in_training(layer, parameters, input, gang);
    const ExactVector expected = run_exact_forward(layer, parameters, input, gang);
    for (std::size_t n = 0; n < output.size(); ++n) {
      for (std::size_t lane = 0; lane < gang.images.size(); ++lane) {
        // Values up to 4, rounded to 2e-7 a few times.
        EXPECT_NEAR(output[n][lane], number(expected[n], lane), 2e-6)
            << layer.text() << ", value " << n << ", lane " << lane;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Layers, ExactForward,
    testing::Combine(testing::Values("pad 2", "conv 4x3x2", "conv 6x2x3 stride 2x1 groups 3",
                                     "conv 4x2x2 stride 2 no-bias", "pool 2", "fc 5",
                                     "pool 3x2 stride 2x1 pad 1", "average-pool 2",
                                     "average-pool all", "average-pool 3 stride 2 pad 1x0x2x1",
                                     "pad 1x0x2x3", "batchnorm", "dropout 0.3", "relu",
                                     "leaky-relu 0.2", "sigmoid", "tanh", "square", "clip -0.3 0.4",
                                     "elu 0.7", "softplus", "hard-sigmoid 0.9 0.3", "hard-swish",
                                     "log-sigmoid", "swish", "prelu", "scale"),
                     testing::Values(16, 5)),
    [](const auto& test) {
      std::string name = std::get<0>(test.param);
      std::erase_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
      return name + "Of" + std::to_string(std::get<1>(test.param)) + "Images";
    });

/// What `layer` makes of `input` where the network itself sees `seen`.
ExactVector beside_a_corner(const Layer& layer, std::initializer_list<double> input,
                            std::initializer_list<float> seen) {
  ExactVector values;
  for (const double value : input) values.push_back(ExactLanes::Constant(value));
  ExactVector output(layer.output_shape().size());
  exact_forward(layer, {}, values, uniform_gang(seen), {}, output);
  return output;
}

TEST(ExactForwardBesideACorner, IsOnTheSideOfReluWhereTheNetworkIs) {
  const Network network = build_network("leaky-relu 0.5", {1, 1, 2}, 2);
  const ExactVector output = beside_a_corner(network.layer(0), {-1e-9, 1e-9}, {1e-8f, 0.0f});
  EXPECT_EQ(output[0][0], -1e-9);
  EXPECT_EQ(output[1][0], 0.5e-9);
}

TEST(ExactForwardBesideACorner, TakesThePixelThatTheNetworkTakes) {
  const MaxPool pool({1, 2, 2}, 2);
  EXPECT_EQ(beside_a_corner(pool, {1, 1 + 1e-9, 2 - 1e-9, 2}, {1, 1, 2, 2})[0][0], 2 - 1e-9);
}

TEST(ExactForward, RefusesALayerThatItDoesNotKnow) {
  class Unknown : public Layer {
   public:
    Unknown() : Layer({}, {}) {}
    std::string text() const override { return "unknown"; }
    void forward(std::span<const float>, std::span<const Lanes>, std::span<Lanes>) const override {}
    void backward(const Backward&) const override {}
  };
  expect_refusal([] { beside_a_corner(Unknown(), {0}, {0}); },
                 "no exact formula is known for the layer unknown");
}

}  // namespace
}  // namespace inkling
