#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>

#include "io/files/error.h"
#include "io/models/onnx_model.h"
#include "onnx.pb.h"
#include "tests/io/files/scratch_folder.h"
#include "tests/io/models/random_model.h"

namespace inkling {

/// A model file that is right but for what a test does to it: `proto_` is the whole file. It has no
/// checksum, as the files of other programs, so that a change is not refused as such.
class OnnxFileTest : public testing::Test {
 protected:
  // Places in the graph.
  enum NodeIndex { kSub, kDiv, kConv, kLeakyRelu, kMaxPool, kFlatten, kGemm, kSoftmax };
  enum InitializerIndex { kMean, kDeviation, kKernels, kConvBias, kWeights, kGemmBias };

  OnnxFileTest() {
    const ScratchFolder folder;
    write_model(random_model("conv 2x3x3, leaky-relu 0.2, pool 2, fc 3",
                             {.channels = 1, .height = 6, .width = 6}),
                folder.path("model.onnx"));
    EXPECT_TRUE(proto_.ParseFromString(folder.read("model.onnx")));
    proto_.mutable_metadata_props()->RemoveLast();
    proto_.clear_model_version();
  }

  onnx::NodeProto& node(int index) { return *proto_.mutable_graph()->mutable_node(index); }
  onnx::TensorProto& initializer(int index) {
    return *proto_.mutable_graph()->mutable_initializer(index);
  }
  void add_ints(int node_index, const char* name, std::initializer_list<std::int64_t> values) {
    onnx::AttributeProto& attribute = *node(node_index).add_attribute();
    attribute.set_name(name);
    attribute.set_type(onnx::AttributeProto::INTS);
    attribute.mutable_ints()->Add(values.begin(), values.end());
  }
  /// Removes node `index`; the next one reads what it read.
  void bypass(int index) {
    node(index + 1).set_input(0, node(index).input(0));
    proto_.mutable_graph()->mutable_node()->DeleteSubrange(index, 1);
  }

  Model read() const {
    const ScratchFolder folder;
    return read_model(folder.write("edited.onnx", proto_.SerializeAsString()));
  }

  /// The message with which `content` is refused as a model file, without its path and the next
  /// step; empty where it is read. Any exception but FileError fails the test.
  static std::string refusal_of(const std::string& content) {
    const ScratchFolder folder;
    const std::filesystem::path path = folder.write("edited.onnx", content);
    try {
      const Model model = read_model(path);
      EXPECT_EQ(model.class_names.size(), model.network.class_count());
      return "";
    } catch (const FileError& error) {
      const std::string message = error.what();
      const std::string start = path.string() + ": ";
      const std::size_t end = message.find("\n  next      ");
      EXPECT_TRUE(message.starts_with(start) && end != std::string::npos) << message;
      return message.substr(start.size(), end - start.size());
    }
  }
  std::string refusal() const { return refusal_of(proto_.SerializeAsString()); }

  onnx::ModelProto proto_;
};

}  // namespace inkling
