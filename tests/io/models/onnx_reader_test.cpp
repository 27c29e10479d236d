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

TEST_F(OnnxReader, NamesTheNodeOfAnUnknownOperatorAndWhatToChange) {
  node(kLeakyRelu).set_op_type("LSTM");
  const ScratchFolder folder;
  const std::filesystem::path path = folder.write("edited.onnx", proto_.SerializeAsString());
  const std::string message = error_of([&] { read_model(path); });
  EXPECT_THAT(message, testing::StartsWith(
                           path.string() +
                           ": node layer2_leaky (LSTM, opset 13) is not one that Inkling can "
                           "read\n  expected  one of the operators Add, ArgMax, AveragePool, "));
  EXPECT_THAT(message, testing::HasSubstr("\n  found     LSTM\n  next      export again for "));
  EXPECT_THAT(message, testing::HasSubstr("model.eval()"));
  EXPECT_THAT(message, testing::HasSubstr("opset_version=17"));
}

TEST_F(OnnxReader, RefusesAnOperatorOfAnotherDomain) {
  node(kConv).set_domain("com.example");
  EXPECT_THAT(refusal(),
              testing::StartsWith("node layer1_conv (com.example.Conv, opset 13) is not one"));
}

TEST_F(OnnxReader, LeavesOutWhatLeadsToNoOutput) {
  node(kMaxPool).set_input(0, "layer1_conv");  // not the output of the activation
  EXPECT_EQ(read().network.architecture(), "conv 2x3x3, pool 2, fc 3");
}

TEST_F(OnnxReader, RefusesAnOutputThatItDoesNotCompute) {
  node(kMaxPool).add_output("indices");
  node(kFlatten).set_input(0, "indices");
  EXPECT_EQ(refusal(),
            "output indices is not one that Inkling can read\n"
            "  expected  the first output of the node MaxPool\n"
            "  found     another one");
}

TEST_F(OnnxReader, RefusesACycle) {
  node(kConv).set_input(0, "layer3_pool");
  EXPECT_EQ(refusal(),
            "not a sound ONNX graph\n"
            "  expected  no value that depends on itself\n"
            "  found     layer2_leaky does");
}

TEST_F(OnnxReader, RefusesANodeThatReadsItself) {
  node(kConv).set_input(0, "layer1_conv");
  EXPECT_THAT(refusal(), testing::HasSubstr("layer1_conv does"));
}

TEST_F(OnnxReader, RefusesAValueThatNothingGives) {
  node(kConv).set_input(0, "nothing");
  EXPECT_EQ(refusal(),
            "not a sound ONNX graph\n"
            "  expected  a node, input or constant that gives the value nothing\n"
            "  found     none");
}

TEST_F(OnnxReader, RefusesTwoValuesOfOneName) {
  node(kMaxPool).set_output(0, "layer1_conv");
  EXPECT_EQ(refusal(),
            "not a sound ONNX graph\n"
            "  expected  one value of each name\n"
            "  found     two named layer1_conv");
}

TEST_F(OnnxReader, TakesAGraphWithoutSoftmaxAsLogits) {
  proto_.mutable_graph()->mutable_node()->RemoveLast();
  proto_.mutable_graph()->mutable_output(0)->set_name("layer4_fc");
  EXPECT_EQ(read().network.architecture(), "conv 2x3x3, leaky-relu 0.2, pool 2, fc 3");
}

TEST_F(OnnxReader, RefusesAGraphWithoutLayers) {
  for (int index = kGemm; index >= kConv; --index) {
    if (index != kFlatten) bypass(index);
  }
  EXPECT_EQ(refusal(),
            "node the image is not one that Inkling can read\n"
            "  expected  at least one layer\n"
            "  found     none");
}

TEST_F(OnnxReader, RefusesAnOpsetThatIsTooOldOrTooNew) {
  for (const int opset : {0, 6, 23}) {
    proto_.mutable_opset_import(0)->set_version(opset);
    EXPECT_EQ(refusal(),
              "an ONNX file of another version\n"
              "  expected  opset 7 to 22\n"
              "  found     opset " +
                  std::to_string(opset));
  }
}

TEST_F(OnnxReader, RefusesAnInputWhoseImagesHaveNoFixedSize) {
  proto_.mutable_graph()
      ->mutable_input(0)
      ->mutable_type()
      ->mutable_tensor_type()
      ->mutable_shape()
      ->mutable_dim(2)
      ->clear_dim_value();
  EXPECT_EQ(refusal(),
            "input image is not a batch of images\n"
            "  expected  a shape N x channels x height x width, N x height x width x channels, N x "
            "height x width or N x pixels, each at most 65536\n"
            "  found     [0, 1, 0, 6] (0: open)");
}

TEST_F(OnnxReader, ReadsAnImageWithoutABatch) {
  proto_.set_producer_name("another");
  proto_.clear_metadata_props();
  onnx::TensorShapeProto& shape = *proto_.mutable_graph()
                                       ->mutable_input(0)
                                       ->mutable_type()
                                       ->mutable_tensor_type()
                                       ->mutable_shape();
  // The image is given to a Reshape, which makes a batch of one with one channel of it.
  onnx::TensorProto& target = *proto_.mutable_graph()->add_initializer();
  target.set_name("target");
  target.set_data_type(onnx::TensorProto::INT64);
  target.add_dims(4);
  for (const int size : {1, 1, 6, 6}) target.add_int64_data(size);
  onnx::NodeProto& reshape = *proto_.mutable_graph()->add_node();
  reshape.set_op_type("Reshape");
  reshape.add_input("image");
  reshape.add_input("target");
  reshape.add_output("maps");
  node(kSub).set_input(0, "maps");
  for (const std::vector<int>& sizes : {std::vector{36}, {6, 6}, {6, 6, 1}, {1, 6, 6}, {1, 36}}) {
    shape.clear_dim();
    for (const int size : sizes) shape.add_dim()->set_dim_value(size);
    const Model model = read();
    EXPECT_EQ(model.network.input_shape(), (Shape{.channels = 1, .height = 6, .width = 6}));
    EXPECT_EQ(model.network.architecture(), "conv 2x3x3, leaky-relu 0.2, pool 2, fc 3");
  }
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
