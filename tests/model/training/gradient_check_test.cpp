#include "model/training/gradient_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "model/layers/activation.h"
#include "model/layers/batch_norm.h"
#include "model/layers/convolution.h"
#include "model/layers/dropout.h"
#include "model/layers/fully_connected.h"
#include "model/layers/max_pool.h"
#include "model/layers/padding.h"
#include "tests/model/synthetic_images.h"

namespace inkling {
namespace {

/// Two whole gangs and a part of a third one, with all that changes the loss of a batch.
TrainingOptions all_options() {
  return {.batch_size = 40,
          .sgd = {.weight_decay = 0.1, .clip = 0.01},
          .label_smoothing = 0.1,
          .augmentation = parse_augmentation("light"),
          .seed = 5};
}

GradientCheck check_of(Network& network, const TrainingOptions& options = all_options()) {
  const Dataset data = synthetic_images(60);
  return check_gradients(network, data, train_on_all(data), options);
}

GradientCheck check_of(std::string_view architecture,
                       const TrainingOptions& options = all_options()) {
  Network network = network_for(synthetic_images(60), architecture);
  return check_of(network, options);
}

double largest_error(const GradientCheck& check) {
  double largest = 0.0;
  for (const LayerCheck& layer : check.layers) largest = std::max(largest, layer.error);
  return largest;
}

class GradientCheckOf : public testing::TestWithParam<const char*> {};

TEST_P(GradientCheckOf, ANetworkFindsNoError) {
  const GradientCheck check = check_of(GetParam());
  // What is left are the biases before a batch normalisation: see `kLargestGradientError`.
  EXPECT_LT(largest_error(check), 1e-3);
  EXPECT_LT(check.loss_error(), 1e-6);
  EXPECT_EQ(check.layers.front().checked, check.layers.front().parameters);
}

INSTANTIATE_TEST_SUITE_P(
    Networks, GradientCheckOf,
    testing::Values(
        "fc classes", "conv 4x3x3, relu, pool 2, fc 9, relu, fc classes",
        "pad 3, conv 4x3x3, leaky-relu 0.3, pool 2, conv 5x2x2, leaky-relu, fc classes",
        "conv 4x3x3, batchnorm, pool 3, relu, dropout 0.3, fc 9, batchnorm, fc classes",
        "conv 4x3x3, sigmoid, fc 9, sigmoid, dropout 0.5, fc classes",
        "conv 4x3x3, tanh, pool 6, fc classes",
        "conv 4x3x3, pool 3 stride 2 pad 1, tanh, pool 2x1 stride 1 pad 0x0x1x0, fc classes",
        "pad 0x0x1x2, conv 4x3x3, tanh, average-pool 3 stride 2 pad 1, conv 3x2x2, average-pool "
        "all",
        "conv 6x3x3 stride 2, tanh, conv 8x2x2 stride 1x2 groups 2, tanh, fc classes",
        "conv 6x2x3, tanh, pad 1, conv 6x3x3 groups 6 no-bias, conv 8x1x1, relu, conv 9x3x3 stride "
        "3x2, fc classes",
        "conv 4x3x3, clip -0.3 0.4, fc 9, elu 0.7, fc 9, softplus, fc classes",
        "conv 4x3x3, hard-sigmoid 0.9 0.3, fc 9, hard-swish, fc 9, log-sigmoid, fc classes",
        "conv 4x3x3, scale, swish, pool 2, fc 9, prelu, fc 9, scale, fc classes",
        "scale, conv 4x3x3, prelu, pool 2, fc classes",
        "conv 24x3x3, relu, pad 1, conv 48x3x3, relu, pool 2, fc classes",
        "fc 9, square, fc 9, tanh, fc classes",
        "conv 4x3x3, relu, residual(pad 1, conv 4x3x3, relu, pad 1, conv 4x3x3), relu, "
        "pool 2, fc classes",
        "conv 4x3x3, batchnorm, relu, residual(pad 1, conv 6x3x3, batchnorm, dropout "
        "0.2; conv 6x1x1, batchnorm), relu, fc classes",
        "residual(pad 1, conv 5x3x3, relu; conv 5x1x1, tanh), pool 2, fc classes",
        "conv 4x3x3, residual(relu, pad 1, conv 4x3x3), residual(relu, conv 4x1x1), "
        "relu, fc classes",
        "fc 9, residual(fc 9, residual(relu, fc 9), tanh; residual(fc 9; fc 9)), "
        "relu, dropout 0.2, residual(dropout 0.3, fc 9), fc classes",
        "residual(relu, residual(leaky-relu; conv 1x1x1, relu)), relu, fc classes"),
    [](const auto& test) {
      std::string name;
      for (const char letter : std::string_view(test.param)) {
        if (std::isalnum(static_cast<unsigned char>(letter)) != 0) name += letter;
      }
      return name;
    });

TEST(GradientCheck, IsOfTheLossOfTheFirstStep) {
  const Dataset data = synthetic_images(60);
  Network network = network_for(data, "conv 4x3x3, batchnorm, relu, dropout 0.3, fc classes");
  const double found = check_gradients(network, data, train_on_all(data), all_options()).loss;
  double first_loss = 0.0;
  train(network, data, train_on_all(data), all_options(),
        {.after_step = [&](const StepReport& report) {
          first_loss = report.training.loss;
          return false;
        }});
  EXPECT_EQ(found, first_loss);
}

TEST(GradientCheck, LeavesTheParametersAsTheyWere) {
  Network network = network_for(synthetic_images(60), "conv 4x3x3, batchnorm, relu, fc classes");
  const std::vector<float> before = parameters_of(network);
  check_of(network);
  EXPECT_EQ(parameters_of(network), before);
}

TEST(GradientCheck, LeavesOutWeightDecayAndClipping) {
  TrainingOptions without = all_options();
  without.sgd = {.weight_decay = 0.0, .clip = 0.0};
  const LayerCheck found = check_of("fc classes").layers[0];
  const LayerCheck expected = check_of("fc classes", without).layers[0];
  EXPECT_EQ(found.place, expected.place);
  EXPECT_EQ(found.backpropagation, expected.backpropagation);
  EXPECT_EQ(found.difference, expected.difference);
}

TEST(GradientCheck, IsOfAnyLossWithClassWeights) {
  for (const LossFunction loss : {LossFunction::kMeanSquare, LossFunction::kHinge}) {
    TrainingOptions options = all_options();
    options.loss = loss;
    options.label_smoothing = 0.0;
    options.class_weights = {0.5, 2.0, 1.0};
    const GradientCheck check = check_of("conv 4x3x3, relu, fc classes", options);
    EXPECT_LT(largest_error(check), 1e-3);
    EXPECT_LT(check.loss_error(), 1e-6);
  }
}

TEST(GradientCheck, IsOfTheSideOfTheHingeOnWhichTheNetworkStands) {
  Network network = network_for(synthetic_images(60), "fc classes");
  std::ranges::fill(network.parameters(), 0.0f);
  // The logits of wrong classes are at the margin, where the loss of an image has a corner.
  std::ranges::fill(network.parameters().last(3), -1.0f);
  TrainingOptions options = all_options();
  options.loss = LossFunction::kHinge;
  options.label_smoothing = 0.0;
  EXPECT_LT(largest_error(check_of(network, options)), 1e-3);
}

TEST(GradientCheck, IsTheSameOnAnyNumberOfThreads) {
  TrainingOptions options = all_options();
  const char* const kArchitecture = "conv 4x3x3, batchnorm, relu, dropout 0.3, fc classes";
  options.threads = 1;
  const GradientCheck one = check_of(kArchitecture, options);
  options.threads = 3;
  const GradientCheck three = check_of(kArchitecture, options);
  EXPECT_EQ(one.exact_loss, three.exact_loss);
  for (std::size_t n = 0; n < one.layers.size(); ++n) {
    EXPECT_EQ(one.layers[n].place, three.layers[n].place);
    EXPECT_EQ(one.layers[n].backpropagation, three.layers[n].backpropagation);
    EXPECT_EQ(one.layers[n].difference, three.layers[n].difference);
  }
}

TEST(GradientCheck, TakesASampleOfALargeLayer) {
  const GradientCheck check = check_of("conv 60x5x5, relu, conv 60x3x3, relu, fc classes");
  EXPECT_EQ(check.layers[1].parameters, 60u * 60 * 9 + 60);
  EXPECT_LT(check.layers[1].checked, check.layers[1].parameters);
  EXPECT_GE(check.layers[1].checked, 32u);
}

TEST(GradientCheck, PassesOverLayersWithoutParameters) {
  const GradientCheck check = check_of("pad 1, conv 4x3x3, relu, fc classes");
  ASSERT_EQ(check.layers.size(), 2u);
  EXPECT_EQ(check.layers[0].layer, 1u);
  EXPECT_EQ(check.layers[0].parameters, 40u);
  EXPECT_EQ(check.layers[1].layer, 3u);
}

// Planted errors.

/// A layer whose gradient by the input is 5 % too large.
template <typename Kind>
class WrongInputGradient : public Kind {
 public:
  using Kind::Kind;
  void backward(const Backward& pass) const override {
    Kind::backward(pass);
    for (Lanes& gradient : pass.input_gradient) gradient *= 1.05f;
  }
};

template <typename Kind>
std::unique_ptr<Layer> with_wrong_input_gradient(Shape input) {
  if constexpr (std::is_same_v<Kind, BatchNorm>) {
    return std::make_unique<WrongInputGradient<Kind>>(input);
  } else if constexpr (std::is_same_v<Kind, Convolution>) {
    return std::make_unique<WrongInputGradient<Kind>>(input, 3, 2, 2);
  } else if constexpr (std::is_same_v<Kind, Dropout>) {
    return std::make_unique<WrongInputGradient<Kind>>(input, 0.3f);
  } else if constexpr (std::is_same_v<Kind, Activation>) {
    return std::make_unique<WrongInputGradient<Kind>>(input, ActivationFunction::kTanh);
  } else {
    return std::make_unique<WrongInputGradient<Kind>>(input, 2);
  }
}

/// A network for `synthetic_images` with `layer` between a convolution and a fully connected layer.
Network network_around(std::unique_ptr<Layer> layer) {
  const Shape images = synthetic_images(3).images.shape;
  std::vector<std::unique_ptr<Layer>> layers;
  layers.push_back(std::make_unique<Convolution>(images, 4, 3, 3));
  layers.push_back(std::move(layer));
  layers.push_back(std::make_unique<FullyConnected>(layers.back()->output_shape(), 3));
  Network network(images, std::move(layers));
  network.initialize(1);
  return network;
}
const Shape kBehindConvolution{.channels = 4, .height = 6, .width = 6};

template <typename Kind>
class GradientCheckOfAWrong : public testing::Test {};
using Kinds =
    testing::Types<Activation, BatchNorm, Convolution, Dropout, FullyConnected, MaxPool, Padding>;
TYPED_TEST_SUITE(GradientCheckOfAWrong, Kinds);

TYPED_TEST(GradientCheckOfAWrong, LayerFindsTheErrorBeforeItAndNotBehindIt) {
  Network network = network_around(with_wrong_input_gradient<TypeParam>(kBehindConvolution));
  const GradientCheck check = check_of(network);
  EXPECT_GT(check.layers.front().error, kLargestGradientError);
  EXPECT_LT(check.layers.back().error, kLargestGradientError);
}

TEST(GradientCheck, TellsTheParameterWithTheError) {
  class WrongBias : public Convolution {
   public:
    using Convolution::Convolution;
    void backward(const Backward& pass) const override {
      Convolution::backward(pass);
      pass.parameter_gradient[weight_count() + 2] *= 1.5f;
    }
  };
  Network network = network_around(std::make_unique<WrongBias>(kBehindConvolution, 3, 2, 2));
  const LayerCheck found = check_of(network).layers[1];
  EXPECT_EQ(found.layer, 1u);
  EXPECT_EQ(found.place, 3u * 4 * 2 * 2 + 2);
  EXPECT_NEAR(found.backpropagation / found.difference, 1.5, 1e-3);
  EXPECT_NEAR(found.error, 1.0 / 3.0, 1e-3);
}

TEST(GradientCheck, FindsAnErrorInWhatIsMadeOfRecords) {
  class WrongRecords : public FullyConnected {
   public:
    using FullyConnected::FullyConnected;
    void batch_gradient(const Records& records, std::size_t begin,
                        std::span<float> part) const override {
      FullyConnected::batch_gradient(records, begin, part);
      if (begin == 0) part[7] *= -1.0f;
    }
  };
  Network network = network_around(std::make_unique<WrongRecords>(kBehindConvolution, 5));
  const LayerCheck found = check_of(network).layers[1];
  EXPECT_EQ(found.place, 7u);
  EXPECT_NEAR(found.error, 2.0, 1e-3);
}

TEST(GradientCheck, FindsAForwardPassOtherThanTheFormula) {
  class WrongForward : public FullyConnected {
   public:
    using FullyConnected::FullyConnected;
    void forward(std::span<const float> parameters, std::span<const Lanes> input,
                 std::span<Lanes> output) const override {
      FullyConnected::forward(parameters, input, output);
      output[0] += 1.0f;
    }
  };
  Network network = network_around(std::make_unique<WrongForward>(kBehindConvolution, 5));
  EXPECT_GT(check_of(network).loss_error(), kLargestGradientError);
}

TEST(GradientCheck, TakesWhatIsNotANumberForAnInfiniteError) {
  class NotANumber : public Convolution {
   public:
    using Convolution::Convolution;
    void backward(const Backward& pass) const override {
      Convolution::backward(pass);
      pass.parameter_gradient[4] = std::numeric_limits<float>::quiet_NaN();
    }
  };
  Network network = network_around(std::make_unique<NotANumber>(kBehindConvolution, 3, 2, 2));
  const LayerCheck found = check_of(network).layers[1];
  EXPECT_EQ(found.place, 4u);
  EXPECT_TRUE(std::isinf(found.error));
}

}  // namespace
}  // namespace inkling
