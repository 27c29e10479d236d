#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <numeric>

#include "model/lanes/gang.h"
#include "model/layers/loss.h"
#include "model/network/architecture.h"
#include "model/network/workspace.h"
#include "model/training/trainer.h"
#include "tests/model/layers/layer_runner.h"
#include "tests/model/synthetic_images.h"

// LeNet-5 against PyTorch in double precision: the loss, every gradient, and ten steps of descent.
// make_golden.py says where the numbers come from; weights and images are computed here as there.

namespace inkling {
namespace {

constexpr std::size_t kBatch = 64;
constexpr double kRelativeTolerance = 1e-4;

/// The n-th number of a stream of the 32-bit hash "lowbias32".
std::uint32_t hashed(std::uint32_t stream, std::uint32_t n) {
  std::uint32_t x = n + (stream << 20);
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  x ^= x >> 16;
  return x;
}

struct Golden {
  std::uint32_t batch = 0;  ///< The number of the images.
  std::array<double, 10> losses{};
  std::vector<float> gradient;
};

Golden read_golden() {
  const std::string folder = INKLING_TEST_DATA "/golden/";
  Golden golden;
  std::ifstream text(folder + "lenet5_losses.txt");
  text >> golden.batch;
  for (double& loss : golden.losses) text >> loss;
  EXPECT_TRUE(text) << "lenet5_losses.txt cannot be read";
  golden.gradient.resize(61706);
  std::ifstream binary(folder + "lenet5_gradient.bin", std::ios::binary);
  binary.read(reinterpret_cast<char*>(golden.gradient.data()),
              static_cast<std::streamsize>(golden.gradient.size() * sizeof(float)));
  EXPECT_TRUE(binary) << "lenet5_gradient.bin cannot be read";
  return golden;
}

Network golden_network() {
  constexpr std::array kBounds{0.5f, 0.125f, 0.0625f, 0.125f, 0.125f};
  Network network = build_network("lenet5", {.channels = 1, .height = 28, .width = 28}, 10);
  network.normalization = {.mean = 0.5f, .deviation = 0.5f};
  auto bound = kBounds.begin();
  std::uint32_t n = 0;
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const std::size_t count = network.layer(index).parameter_count();
    if (count == 0) continue;
    for (float& parameter : network.parameters().subspan(network.parameter_offset(index), count)) {
      const auto number = static_cast<std::int32_t>(hashed(0, n++) >> 16) - 32768;
      parameter = static_cast<float>(number) * 0x1p-15f * *bound;
    }
    ++bound;
  }
  return network;
}

Dataset golden_images(std::uint32_t batch) {
  Dataset data{.images = {.shape = {.channels = 1, .height = 28, .width = 28}, .pixels = {}},
               .labels = {},
               .class_names = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}};
  for (std::uint32_t n = 0; n < kBatch * data.images.shape.size(); ++n) {
    data.images.pixels.push_back(static_cast<std::uint8_t>(hashed(2 * batch + 1, n) & 255));
  }
  for (std::uint32_t n = 0; n < kBatch; ++n) {
    data.labels.push_back(static_cast<std::uint16_t>(hashed(2 * batch + 2, n) % 10));
  }
  return data;
}

struct LossAndGradient {
  double loss = 0.0;
  std::vector<float> gradient;
};

/// The mean loss of all images and its gradient, gang by gang.
LossAndGradient loss_and_gradient(const Network& network, const Dataset& data) {
  Workspace workspace(network);
  LossAndGradient total{.gradient = std::vector<float>(network.parameters().size())};
  std::vector<float> gradient(network.parameters().size(), kPoison);
  const std::vector<std::uint32_t> order = train_on_all(data).training;
  for (std::size_t gang = 0; gang < gang_count(order.size()); ++gang) {
    load_gang(data.images, gang_indices(order, gang), network.normalization, workspace.input());
    network.forward(workspace);
    const std::span<const std::uint16_t, kLanes> labels(&data.labels[gang * kLanes], kLanes);
    const Lanes loss =
        classification_loss(LossFunction::kCrossEntropy, workspace.logits(), {.labels = labels},
                            1.0f / kBatch, workspace.logits_gradient());
    network.backward(workspace, gradient);
    total.loss += static_cast<double>(sum(loss)) / kBatch;
    std::ranges::transform(total.gradient, gradient, total.gradient.begin(), std::plus());
  }
  return total;
}

/// Compares the gradients of one tensor. "Relative" is to the element itself, and to a hundredth of
/// the tensor's largest where it is smaller than that: such a number is the rest of a cancellation,
/// whose rounding is that of its large terms.
void expect_same_tensor(std::span<const float> found, std::span<const float> expected,
                        const std::string& name) {
  double largest = 0.0;
  for (const float value : expected) largest = std::max(largest, std::abs(double{value}));
  EXPECT_GT(largest, 0.0) << name;
  double worst = 0.0;
  for (std::size_t n = 0; n < expected.size(); ++n) {
    const double size = std::max(std::abs(double{expected[n]}), 0.01 * largest);
    const double error = std::abs(double{found[n]} - double{expected[n]}) / size;
    worst = std::max(worst, std::isnan(error) ? HUGE_VAL : error);
  }
  EXPECT_LE(worst, kRelativeTolerance) << name;
}

TEST(Golden, LeNet5HasTheLossOfPyTorch) {
  const Golden golden = read_golden();
  const double loss = loss_and_gradient(golden_network(), golden_images(golden.batch)).loss;
  EXPECT_NEAR(loss / golden.losses[0], 1.0, kRelativeTolerance);
}

TEST(Golden, LeNet5HasEveryGradientOfPyTorch) {
  const Golden golden = read_golden();
  const Network network = golden_network();
  const std::vector<float> found = loss_and_gradient(network, golden_images(golden.batch)).gradient;
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const Layer& layer = network.layer(index);
    if (layer.parameter_count() == 0) continue;
    const auto tensor = [&](const std::vector<float>& all, bool biases) {
      const std::size_t begin = network.parameter_offset(index);
      return biases ? std::span(all).subspan(begin + layer.weight_count(), layer.bias_count())
                    : std::span(all).subspan(begin, layer.weight_count());
    };
    const std::string name = "layer " + std::to_string(index + 1) + " (" + layer.text() + ")";
    expect_same_tensor(tensor(found, false), tensor(golden.gradient, false), name + " weights");
    expect_same_tensor(tensor(found, true), tensor(golden.gradient, true), name + " biases");
  }
}

TEST(Golden, LeNet5HasTheLossesOfTenStepsOfPyTorch) {
  const Golden golden = read_golden();
  Network network = golden_network();
  const Dataset data = golden_images(golden.batch);
  std::vector<double> losses;
  // An epoch of one batch is a step on all images, and reports the loss before it.
  train(network, data, train_on_all(data),
        {.epochs = 10,
         .batch_size = kBatch,
         .sgd = {.learning_rate = 0.05,
                 .schedule = Schedule::kConstant,
                 .momentum = 0.9,
                 .weight_decay = 5e-4}},
        {.after_step = [&](const StepReport& report) {
          losses.push_back(report.training.loss);
          return true;
        }});
  ASSERT_EQ(losses.size(), golden.losses.size());
  for (std::size_t step = 0; step < losses.size(); ++step) {
    EXPECT_NEAR(losses[step] / golden.losses[step], 1.0, kRelativeTolerance) << "step " << step;
  }
}

}  // namespace
}  // namespace inkling
