#include "model/network/architecture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "tests/model/expect_refusal.h"

namespace inkling {
namespace {

constexpr Shape kMnist{.channels = 1, .height = 28, .width = 28};

void expect_refusal_of(const char* architecture, const std::string& message,
                       std::size_t class_count = 10) {
  expect_refusal([&] { build_network(architecture, kMnist, class_count); }, message);
}

TEST(Architecture, LeNet5HasItsParametersAndMultiplications) {
  const Network network = build_network("lenet5", kMnist, 10);
  EXPECT_EQ(network.parameters().size(), 61706u);
  EXPECT_EQ(network.multiplications(), 416520);
}

TEST(Architecture, LeNet5HasItsLayers) {
  EXPECT_EQ(build_network("lenet5", kMnist, 10).architecture(),
            "pad 2, conv 6x5x5, relu, pool 2, conv 16x5x5, relu, pool 2, "
            "fc 120, relu, fc 84, relu, fc 10");
}

TEST(Architecture, MlpHasOneHiddenLayer) {
  const Network network = build_network("mlp", kMnist, 10);
  EXPECT_EQ(network.architecture(), "fc 128, relu, fc 10");
  EXPECT_EQ(network.parameters().size(), 784u * 128 + 128 + 128 * 10 + 10);
}

TEST(Architecture, SoftmaxHasNoHiddenLayer) {
  const Network network = build_network("softmax", kMnist, 10);
  EXPECT_EQ(network.architecture(), "fc 10");
  EXPECT_EQ(network.parameters().size(), 7850u);
}

TEST(Architecture, EveryNameBuildsANetworkForOtherImagesAndClassesToo) {
  for (const NamedArchitecture& named : named_architectures()) {
    const Network network =
        build_network(named.name, {.channels = 3, .height = 20, .width = 24}, 26);
    EXPECT_EQ(network.class_count(), 26u) << named.name;
  }
}

TEST(Architecture, TheDefaultIsNamedFirst) {
  ASSERT_FALSE(named_architectures().empty());
  EXPECT_EQ(named_architectures().front().name, "lenet5");
}

TEST(Architecture, WritesTheTextFromWhichItIsBuiltAgain) {
  const std::string text =
      "pad 1, conv 5x4x3, relu, leaky-relu 0.25, pool 3, sigmoid, tanh, square, fc 10";
  EXPECT_EQ(build_network(text, kMnist, 10).architecture(), text);
}

TEST(Architecture, WritesASlopeToItsLastDigit) {
  const std::string text = "leaky-relu 0.12345679, fc 10";
  EXPECT_EQ(build_network(text, kMnist, 10).architecture(), text);
}

TEST(Architecture, WritesWhatItReadsOfABiasAndOfAGlobalPool) {
  const std::string text = "conv 5x4x3 no-bias, conv 10x3x3, pool all";
  EXPECT_EQ(build_network(text, kMnist, 10).architecture(), text);
}

TEST(Architecture, WritesWhatItReadsOfActivations) {
  const std::string text =
      "clip -0.5 6, elu 0.5, softplus, hard-sigmoid 0.25 0.5, hard-swish, log-sigmoid, swish, "
      "prelu, scale, fc 10";
  EXPECT_EQ(build_network(text, kMnist, 10).architecture(), text);
  EXPECT_EQ(build_network("elu, hard-sigmoid, clip 0 \t6 , fc 10", kMnist, 10).architecture(),
            "elu 1, hard-sigmoid 0.2 0.5, clip 0 6, fc 10");
}

TEST(Architecture, RefusesAnActivationWithANumberTooManyOrTooFew) {
  for (const std::string numbers : {"", " 1", " 1 2 3", " 1x2", " a 2"}) {
    expect_refusal_of(
        ("clip" + numbers + ", fc 10").c_str(),
        "layer 1 \"clip" + numbers + "\": expects clip A B: x, but at least A and at most B");
  }
  for (const std::string numbers : {" 1", " 1 2 3"}) {
    expect_refusal_of(("hard-sigmoid" + numbers + ", fc 10").c_str(),
                      "layer 1 \"hard-sigmoid" + numbers +
                          "\": expects hard-sigmoid [A B]: A * x + B between 0 and 1 (A is 0.2, B "
                          "is 0.5)");
  }
}

TEST(Architecture, HelpFitsIntoATerminalOfEightyColumns) {
  std::istringstream help(layer_kinds_help());
  for (std::string line; std::getline(help, line);) EXPECT_LT(line.size(), 78u) << line;
}

TEST(Architecture, WritesWhatItReadsOfStridesAndGroups) {
  const std::string text =
      "conv 6x3x3 stride 2, conv 12x3x2 stride 1x2 groups 3, conv 12x3x3 groups 12 no-bias, "
      "conv 4x1x1 stride 3x2 no-bias, fc 10";
  EXPECT_EQ(build_network(text, kMnist, 10).architecture(), text);
  EXPECT_EQ(build_network("conv 6 x 3x3  stride 2x2 groups  1\tno-bias, fc 10", kMnist, 10)
                .architecture(),
            "conv 6x3x3 stride 2 no-bias, fc 10");
}

TEST(Architecture, RefusesAConvolutionWithAPartThatItCannotRead) {
  for (const std::string text :
       {"conv 6x3x3 stride", "conv 6x3x3 stride 1x2x3", "conv 6x3x3 groups 1x2",
        "conv 6x3x3 groups 1 stride 2", "conv 6x3x3 no-bias stride 2", "conv 6x3x3 groups"}) {
    expect_refusal_of((text + ", fc 10").c_str(),
                      "layer 1 \"" + text +
                          "\": expects conv KxHxW [stride S|SxT] [groups G] [no-bias]: K kernels "
                          "of HxW");
  }
}

TEST(Architecture, WritesWhatItReadsOfWindowsAndMargins) {
  const std::string text =
      "pad 0x0x1x1, pool 3x2 stride 2x1, average-pool 3 stride 1 pad 1, pool 2 pad 0x1x1x0, "
      "average-pool 2x1, pool 2 stride 1, average-pool all, fc 10";
  EXPECT_EQ(build_network(text, kMnist, 10).architecture(), text);
}

TEST(Architecture, WritesTheShortestTextOfAWindow) {
  EXPECT_EQ(
      build_network("pool 2x2  stride 2 pad 0, pool 3 stride 2x2\tpad 1x1x1x1, fc 10", kMnist, 10)
          .architecture(),
      "pool 2, pool 3 stride 2 pad 1, fc 10");
}

TEST(Architecture, RefusesAWindowWithAPartThatItCannotRead) {
  for (const std::string text :
       {"pool", "pool 2x2x2", "pool stride 2", "pool 2 stride", "pool 2 strid 2",
        "pool 2 stride 1x", "pool 2 stride 1x1x1", "pool 2 pad 1 stride 2", "pool 2 pad 1x1",
        "pool all pad 1", "pool 2 stride 2 stride 2", "pool 2stride 2"}) {
    expect_refusal_of((text + ", fc 10").c_str(),
                      "layer 1 \"" + text +
                          "\": expects pool N|HxW [stride S|SxT] [pad P]: largest of each window; "
                          "or pool all");
  }
}

TEST(Architecture, WritesWhatItReadsOfResidualBlocks) {
  for (const std::string text :
       {"conv 4x3x3, residual(pad 1, conv 4x3x3, batchnorm, relu), relu, fc 10",
        "residual(conv 4x3x3, pad 1; conv 4x1x1), relu, pool 2, fc 10",
        "residual(residual(relu), relu; residual(tanh, dropout 0.1; relu)), residual(tanh), fc 10",
        "fc 10, residual(fc 10)"}) {
    EXPECT_EQ(build_network(text, kMnist, 10).architecture(), text);
  }
}

TEST(Architecture, ListsTheLayersOfABlockInOrder) {
  const Network network =
      build_network("relu, residual(relu, conv 4x1x1; conv 4x1x1), fc 10", kMnist, 10);
  ASSERT_EQ(network.layer_count(), 6u);
  EXPECT_EQ(network.layer(4).text(), "addition");
  EXPECT_EQ(network.connections().blocks(),
            (std::vector{ResidualBlock{.begin = 1, .shortcut_begin = 3, .addition = 4}}));
}

TEST(Architecture, PoolsAllOfAMapThatIsNoSquare) {
  const Network network =
      build_network("conv classesx3x3 no-bias, pool all", {.height = 20, .width = 24}, 4);
  EXPECT_EQ(network.layer(1).input_shape(), (Shape{.channels = 4, .height = 18, .width = 22}));
  EXPECT_EQ(network.parameters().size(), 4u * 9);
}

TEST(Architecture, DoesNotCareForSpaces) {
  EXPECT_EQ(build_network("  pool   2 ,relu\n,\tfc  10 ", kMnist, 10).architecture(),
            "pool 2, relu, fc 10");
  EXPECT_EQ(build_network("conv 10 x 3x3 \t no-bias,pool  all", kMnist, 10).architecture(),
            "conv 10x3x3 no-bias, pool all");
  EXPECT_EQ(build_network("residual\n( relu ,tanh;relu ) ,fc 10\n", kMnist, 10).architecture(),
            "residual(relu, tanh; relu), fc 10");
  EXPECT_EQ(build_network("fc 10, residual(relu) ", kMnist, 10).architecture(),
            "fc 10, residual(relu)");
}

TEST(Architecture, PutsTheNumberOfClassesInTheirPlace) {
  EXPECT_EQ(build_network("fc classes", kMnist, 47).architecture(), "fc 47");
  EXPECT_EQ(build_network("conv classesx3x3, pool 26", kMnist, 7).architecture(),
            "conv 7x3x3, pool 26");
}

TEST(Architecture, HelpHasALineForEachKindOfLayer) {
  const std::string help = layer_kinds_help();
  for (const char* kind : {"pad N:",      "conv KxHxW [stride S|SxT] [groups G] [no-bias]:",
                           "pool N|HxW",  "average-pool N|HxW",
                           "fc N:",       "batchnorm:",
                           "dropout P:",  "relu:",
                           "leaky-relu",  "sigmoid:",
                           "tanh:",       "square:",
                           "clip A B:",   "elu [A]:",
                           "softplus:",   "hard-sigmoid [A B]:",
                           "hard-swish:", "log-sigmoid:",
                           "swish:",      "prelu:",
                           "scale:",      "residual("}) {
    EXPECT_NE(help.find(kind), std::string::npos) << kind;
  }
  EXPECT_EQ(std::ranges::count(help, '\n'), 22);
}

constexpr const char* kKnown =
    "expects one of pad, conv, pool, average-pool, fc, batchnorm, dropout, relu, leaky-relu, "
    "sigmoid, tanh, square, clip, elu, softplus, hard-sigmoid, hard-swish, log-sigmoid, swish, "
    "prelu, scale, residual; networks with a name are lenet5, mlp, softmax, svm, invariant";

TEST(Architecture, RefusesAnUnknownLayerAndNamesTheKnownOnes) {
  expect_refusal_of("pad 2, convolve 6x5x5, fc 10",
                    std::string("layer 2 \"convolve 6x5x5\": ") + kKnown);
}

TEST(Architecture, RefusesAMissingLayer) {
  expect_refusal_of("pad 2,, fc 10", std::string("layer 2 \"\": ") + kKnown);
}

TEST(Architecture, RefusesAnEmptyText) {
  expect_refusal_of("", std::string("layer 1 \"\": ") + kKnown);
}

TEST(Architecture, RefusesAConvolutionThatLacksASize) {
  expect_refusal_of("conv 6x5, fc 10",
                    "layer 1 \"conv 6x5\": expects conv KxHxW [stride S|SxT] [groups G] [no-bias]: "
                    "K kernels of HxW");
}

TEST(Architecture, RefusesAConvolutionWithAnotherWordBehindIt) {
  expect_refusal_of("conv 6x5x5 bias, fc 10",
                    "layer 1 \"conv 6x5x5 bias\": expects conv KxHxW [stride S|SxT] [groups G] "
                    "[no-bias]: K kernels of HxW");
  expect_refusal_of("conv no-bias, fc 10",
                    "layer 1 \"conv no-bias\": expects conv KxHxW [stride S|SxT] [groups G] "
                    "[no-bias]: K kernels of HxW");
}

TEST(Architecture, RefusesASizeThatIsNotAWholeNumber) {
  expect_refusal_of(
      "pad 1.5, fc 10",
      "layer 1 \"pad 1.5\": expects pad N: N zero rows and columns on every side; or pad TxLxBxR");
}

TEST(Architecture, RefusesANumberThatIsTooLarge) {
  expect_refusal_of("pool 99999999999, fc 10",
                    "layer 1 \"pool 99999999999\": expects pool N|HxW [stride S|SxT] [pad P]: "
                    "largest of each window; or pool all");
}

TEST(Architecture, RefusesANumberWhereNoneBelongs) {
  expect_refusal_of("relu 2, fc 10",
                    "layer 1 \"relu 2\": expects relu: x if it is positive, else 0");
}

TEST(Architecture, RefusesALayerWithoutItsNumber) {
  expect_refusal_of("fc",
                    "layer 1 \"fc\": expects fc N: N outputs, each from all inputs (or `fc "
                    "classes`)");
}

TEST(Architecture, RefusesASlopeThatIsNotANumber) {
  expect_refusal_of("leaky-relu steep, fc 10",
                    "layer 1 \"leaky-relu steep\": expects leaky-relu [S]: x if it is "
                    "positive, else S * x (S is 0.01)");
}

TEST(Architecture, NamesBothLayersWhereOneDoesNotFitTheOther) {
  expect_refusal_of(
      "pool 7, conv 6x5x5, fc 10",
      "layer 2: conv 6x5x5: the kernel must fit into the 1x4x4 input; its input comes "
      "from layer 1 (pool 7)");
}

TEST(Architecture, NamesTheImagesWhereTheFirstLayerDoesNotFitThem) {
  expect_refusal_of("pool 29, fc 10",
                    "layer 1: pool 29: the window must be at least 1x1 and fit into the 1x28x28 "
                    "input; its input comes from the images");
}

TEST(Architecture, RefusesABlockThatDoesNotEnd) {
  expect_refusal_of("relu, residual(relu, tanh",
                    "after layer 3 (tanh): expects a comma or ) of the residual block that begins "
                    "with layer 2, found the end of the text");
}

TEST(Architecture, RefusesASecondShortcut) {
  expect_refusal_of("residual(relu; relu; relu), fc 10",
                    "after layer 2 (relu): expects a comma or ) of the residual block that begins "
                    "with layer 1, found \";\"");
}

TEST(Architecture, RefusesWhatBelongsToABlockOutsideOfOne) {
  const std::string after = "after layer 1 (relu): expects a comma or the end of the text, found ";
  expect_refusal_of("relu), fc 10", after + "\")\"");
  expect_refusal_of("relu; fc 10", after + "\";\"");
  expect_refusal_of("relu(fc 10)", after + "\"(\"");
}

TEST(Architecture, RefusesALayerAfterABlockWithoutAComma) {
  expect_refusal_of(
      "residual(relu) tanh, fc 10",
      "after layer 2 (addition): expects a comma or the end of the text, found \"t\"");
}

TEST(Architecture, RefusesAnEmptyBranch) {
  expect_refusal_of("residual(), fc 10", std::string("layer 1 \"\": ") + kKnown);
  expect_refusal_of("residual(relu;), fc 10", std::string("layer 2 \"\": ") + kKnown);
}

TEST(Architecture, RefusesABlockWithoutLayers) {
  const std::string help =
      "expects residual(A, ...[; B, ...]): layers A, added to their input or to B of it";
  expect_refusal_of("residual, fc 10", "layer 1 \"residual\": " + help);
  expect_refusal_of("residual 2(relu), fc 10", "layer 1 \"residual 2\": " + help);
}

TEST(Architecture, RefusesBranchesThatDoNotAddUp) {
  expect_refusal_of("residual(conv 4x3x3), fc 10",
                    "layer 2 (addition): expects the same shape from both branches of the residual "
                    "block, but gets 4x26x26 from layer 1 (conv 4x3x3) and 1x28x28 from the "
                    "images");
  expect_refusal_of("relu, residual(conv 4x3x3; conv 5x1x1), conv 4x99x99, fc 10",
                    "layer 4 (addition): expects the same shape from both branches of the residual "
                    "block, but gets 4x26x26 from layer 2 (conv 4x3x3) and 5x28x28 from layer 3 "
                    "(conv 5x1x1)");
}

TEST(Architecture, NamesTheInputOfTheBlockWhereAShortcutDoesNotFit) {
  expect_refusal_of("pool 7, residual(pad 9; conv 1x5x5), fc 10",
                    "layer 3: conv 1x5x5: the kernel must fit into the 1x4x4 input; its input "
                    "comes from layer 1 (pool 7)");
}

TEST(Architecture, RefusesTooManyNestedBlocks) {
  std::string text = "relu";
  for (std::size_t n = 0; n < kMostNestedBlocks; ++n) text = "residual(" + text + ")";
  EXPECT_EQ(build_network(text + ", fc 10", kMnist, 10).layer_count(), kMostNestedBlocks + 2);
  expect_refusal_of(("tanh, residual(" + text + "), fc 10").c_str(),
                    "layer 2: at most 16 residual blocks can be inside each other");
}

TEST(Architecture, RefusesFeatureMapsThatAreTooLarge) {
  expect_refusal_of("pad 1000, conv 60000x1x1, fc 10",
                    "layer 2 (conv 60000x1x1): its output would have as many values as "
                    "246767040000; at most 67108864 are possible");
}

TEST(Architecture, RefusesThemBeforeALayerIsBuiltOnThem) {
  expect_refusal_of("conv 65536x1x1, pad 1024, conv 1x2000x2000, fc 10",
                    "layer 2 (pad 1024): its output would have as many values as "
                    "282445479936; at most 67108864 are possible");
}

TEST(Architecture, RefusesTooManyParameters) {
  expect_refusal_of("conv 10000x1x1, fc 60000, fc 10",
                    "layer 2 (fc 60000): the layers up to here would have as many parameters as "
                    "470400080000; at most 267386880 are possible");
}

TEST(Architecture, RefusesAnEndThatDoesNotGiveANumberForEachClass) {
  expect_refusal_of("pool 2, fc 12",
                    "layer 2 (fc 12), the last one: gives 12x1x1 = 12 numbers, but there are 10 "
                    "classes");
}

TEST(Architecture, SaysThatANamedNetworkDoesNotFitTheImages) {
  expect_refusal([] { build_network("lenet5", {.channels = 1, .height = 9, .width = 9}, 5); },
                 "lenet5 does not fit images of 1x9x9 (layer 5: conv 16x5x5: the kernel must fit "
                 "into the 6x4x4 input; its input comes from layer 4 (pool 2)); choose another "
                 "network, such as mlp");
}

}  // namespace
}  // namespace inkling
