#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/io/files/file_bytes.h"
#include "tests/io/models/onnx_file.h"
#include "tests/io/pictures/png_bytes.h"

namespace inkling {
namespace {

class OnnxReader : public OnnxFileTest {};

TEST_F(OnnxReader, RefusesAFileCutAtAnyLength) {
  const std::string whole = proto_.SerializeAsString();
  ASSERT_EQ(refusal_of(whole), "");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    ASSERT_NE(refusal_of(whole.substr(0, length)), "") << "cut after " << length << " bytes";
  }
}

TEST_F(OnnxReader, ReadsOrRefusesAFileWithAnyByteChanged) {
  const std::string whole = proto_.SerializeAsString();
  for (std::size_t place = 0; place < whole.size(); ++place) {
    for (const int mask : {0x01, 0x80, 0xff}) {
      std::string changed = whole;
      changed[place] = static_cast<char>(changed[place] ^ mask);
      refusal_of(changed);
      ASSERT_FALSE(HasFailure()) << "byte " << place << " xor " << mask;
    }
  }
}

TEST_F(OnnxReader, RefusesAnEmptyFile) {
  EXPECT_EQ(refusal_of(""),
            "not an ONNX file\n"
            "  expected  a complete ONNX model\n"
            "  found     an empty file");
}

TEST_F(OnnxReader, SendsAPictureToClassify) {
  const ScratchFolder folder;
  const std::filesystem::path path = folder.write("five.png", png_bytes({.data = {0}}));
  EXPECT_EQ(error_of([&] { read_model(path); }), path.string() +
                                                     ": not an ONNX file\n"
                                                     "  expected  a complete ONNX model\n"
                                                     "  found     a PNG file\n"
                                                     "  next      inkling classify " +
                                                     path.string());
}

TEST_F(OnnxReader, SendsAnIdxFileToItsFolder) {
  const ScratchFolder folder;
  const std::filesystem::path path = folder.write("images", idx_image_file(1, 2, 2));
  EXPECT_EQ(error_of([&] { read_model(path); }), path.string() +
                                                     ": not an ONNX file\n"
                                                     "  expected  a complete ONNX model\n"
                                                     "  found     an IDX image file\n"
                                                     "  next      inkling info " +
                                                     folder.path().string());
}

TEST_F(OnnxReader, SendsAGzipFileToItsFolder) {
  const ScratchFolder folder;
  const std::filesystem::path path = folder.write("images.gz", gzip_file(idx_image_file(1, 2, 2)));
  EXPECT_THAT(error_of([&] { read_model(path); }),
              testing::EndsWith("\n  found     a gzip file\n  next      inkling info " +
                                folder.path().string()));
}

TEST_F(OnnxReader, RefusesALengthBeyondTheFile) {
  const std::string graph_of_two_gigabytes = "\x3a\xff\xff\xff\xff\x07";
  EXPECT_EQ(refusal_of(graph_of_two_gigabytes),
            "not an ONNX file\n"
            "  expected  a complete ONNX model\n"
            "  found     6 bytes that are not one");
}

TEST_F(OnnxReader, RefusesDeeplyNestedGraphs) {
  onnx::GraphProto graph;
  for (int depth = 0; depth < 200; ++depth) {
    onnx::GraphProto outer;
    outer.add_node()->add_attribute()->mutable_g()->Swap(&graph);
    graph.Swap(&outer);
  }
  proto_.mutable_graph()->Swap(&graph);
  EXPECT_THAT(refusal(), testing::StartsWith("not an ONNX file\n"));
}

TEST_F(OnnxReader, NamesTheNodeOfAnUnknownOperator) {
  node(kLeakyRelu).set_op_type("Elu");
  EXPECT_EQ(refusal(),
            "node layer2_leaky (Elu) is not one that Inkling can read\n"
            "  expected  one of the operators Sub, Div, Pad, Conv, MaxPool, GlobalMaxPool, "
            "Gemm, Relu, LeakyRelu, Sigmoid, Tanh, Mul, Flatten, Reshape, Softmax\n"
            "  found     Elu");
}

TEST_F(OnnxReader, RefusesAnOperatorOfAnotherDomain) {
  node(kConv).set_domain("com.example");
  EXPECT_THAT(refusal(), testing::StartsWith("node layer1_conv (com.example.Conv) is not one"));
}

TEST_F(OnnxReader, RefusesANodeThatReadsAnotherValue) {
  node(kMaxPool).set_input(0, "layer1_conv");
  EXPECT_EQ(refusal(),
            "node layer3_pool (MaxPool) is not one that Inkling can read\n"
            "  expected  input layer2_leaky, which the node before gives\n"
            "  found     input layer1_conv");
}

TEST_F(OnnxReader, RefusesTwoOutputsOfANode) {
  node(kMaxPool).add_output("indices");
  EXPECT_EQ(refusal(),
            "node layer3_pool (MaxPool) is not one that Inkling can read\n"
            "  expected  1 output\n"
            "  found     2");
}

TEST_F(OnnxReader, RefusesAGraphWithoutSoftmax) {
  proto_.mutable_graph()->mutable_node()->RemoveLast();
  EXPECT_EQ(refusal(),
            "not a network that Inkling can read\n"
            "  expected  a Softmax that gives the only output\n"
            "  found     output probabilities of another node");
}

TEST_F(OnnxReader, RefusesAGraphWithoutLayers) {
  for (int index = kGemm; index >= kConv; --index) {
    if (index != kFlatten) bypass(index);
  }
  EXPECT_EQ(refusal(),
            "not a network that Inkling can read\n"
            "  expected  at least one layer\n"
            "  found     none");
}

TEST_F(OnnxReader, RefusesAnotherOpset) {
  proto_.mutable_opset_import(0)->set_version(9);
  EXPECT_EQ(refusal(),
            "an ONNX file of another version\n"
            "  expected  opset 11 to 21\n"
            "  found     opset 9");
}

TEST_F(OnnxReader, RefusesAnInputThatIsNoBatchOfImages) {
  proto_.mutable_graph()
      ->mutable_input(0)
      ->mutable_type()
      ->mutable_tensor_type()
      ->mutable_shape()
      ->mutable_dim()
      ->RemoveLast();
  EXPECT_EQ(refusal(),
            "input image is not a batch of images\n"
            "  expected  data type 1 (float), shape [N, channels, height, width], each at most "
            "65536\n"
            "  found     data type 1, shape [0, 1, 6]");
}

TEST_F(OnnxReader, RefusesClassNamesThatAreNotOneForEachClass) {
  proto_.mutable_metadata_props()->rbegin()->set_value("[\"one\", \"two\"]");
  EXPECT_EQ(refusal(),
            "metadata inkling.class_names cannot be read\n"
            "  expected  a JSON array of 3 names\n"
            "  found     [\"one\", \"two\"]");
}

TEST_F(OnnxReader, NumbersTheClassesOfAForeignFile) {
  proto_.set_producer_name("pytorch");
  proto_.clear_metadata_props();
  EXPECT_EQ(read().class_names, (std::vector<std::string>{"0", "1", "2"}));
}

TEST_F(OnnxReader, TakesAGraphWithoutNormalizationAsItIs) {
  bypass(kDiv);
  bypass(kSub);
  EXPECT_EQ(read().network.normalization, Normalization{});
}

}  // namespace
}  // namespace inkling
