#include "io/models/onnx_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <opencv2/dnn.hpp>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "io/data/data.h"
#include "model/evaluation/prediction.h"
#include "model/layers/activation.h"
#include "model/network/folding.h"
#include "tests/io/files/scratch_folder.h"
#include "tests/io/models/random_model.h"

namespace inkling {
namespace {

// Both sides add the same products in float, in different orders.
constexpr float kProbabilityTolerance = 1e-5f;

Model written_and_read(const Model& model) {
  const ScratchFolder folder;
  write_model(model, folder.path("model.onnx"));
  return read_model(folder.path("model.onnx"));
}

float largest_difference(const Probabilities& a, const Probabilities& b) {
  float largest = 0.0f;
  for (Eigen::Index n = 0; n < a.size(); ++n) {
    largest = std::max(largest, std::abs(a.data()[n] - b.data()[n]));
  }
  return largest;
}

std::vector<std::size_t> labels(const Probabilities& probabilities) {
  std::vector<std::size_t> result;
  for (Eigen::Index n = 0; n < probabilities.rows(); ++n) {
    const std::span<const float> row(&probabilities(n, 0),
                                     static_cast<std::size_t>(probabilities.cols()));
    result.push_back(static_cast<std::size_t>(std::ranges::max_element(row) - row.begin()));
  }
  return result;
}

/// What OpenCV's dnn makes of the images from `first` on, `count` of them as one batch.
Probabilities opencv_probabilities(cv::dnn::Net& net, const ImageSet& images, std::size_t first,
                                   std::size_t count) {
  const Shape& shape = images.shape;
  const int sizes[] = {static_cast<int>(count), shape.channels, shape.height, shape.width};
  cv::Mat batch(4, sizes, CV_32F);
  for (std::size_t n = 0; n < count * shape.size(); ++n) {
    batch.ptr<float>()[n] = static_cast<float>(images.pixels[first * shape.size() + n]) / 255.0f;
  }
  net.setInput(batch);
  const cv::Mat output = net.forward();
  EXPECT_EQ(output.dims, 2);
  return Eigen::Map<const Probabilities>(output.ptr<float>(), output.size[0], output.size[1]);
}

struct Case {
  const char* name;
  const char* architecture;
  Shape input;
  float inverse_temperature = 1.0f;
};

void PrintTo(const Case& value, std::ostream* out) { *out << value.architecture; }

/// Every kind of layer, and the joints where ONNX's shapes differ from ours.
class OnnxModel : public testing::TestWithParam<Case> {
 protected:
  Model model() const {
    Model model = random_model(GetParam().architecture, GetParam().input);
    model.network.inverse_temperature = GetParam().inverse_temperature;
    return model;
  }

  void expect_same_as_opencv(std::size_t batch) const {
    const Model written = model();
    const ScratchFolder folder;
    const std::filesystem::path path = folder.path("model.onnx");
    write_model(written, path);
    cv::dnn::Net net = cv::dnn::readNetFromONNX(path.string());
    const ImageSet images = random_images(GetParam().input, batch);

    const Probabilities found = opencv_probabilities(net, images, 0, batch);

    const Probabilities expected = predict(written.network, images, 1);
    ASSERT_EQ(found.rows(), expected.rows());
    ASSERT_EQ(found.cols(), expected.cols());
    EXPECT_LE(largest_difference(found, expected), kProbabilityTolerance);
  }

  void expect_to_pass_the_checker() const {
    const std::string python = "/usr/bin/python3";
    if (std::system((python + " -c 'import onnx' 2> /dev/null").c_str()) != 0) {
      GTEST_SKIP() << "needs Debian's package python3-onnx";
    }
    const ScratchFolder folder;
    const std::filesystem::path path = folder.path("model.onnx");
    write_model(model(), path);
    const Shape input = GetParam().input;
    std::string command =
        python + " '" INKLING_TEST_DATA "/golden/check_onnx.py' '" + path.string() + "'";
    for (const int number : {input.channels, input.height, input.width, 3}) {
      command += " " + std::to_string(number);
    }
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
  }
};

TEST_P(OnnxModel, ComesBackWithTheSameParameterBits) {
  const Model written = model();
  const Model found = written_and_read(written);
  EXPECT_THAT(found.network.parameters(), testing::ElementsAreArray(written.network.parameters()));
}

TEST_P(OnnxModel, ComesBackWithTheSameLayers) {
  const Model found = written_and_read(model());
  EXPECT_EQ(found.network.architecture(), GetParam().architecture);
  EXPECT_EQ(found.network.input_shape(), GetParam().input);
  EXPECT_EQ(found.network.inverse_temperature, GetParam().inverse_temperature);
}

TEST_P(OnnxModel, GivesOneImageTheSameProbabilitiesInOpenCv) { expect_same_as_opencv(1); }

TEST_P(OnnxModel, GivesABatchOfFiveTheSameProbabilitiesInOpenCv) { expect_same_as_opencv(5); }

TEST_P(OnnxModel, PassesTheOnnxChecker) { expect_to_pass_the_checker(); }

/// OpenCV 4.6 wants the bounds of Clip as attributes, as in operator sets before 11.
class OnnxModelWithoutOpenCv : public OnnxModel {};

TEST_P(OnnxModelWithoutOpenCv, ComesBackWithTheSameLayersAndParameters) {
  const Model written = model();
  const Model found = written_and_read(written);
  EXPECT_EQ(found.network.architecture(), GetParam().architecture);
  EXPECT_THAT(found.network.parameters(), testing::ElementsAreArray(written.network.parameters()));
}

TEST_P(OnnxModelWithoutOpenCv, PassesTheOnnxChecker) { expect_to_pass_the_checker(); }

constexpr Shape kGrey{.channels = 1, .height = 13, .width = 13};
constexpr Shape kColour{.channels = 3, .height = 12, .width = 14};

INSTANTIATE_TEST_SUITE_P(
    EachLayer, OnnxModel,
    testing::Values(
        Case{"FullyConnectedAlone", "fc 3", kColour},
        Case{"TwoFullyConnected", "fc 8, relu, fc 3", kGrey},
        Case{"PaddingAndConvolution", "pad 2, conv 4x3x5, relu, fc 3", kColour},
        Case{"PaddingTwice", "pad 1, conv 4x3x3, pad 2, pad 1, conv 2x2x2, fc 3", kColour},
        Case{"PaddingBeforePool", "pad 1, pool 3, fc 3", kColour},
        Case{"PoolWithRemainder", "conv 4x3x3, pool 2, conv 3x2x2, pool 3, fc 3", kColour},
        Case{"PoolOfOnePixel", "pool 1, fc 3", kGrey},
        Case{"GlobalPoolAtTheEnd", "pad 2, conv 4x5x5, relu, conv 3x3x3, pool 11", kGrey},
        Case{"PoolOfAllAtTheEnd", "pad 2, conv 4x5x5, relu, conv 3x3x3, pool all", kColour},
        Case{"PoolOfAllInTheMiddle", "conv 4x5x5, pool all, fc 3", kColour},
        Case{"NoBias", "pad 2, conv 4x3x2 no-bias, relu, conv 2x3x3, conv 3x2x2 no-bias, fc 3",
             kColour},
        Case{"ShiftInvariant",
             "pad 3, conv 4x3x3 no-bias, relu, pad 3, conv 3x3x3 no-bias, pool all", kGrey},
        Case{"ConvolutionAtTheEnd", "pool 4, conv 3x3x3", kGrey},
        Case{"FeatureMapsAfterFullyConnected", "fc 4, pad 1, conv 3x2x2, tanh, pool 2", kGrey},
        Case{"ReluAtBothEnds", "relu, fc 3, relu", kGrey},
        Case{"LeakyRelu", "conv 4x3x3, leaky-relu 0.2, fc 3", kGrey},
        Case{"Sigmoid", "conv 4x3x3, sigmoid, fc 3, sigmoid", kGrey},
        Case{"Tanh", "conv 4x3x3, tanh, fc 3, tanh", kGrey},
        Case{"Square", "conv 4x3x3, square, fc 3, square", kGrey}),
    [](const testing::TestParamInfo<Case>& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    OfOtherLayers, OnnxModel,
    testing::Values(
        Case{"PaddingThatDiffersFromSideToSide", "pad 0x1x2x3, conv 4x3x3, fc 3", kColour},
        Case{"ConvolutionWithStrides", "conv 4x3x3 stride 2, conv 5x2x2 stride 1x3, fc 3", kColour},
        Case{"ConvolutionWithGroups", "conv 6x3x3, conv 4x3x2 groups 2 no-bias, fc 3", kColour},
        Case{"DepthwiseConvolution",
             "conv 3x3x3 stride 2 groups 3, relu, conv 8x1x1, conv 16x2x2 groups 8, fc 3", kColour},
        Case{"PoolWithStrideAndMargins", "pool 3x2 stride 2 pad 1x0x1x1, fc 3", kColour},
        Case{"PoolWithAMarginAtTheEnd", "pool 2 pad 0x0x1x1, pool 3 stride 1, fc 3", kGrey},
        Case{"AveragePool", "average-pool 2, average-pool 3x2 stride 1, fc 3", kColour},
        Case{"AveragePoolWithMargins", "average-pool 3 stride 2 pad 1, fc 3", kGrey},
        Case{"AveragePoolOfAll", "conv 4x5x5, average-pool all, fc 3", kColour},
        Case{"Elu", "conv 4x3x3, elu 1, fc 3, elu 0.5", kGrey},
        Case{"Softplus", "conv 4x3x3, softplus, fc 3, softplus", kGrey},
        Case{"HardSigmoid", "conv 4x3x3, hard-sigmoid 0.2 0.5, fc 3, hard-sigmoid 0.3 0.4", kGrey},
        Case{"HardSwish", "conv 4x3x3, hard-swish, fc 3, hard-swish", kGrey},
        Case{"LogSigmoid", "conv 4x3x3, log-sigmoid, fc 3, log-sigmoid", kGrey},
        Case{"Swish", "conv 4x3x3, swish, fc 3, swish", kGrey},
        Case{"PRelu", "conv 4x3x3, prelu, fc 3, prelu", kGrey},
        Case{"Scale", "scale, conv 4x3x3, scale, fc 3, scale", kColour}),
    [](const testing::TestParamInfo<Case>& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    WithATemperature, OnnxModel,
    testing::Values(Case{"AfterFullyConnected", "fc 8, relu, fc 3", kGrey, 1.7320508f},
                    Case{"AfterConvolution", "pool 4, conv 3x3x3", kGrey, 0.05f},
                    Case{"AfterScale", "conv 4x3x3, fc 3, scale", kGrey, 20.0f},
                    Case{"AfterSquare", "fc 3, square", kGrey, 1.0f / 3.0f},
                    Case{"AfterResidualBlock", "fc 3, residual(fc 3)", kGrey, 0.7f}),
    [](const testing::TestParamInfo<Case>& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(EachLayer, OnnxModelWithoutOpenCv,
                         testing::Values(Case{"Clip", "conv 4x3x3, clip 0 6, fc 3, clip -0.5 0.5",
                                              kGrey}),
                         [](const testing::TestParamInfo<Case>& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    OfResidualBlocks, OnnxModel,
    testing::Values(
        Case{"OfFeatureMaps", "conv 4x3x3, residual(pad 1, conv 4x3x3, relu), relu, fc 3", kGrey},
        Case{"WithShortcut", "relu, residual(pad 1, conv 4x3x3; conv 4x1x1), pool 2, fc 3",
             kColour},
        Case{"OfTheImages", "residual(relu, conv 3x1x1, tanh), fc 3", kColour},
        Case{"OfVectors", "fc 8, relu, residual(fc 8, relu), fc 3, residual(fc 3)", kGrey},
        Case{"FlattenedTwice", "pool 4, residual(fc 8; fc 8), fc 3", kGrey},
        Case{"OfAVectorAndMaps", "conv 4x3x3, pool all, residual(fc 4), fc 3", kColour},
        Case{"OfMapsAndAVector", "fc 3, residual(conv 3x1x1; fc 3), pool 1", kGrey},
        Case{"Nested",
             "conv 4x3x3, residual(relu, residual(conv 4x1x1; tanh), relu; residual(relu)), fc 3",
             kGrey}),
    [](const testing::TestParamInfo<Case>& test) { return test.param.name; });

/// A model with batch normalisation whose variances are positive.
Model model_to_fold() {
  Model model =
      random_model("conv 4x3x3, batchnorm, relu, dropout 0.5, pool 2, fc 3, batchnorm", kGrey);
  for (const std::size_t norm : {1u, 6u}) {
    const std::size_t variances = model.network.layer(norm).statistic_count() / 2;
    const std::size_t end = model.network.parameter_offset(norm + 1);
    for (float& x : model.network.parameters().first(end).last(variances)) x = 1.0f + std::abs(x);
  }
  return model;
}

TEST(OnnxModelFile, HoldsTheFoldedNetwork) {
  const Model model = model_to_fold();
  const Model found = written_and_read(model);
  EXPECT_EQ(found.network.architecture(), "conv 4x3x3, relu, pool 2, fc 3");
  EXPECT_THAT(found.network.parameters(),
              testing::ElementsAreArray(folded(model.network).parameters()));
}

TEST(OnnxModelFile, GivesTheProbabilitiesOfTheNetworkThatWasFolded) {
  const Model model = model_to_fold();
  const ImageSet images = random_images(kGrey, 20);
  EXPECT_LE(largest_difference(predict(written_and_read(model).network, images, 1),
                               predict(model.network, images, 1)),
            kProbabilityTolerance);
}

TEST(OnnxModelFile, KeepsTheNormalization) {
  const Model found = written_and_read(random_model("fc 3", kGrey));
  EXPECT_EQ(found.network.normalization, (Normalization{.mean = 0.1307f, .deviation = 0.3081f}));
}

TEST(OnnxModelFile, HasOneNodeMoreForATemperature) {
  Model model = random_model("fc 3", kGrey);
  const ScratchFolder folder;
  write_model(model, folder.path("without.onnx"));
  model.network.inverse_temperature = 2.0f;
  write_model(model, folder.path("with.onnx"));
  EXPECT_THAT(folder.read("without.onnx"), testing::Not(testing::HasSubstr("temperature")));
  EXPECT_THAT(folder.read("with.onnx"), testing::HasSubstr("inverse_temperature"));
}

TEST(OnnxModelFile, KeepsALastScaleThatLooksLikeATemperature) {
  Model model = random_model("fc 3, scale", kGrey);
  for (float& x : model.network.parameters().last(6)) x = 0.0f;
  for (float& x : model.network.parameters().last(6).first(3)) x = 2.0f;
  const Model found = written_and_read(model);
  EXPECT_EQ(found.network.architecture(), "fc 3, scale");
  EXPECT_EQ(found.network.inverse_temperature, 1.0f);
}

TEST(OnnxModelFile, KeepsAnySlopeOfLeakyRelu) {
  Model model = random_model("leaky-relu 0.123456791, fc 3", kGrey);
  const Model found = written_and_read(model);
  EXPECT_EQ(dynamic_cast<const Activation&>(found.network.layer(0)).a(), 0.123456791f);
}

TEST(OnnxModelFile, KeepsClassNamesOfAnyCharacters) {
  Model model = random_model("fc 3", kGrey);
  model.class_names = {"", "\"quoted\", [1]\n", "Zwölf"};
  EXPECT_EQ(written_and_read(model).class_names, model.class_names);
}

TEST(OnnxModelFile, KeepsTheSettings) {
  Model model = random_model("fc 3", kGrey);
  model.settings = {{"data", "digits \"mine\"\n"}, {"epochs", "4"}, {"note", ""}};
  EXPECT_EQ(written_and_read(model).settings, model.settings);
}

TEST(OnnxModelFile, ReplacesBytesOfNamesThatAreNotUtf8) {
  Model model = random_model("fc 3", kGrey);
  model.class_names[1] = "caf\xe9";
  model.settings["data"] = "\xff/mnist";
  const Model found = written_and_read(model);
  EXPECT_EQ(found.class_names[1], "caf\uFFFD");
  EXPECT_EQ(found.settings.at("data"), "\uFFFD/mnist");
}

TEST(OnnxModelFile, HasTheSameBytesEachTime) {
  const Model model = random_model("pad 1, conv 4x3x3, relu, fc 3", kGrey);
  const ScratchFolder folder;
  write_model(model, folder.path("first.onnx"));
  write_model(model, folder.path("second.onnx"));
  EXPECT_EQ(folder.read("first.onnx"), folder.read("second.onnx"));
}

TEST(OnnxModelFile, IsNotWrittenWithAParameterThatIsNotFinite) {
  Model model = random_model("fc 3", kGrey);
  model.network.parameters()[5] = std::numeric_limits<float>::quiet_NaN();
  const ScratchFolder folder;
  const std::filesystem::path path = folder.path("model.onnx");
  EXPECT_EQ(error_of([&] { write_model(model, path); }),
            path.string() +
                ": cannot be written\n"
                "  found     a parameter of the network that is not finite\n"
                "  next      train again with a lower --learning-rate");
  EXPECT_EQ(folder.entries(), 0);
}

TEST(ShippedModel, GivesAllTestImagesOfMnistTheSameLabelsInOpenCv) {
  const std::filesystem::path path = INKLING_SOURCE_DIR "/assets/mnist.onnx";
  const char* const mnist = std::getenv("INKLING_MNIST");
  if (mnist == nullptr) GTEST_SKIP() << "INKLING_MNIST names no folder with MNIST";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "assets/mnist.onnx is not there";
  const ImageSet images = load_data(mnist, Split::kTest).images;
  ASSERT_EQ(images.count(), 10000u);
  cv::dnn::Net net = cv::dnn::readNetFromONNX(path.string());

  const Probabilities expected = predict(read_model(path).network, images, 0);
  Probabilities found(expected.rows(), expected.cols());
  constexpr std::size_t kBatch = 250;
  for (std::size_t first = 0; first < images.count(); first += kBatch) {
    found.middleRows(static_cast<Eigen::Index>(first), kBatch) =
        opencv_probabilities(net, images, first, kBatch);
  }

  EXPECT_EQ(labels(found), labels(expected));
  EXPECT_LE(largest_difference(found, expected), kProbabilityTolerance);
}

}  // namespace
}  // namespace inkling
