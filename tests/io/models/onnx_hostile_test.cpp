// Files that mean harm: they must be refused soon, with little memory and without reading others.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/io/models/onnx_file.h"

namespace inkling {
namespace {

using testing::HasSubstr;

class OnnxHostile : public OnnxFileTest {
 protected:
  onnx::GraphProto& graph() { return *proto_.mutable_graph(); }

  onnx::NodeProto& add_node(const char* type, std::initializer_list<const char*> inputs,
                            const std::string& output) {
    onnx::NodeProto& node = *graph().add_node();
    node.set_op_type(type);
    for (const char* input : inputs) node.add_input(input);
    node.add_output(output);
    return node;
  }
  void add_integers(const char* name, std::vector<std::int64_t> numbers) {
    onnx::TensorProto& tensor = *graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::INT64);
    tensor.add_dims(static_cast<std::int64_t>(numbers.size()));
    tensor.mutable_int64_data()->Add(numbers.begin(), numbers.end());
  }
  /// The weights of the last layer become the constant `name`.
  void use_as_weights(const char* name) { node(kGemm).set_input(1, name); }

  /// The message that refuses the file in `folder`; empty if it is read.
  std::string refusal_in(const ScratchFolder& folder) const {
    try {
      read_model(folder.write("model.onnx", proto_.SerializeAsString()));
      return "";
    } catch (const FileError& error) {
      return error.what();
    }
  }

  /// The weights of the last layer come from another file.
  void put_weights_outside(const std::string& location, const std::string& offset = "0",
                           const std::string& length = "96") {
    onnx::TensorProto& weights = initializer(kWeights);
    weights.clear_raw_data();
    weights.clear_external_data();
    weights.set_data_location(onnx::TensorProto::EXTERNAL);
    for (const auto& [key, value] :
         {std::pair{"location", location}, {"offset", offset}, {"length", length}}) {
      onnx::StringStringEntryProto& entry = *weights.add_external_data();
      entry.set_key(key);
      entry.set_value(value);
    }
  }
};

TEST_F(OnnxHostile, AMillionNodesAreTooMany) {
  for (int n = 0; n < 1'000'000; ++n) graph().add_node();
  EXPECT_EQ(refusal(),
            "too large a graph\n"
            "  expected  at most 20000 nodes\n"
            "  found     1000008");
}

TEST_F(OnnxHostile, AMillionInputsAreTooMany) {
  onnx::NodeProto& node = add_node("Concat", {}, "all");
  for (int n = 0; n < 1'000'000; ++n) node.add_input("layer4_fc.bias");
  use_as_weights("all");
  EXPECT_THAT(refusal(), HasSubstr("at most 1000 inputs of a node"));
}

TEST_F(OnnxHostile, ALongChainIsReadWithoutRecursion) {
  std::string value = "probabilities";
  for (int n = 0; n < 15'000; ++n) {
    const std::string next = "value" + std::to_string(n);
    add_node("Identity", {value.c_str()}, next);
    value = next;
  }
  graph().mutable_output(0)->set_name(value);
  EXPECT_EQ(read().network.architecture(), "conv 2x3x3, leaky-relu 0.2, pool 2, fc 3");
}

TEST_F(OnnxHostile, ConstantsDoNotGrow) {
  add_integers("shape", {1 << 23, 3});
  add_node("Expand", {"layer4_fc.bias", "shape"}, "bomb");
  use_as_weights("bomb");
  EXPECT_THAT(refusal(), HasSubstr("constants and shapes that are not much larger than the file"));
  graph().mutable_node()->rbegin()->set_op_type("ConstantOfShape");
  graph().mutable_node()->rbegin()->mutable_input()->DeleteSubrange(0, 1);
  EXPECT_THAT(refusal(), HasSubstr("constants and shapes that are not much larger than the file"));
}

TEST_F(OnnxHostile, ConstantsDoNotGrowStepByStep) {
  std::string value = "layer4_fc.bias";
  for (int n = 0; n < 60; ++n) {
    const std::string next = "twice" + std::to_string(n);
    onnx::AttributeProto& axis =
        *add_node("Concat", {value.c_str(), value.c_str()}, next).add_attribute();
    axis.set_name("axis");
    axis.set_type(onnx::AttributeProto::INT);
    axis.set_i(0);
    value = next;
  }
  use_as_weights(value.c_str());
  EXPECT_THAT(refusal(), HasSubstr("constants and shapes that are not much larger than the file"));
}

TEST_F(OnnxHostile, SizesDoNotOverflow) {
  for (const std::int64_t size : {std::int64_t{-1}, std::int64_t{1} << 62, INT64_MAX, INT64_MIN}) {
    initializer(kWeights).set_dims(0, size);
    EXPECT_NE(refusal(), "") << size;
    initializer(kWeights).set_dims(1, size);
    EXPECT_NE(refusal(), "") << size;
  }
}

TEST_F(OnnxHostile, AttributesDoNotOverflow) {
  for (const std::int64_t size : {std::int64_t{0}, std::int64_t{-1}, INT64_MAX, INT64_MIN}) {
    for (const char* name : {"strides", "pads", "dilations"}) {
      onnx::AttributeProto& attribute = *node(kConv).add_attribute();
      attribute.set_name(name);
      attribute.set_type(onnx::AttributeProto::INTS);
      const int count = std::string(name) == "pads" ? 4 : 2;
      for (int n = 0; n < count; ++n) attribute.add_ints(size);
      const bool is_harmless = size == 0 && count == 4;
      EXPECT_EQ(refusal() == "", is_harmless) << name << size;
      node(kConv).mutable_attribute()->RemoveLast();
    }
  }
}

TEST_F(OnnxHostile, WideShapesAreRefused) {
  add_integers("shape", std::vector<std::int64_t>(1000, 1));
  add_node("Reshape", {"layer4_fc.weight", "shape"}, "wide");
  use_as_weights("wide");
  EXPECT_THAT(refusal(), HasSubstr("at most 16 axes"));
}

TEST_F(OnnxHostile, WeightsAreReadFromTheFolderOfTheModelOnly) {
  const ScratchFolder outside;
  outside.write("secret", std::string(96, '\0'));
  for (const std::string& location :
       {outside.path("secret").string(), std::string("../secret"), std::string(".."),
        std::string("."), std::string(""), std::string("folder/secret"), std::string("a\0b", 3)}) {
    put_weights_outside(location);
    EXPECT_THAT(refusal(), HasSubstr("its numbers in a file beside the model")) << location;
  }
}

TEST_F(OnnxHostile, LinksAndFoldersHoldNoWeights) {
  const ScratchFolder folder;
  folder.write("real", std::string(96, '\0'));
  std::filesystem::create_symlink("real", folder.path("link"));
  std::filesystem::create_directory(folder.path("inside"));
  const auto message = [&](const std::string& location) {
    put_weights_outside(location);
    return refusal_in(folder);
  };
  EXPECT_THAT(message("link"), HasSubstr("link, which is a link"));
  EXPECT_THAT(message("inside"), HasSubstr("inside, which is no regular file"));
  EXPECT_THAT(message("missing"), HasSubstr("missing, which belongs to the model"));
  EXPECT_EQ(message("real"), "");
}

TEST_F(OnnxHostile, WeightsOutsideMustBeThereWhole) {
  const ScratchFolder folder;
  folder.write("data", std::string(100, '\0'));
  const auto message = [&](const std::string& offset, const std::string& length) {
    put_weights_outside("data", offset, length);
    return refusal_in(folder);
  };
  EXPECT_EQ(message("4", "96"), "");
  EXPECT_THAT(message("5", "96"), HasSubstr("a file of 100 bytes"));
  EXPECT_THAT(message("1000000000", "96"), HasSubstr("a file of 100 bytes"));
  EXPECT_THAT(message("-1", "96"), HasSubstr("a number as the offset of its bytes"));
  EXPECT_THAT(message("0", "95"), HasSubstr("96 bytes in data"));
  EXPECT_THAT(message("99999999999999999999", "96"), HasSubstr("a number as the offset"));
}

}  // namespace
}  // namespace inkling
