#include "model/network/formula.h"

#include <gtest/gtest.h>

#include "model/network/architecture.h"

namespace inkling {
namespace {

/// The formula of the last layer of a network for images of 8x8 pixels.
Formula last_formula(const std::string& architecture) {
  const Network network = build_network(architecture, {.channels = 1, .height = 8, .width = 8}, 16);
  return formula_of(network.layer(network.layer_count() - 1));
}

TEST(Formula, OfAConvolutionIsThatOfTheBook) {
  const Formula formula = last_formula("conv 1x5x5");
  EXPECT_EQ(formula.name, "convolution");
  EXPECT_EQ(formula.text,
            "output(k, i, j) = bias(k) + Σ(c, u, v) kernel(k, c, u, v) · input(c, i + u, j + v)");
  EXPECT_EQ(formula.source, "B&J, Def. 10.1.3 and 10.5.1");
}

TEST(Formula, OfAConvolutionWithoutBiasHasNone) {
  EXPECT_EQ(last_formula("conv 1x5x5 no-bias").text,
            "output(k, i, j) = Σ(c, u, v) kernel(k, c, u, v) · input(c, i + u, j + v)");
}

TEST(Formula, OfAConvolutionHasItsStridesAndGroups) {
  EXPECT_EQ(last_formula("conv 4x5x5, conv 16x1x1 stride 4x5 groups 2").text,
            "output(k, i, j) = bias(k) + Σ(c, u, v) kernel(k, c, u, v) · "
            "input(2 ⌊k / 8⌋ + c, 4i + u, 5j + v)");
  EXPECT_EQ(last_formula("conv 4x5x5, conv 16x4x4 groups 4 no-bias").text,
            "output(k, i, j) = Σ(c, u, v) kernel(k, c, u, v) · input(⌊k / 4⌋ + c, i + u, j + v)");
  EXPECT_EQ(last_formula("conv 16x5x5, conv 16x4x4 stride 2x1 groups 16").text,
            "output(k, i, j) = bias(k) + Σ(u, v) kernel(k, u, v) · input(k, 2i + u, j + v)");
}

TEST(Formula, OfAGlobalPoolIsThatOfTheWholeMap) {
  const Formula formula = last_formula("conv 16x5x5, pool all");
  EXPECT_EQ(formula.text, "output(k) = max over all i, j of input(k, i, j)");
  EXPECT_EQ(formula.source, "B&J, Def. 10.4.2, of the whole map as in Example 10.6.3");
}

TEST(Formula, HasTheNumbersOfTheLayer) {
  EXPECT_EQ(last_formula("pool 2").text,
            "output(k, i, j) = max over u, v < 2 of input(k, 2i + u, 2j + v)");
  EXPECT_EQ(last_formula("pool 4, pad 1").text,
            "output(k, i, j) = input(k, i − 1, j − 1), and 0 where that is outside");
  EXPECT_EQ(last_formula("pool 8x4, pad 0x1x3x1").text,
            "output(k, i, j) = input(k, i, j − 1), and 0 where that is outside");
  EXPECT_EQ(last_formula("fc 16, leaky-relu 0.25").text, "output = max(0.25 input, input)");
  EXPECT_EQ(last_formula("fc 16, clip -1 6").text, "output = max(-1, min(6, input))");
  EXPECT_EQ(last_formula("fc 16, hard-sigmoid").text, "output = max(0, min(1, 0.2 input + 0.5))");
}

TEST(Formula, OfAPoolHasItsWindowStridesAndMargins) {
  EXPECT_EQ(last_formula("average-pool 5 stride 1").text,
            "output(k, i, j) = mean over u, v < 5 of input(k, i + u, j + v)");
  EXPECT_EQ(last_formula("pool 2x3 stride 2 pad 0x1x0x1").text,
            "output(k, i, j) = max over u < 2, v < 3 of input(k, 2i + u, 2j − 1 + v) inside the "
            "map");
  EXPECT_EQ(last_formula("conv 16x5x5, average-pool all").text,
            "output(k) = mean over all i, j of input(k, i, j)");
}

TEST(Formula, HasItsNumberInTheBook) {
  EXPECT_EQ(last_formula("conv 16x8x8").number, "10.5.1");
  EXPECT_EQ(last_formula("fc 16").number, "4.1.2");
  EXPECT_EQ(last_formula("pool 4, pad 1").number, "10.3.1");
  EXPECT_EQ(last_formula("pool 2").number, "10.4.2");
  EXPECT_EQ(last_formula("fc 16, relu").number, "(4.2)");
  EXPECT_EQ(last_formula("fc 16, tanh").number, "(4.6)");
  EXPECT_EQ(last_formula("fc 16, batchnorm").number, "");
  EXPECT_EQ(formula_of_softmax().number, "(4.11)");
}

TEST(Formula, OfTheSoftmaxHasTheTemperatureIfThereIsOne) {
  EXPECT_EQ(formula_of_softmax().text, "p(k) = exp(logit(k)) / Σ(j) exp(logit(j))");
  EXPECT_EQ(formula_of_softmax(2.0f).text, "p(k) = exp(logit(k) / T) / Σ(j) exp(logit(j) / T)");
}

TEST(Formula, IsKnownForEachKindOfLayer) {
  for (const char* layer : {"fc 16",
                            "fc 16, batchnorm",
                            "fc 16, dropout 0.5",
                            "fc 16, relu",
                            "fc 16, leaky-relu",
                            "fc 16, sigmoid",
                            "fc 16, tanh",
                            "fc 16, square",
                            "clip 0 6, fc 16, clip 0 6",
                            "fc 16, elu",
                            "fc 16, softplus",
                            "fc 16, hard-sigmoid",
                            "fc 16, hard-swish",
                            "fc 16, log-sigmoid",
                            "fc 16, swish",
                            "fc 16, prelu",
                            "fc 16, scale",
                            "average-pool 2",
                            "conv 16x5x5, average-pool all",
                            "fc 16, residual(tanh)"}) {
    const Formula formula = last_formula(layer);
    EXPECT_TRUE(formula.text.starts_with("output")) << layer;
    EXPECT_NE(formula.name, "") << layer;
    EXPECT_NE(formula.source, "") << layer;
  }
}

}  // namespace
}  // namespace inkling
