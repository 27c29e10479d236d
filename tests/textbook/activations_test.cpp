#include <gtest/gtest.h>

#include <cctype>
#include <cmath>
#include <functional>
#include <ostream>
#include <string>

#include "model/layers/activation.h"
#include "model/network/architecture.h"
#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_runner.h"

// The activations of the notes on the multilayer perceptron, with their derivatives, and the square
// of the talk on analytical solutions; each stands wherever an activation may stand.

namespace inkling {
namespace {

struct Function {
  std::string text;
  std::function<double(double)> value;
  std::function<double(double)> derivative;
};

void PrintTo(const Function& function, std::ostream* out) { *out << function.text; }

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

const Function kFunctions[] = {
    {"relu", [](double x) { return x > 0 ? x : 0; }, [](double x) { return x > 0 ? 1 : 0; }},
    {"leaky-relu 0.25", [](double x) { return x > 0 ? x : 0.25 * x; },
     [](double x) { return x > 0 ? 1 : 0.25; }},
    {"sigmoid", sigmoid, [](double x) { return sigmoid(x) * (1 - sigmoid(x)); }},
    {"tanh", [](double x) { return std::tanh(x); },
     [](double x) { return 1 - std::tanh(x) * std::tanh(x); }},
    {"square", [](double x) { return x * x; }, [](double x) { return 2 * x; }}};

// A vectorised exponential is exact to a few units in the last place.
constexpr double kRounding = 2e-6;

class Activations : public testing::TestWithParam<Function> {};

TEST_P(Activations, HaveTheValueAndTheDerivativeOfTheirDefinition) {
  const std::vector<float> points{-3, -1.5f, -0.25f, 0.25f, 1.5f, 3};
  const Network network = build_network(GetParam().text, {.channels = 6}, 6);
  const Layer& layer = network.layer(0);
  const LaneVector input = uniform_gang(points);
  const std::vector<float> values = lane_of(run_forward(layer, {}, input), 5);
  const std::vector<float> slopes =
      lane_of(run_backward(layer, {}, input, LaneVector(6, Lanes(1.0f))).input, 5);
  for (std::size_t n = 0; n < points.size(); ++n) {
    const auto x = static_cast<double>(points[n]);
    EXPECT_NEAR(values[n], GetParam().value(x), kRounding) << "at " << x;
    EXPECT_NEAR(slopes[n], GetParam().derivative(x), kRounding) << "at " << x;
  }
}

TEST_P(Activations, StandBehindEveryLayer) {
  const Shape image{.channels = 2, .height = 6, .width = 6};
  const auto text = [](const std::string& a) {
    return a + ", pad 1, " + a + ", conv 3x3x3, " + a + ", conv 3x2x2 no-bias, batchnorm, " + a +
           ", pool 2, " + a + ", dropout 0.5, " + a + ", conv 4x1x1, pool all, " + a + ", fc 5, " +
           a + ", " + a + ", fc 3, " + a;
  };
  Network network = build_network(text(GetParam().text), image, 3);
  EXPECT_EQ(network.architecture(), text(GetParam().text));
  RandomStream random(1, Purpose::kAugmentation);
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const Layer& layer = network.layer(index);
    if (dynamic_cast<const Activation*>(&layer) == nullptr) continue;
    const LaneVector before = random_gang(layer.input_shape().size(), random);
    const LaneVector after = run_forward(layer, {}, before);
    for (std::size_t n = 0; n < after.size(); ++n) {
      const double expected = GetParam().value(static_cast<double>(float{before[n][3]}));
      EXPECT_NEAR(after[n][3], expected, kRounding) << "layer " << index + 1;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Activations, testing::ValuesIn(kFunctions),
                         [](const testing::TestParamInfo<Function>& test) {
                           std::string name;
                           for (const char letter : test.param.text) {
                             if (std::isalpha(letter) != 0) name += letter;
                           }
                           return name;
                         });

}  // namespace
}  // namespace inkling
