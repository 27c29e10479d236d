#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "tests/io/models/onnx_file.h"

namespace inkling {
namespace {

class OnnxOperators : public OnnxFileTest {};

TEST_F(OnnxOperators, RefusesAnAttributeThatItDoesNotKnow) {
  add_ints(kSoftmax, "temperature", {2});
  EXPECT_EQ(refusal(),
            "node probabilities (Softmax, opset 13) is not one that Inkling can read\n"
            "  expected  no other attributes\n"
            "  found     attribute temperature");
}

TEST_F(OnnxOperators, TellsALayersOwnReasonWhereItDoesNotFit) {
  for (int index : {0, 1}) {
    for (int side : {0, 1}) node(kMaxPool).mutable_attribute(index)->set_ints(side, 5);
  }
  EXPECT_EQ(refusal(),
            "node layer3_pool (MaxPool, opset 13) is not one that Inkling can read\n"
            "  expected  a layer that fits its input of 2x4x4\n"
            "  found     pool 5: the window must be at least 1x1 and fit into the 2x4x4 input");
}

TEST_F(OnnxOperators, RefusesWeightsThatDoNotFitTheirInput) {
  initializer(kWeights).set_dims(1, 9);
  initializer(kWeights).mutable_raw_data()->resize(3 * 9 * sizeof(float));
  EXPECT_EQ(refusal(),
            "node layer4_fc (Gemm, opset 13) is not one that Inkling can read\n"
            "  expected  weights of the shape [outputs, 8]\n"
            "  found     [3, 9]");
}

TEST_F(OnnxOperators, RefusesABiasOfTheWrongShape) {
  initializer(kConvBias).set_dims(0, 4);
  initializer(kConvBias).mutable_raw_data()->resize(4 * sizeof(float));
  EXPECT_EQ(refusal(),
            "node layer1_conv (Conv, opset 13) is not one that Inkling can read\n"
            "  expected  input layer1_conv.bias: shape [2]\n"
            "  found     shape [4]");
}

TEST_F(OnnxOperators, RefusesFewerNumbersThanTheShapeSays) {
  initializer(kWeights).mutable_raw_data()->resize(92);
  EXPECT_EQ(refusal(),
            "the constant layer4_fc.weight cannot be read\n"
            "  expected  96 bytes for the shape [3, 8]\n"
            "  found     92 bytes");
}

TEST_F(OnnxOperators, RefusesAWeightThatIsNotFinite) {
  const float infinity = std::numeric_limits<float>::infinity();
  initializer(kWeights).mutable_raw_data()->replace(
      20, sizeof infinity, reinterpret_cast<const char*>(&infinity), sizeof infinity);
  EXPECT_EQ(refusal(),
            "node layer4_fc (Gemm, opset 13) is not one that Inkling can read\n"
            "  expected  input layer4_fc.weight: finite numbers\n"
            "  found     inf at place 5");
}

TEST_F(OnnxOperators, RefusesNumbersInAFileWithoutAName) {
  initializer(kWeights).set_data_location(onnx::TensorProto::EXTERNAL);
  EXPECT_EQ(refusal(),
            "the constant layer4_fc.weight cannot be read\n"
            "  expected  its numbers in a file beside the model\n"
            "  found     no file's name");
}

TEST_F(OnnxOperators, RefusesWeightsThatAreNoConstant) {
  node(kGemm).set_input(1, "layer1_conv");
  EXPECT_EQ(refusal(),
            "node layer4_fc (Gemm, opset 13) is not one that Inkling can read\n"
            "  expected  input layer1_conv: a constant\n"
            "  found     a value that depends on the image");
}

TEST_F(OnnxOperators, RefusesADivisionByZero) {
  initializer(kDeviation).mutable_raw_data()->assign(4, '\0');
  EXPECT_EQ(refusal(),
            "node divide_by_deviation (Div, opset 13) is not one that Inkling can read\n"
            "  expected  finite numbers, and no division by 0\n"
            "  found     another constant");
}

/// Of a fully connected layer behind maps of one pixel: 3 outputs from 2 channels.
constexpr std::size_t kBytesOfOnePixelWeights = 3 * 2 * sizeof(float);

TEST_F(OnnxOperators, ReadsAWindowAsLargeAsTheMapAsAPoolOfAll) {
  // The maps are 2x4x4; with strides of 1 this is no pool of disjoint windows.
  for (int side : {0, 1}) node(kMaxPool).mutable_attribute(0)->set_ints(side, 4);
  for (int side : {0, 1}) node(kMaxPool).mutable_attribute(1)->set_ints(side, 1);
  initializer(kWeights).set_dims(1, 2);
  initializer(kWeights).mutable_raw_data()->resize(kBytesOfOnePixelWeights);
  EXPECT_EQ(read().network.architecture(), "conv 2x3x3, leaky-relu 0.2, pool all, fc 3");
}

TEST_F(OnnxOperators, ReadsAGlobalMaxPool) {
  node(kMaxPool).set_op_type("GlobalMaxPool");
  node(kMaxPool).clear_attribute();
  initializer(kWeights).set_dims(1, 2);
  initializer(kWeights).mutable_raw_data()->resize(kBytesOfOnePixelWeights);
  EXPECT_EQ(read().network.architecture(), "conv 2x3x3, leaky-relu 0.2, pool all, fc 3");
}

TEST_F(OnnxOperators, ReadsAConvWithoutBiasAsAConvolutionWithout) {
  node(kConv).mutable_input()->RemoveLast();
  EXPECT_EQ(read().network.architecture(), "conv 2x3x3 no-bias, leaky-relu 0.2, pool 2, fc 3");
}

TEST_F(OnnxOperators, ReadsPadsOfAConvAsALayerOfPadding) {
  add_ints(kConv, "pads", {1, 1, 1, 1});
  bypass(kMaxPool);
  initializer(kWeights).set_dims(1, 72);
  initializer(kWeights).mutable_raw_data()->resize(3 * 72 * sizeof(float));
  EXPECT_EQ(read().network.architecture(), "pad 1, conv 2x3x3, leaky-relu 0.2, fc 3");
}

TEST_F(OnnxOperators, ReadsWeightsInTheFieldOfTheirType) {
  onnx::TensorProto& bias = initializer(kGemmBias);
  bias.clear_raw_data();
  for (const float value : {1.0f, 2.0f, 3.0f}) bias.add_float_data(value);
  const Model model = read();
  const auto parameters = model.network.layer_parameters(model.network.layer_count() - 1);
  EXPECT_EQ(std::vector<float>(parameters.end() - 3, parameters.end()),
            (std::vector<float>{1.0f, 2.0f, 3.0f}));
}

TEST_F(OnnxOperators, ReadsAMissingBiasAsZero) {
  node(kGemm).mutable_input()->RemoveLast();
  const Model model = read();
  const auto parameters = model.network.layer_parameters(model.network.layer_count() - 1);
  EXPECT_EQ(std::vector<float>(parameters.end() - 3, parameters.end()), std::vector<float>(3));
}

}  // namespace
}  // namespace inkling
