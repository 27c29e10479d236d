// The models in foreign/, which make_foreign_models.py wrote: small classifiers as PyTorch, Keras
// and scikit-learn export them, and what ONNX Runtime makes of them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "io/models/onnx_model.h"
#include "model/evaluation/prediction.h"
#include "model/network/architecture.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = INKLING_TEST_DATA "/io/models/foreign";
constexpr std::size_t kImages = 10;

nlohmann::json expected() {
  std::ifstream file(kFolder / "expected.json");
  return nlohmann::json::parse(file);
}

std::vector<std::string> names() {
  std::vector<std::string> result;
  const nlohmann::json all = expected();
  for (const auto& [name, outputs] : all.items()) result.push_back(name);
  return result;
}

/// The images that make_foreign_models.py makes, too.
ImageSet images() {
  ImageSet result{.shape = {1, 12, 12}, .pixels = {}};
  for (std::uint64_t n = 0; n < kImages * result.shape.size(); ++n) {
    result.pixels.push_back(static_cast<std::uint8_t>((n * n * 31 + n * 17) % 251));
  }
  return result;
}

Model foreign(const std::string& name) { return read_model(kFolder / (name + ".onnx")); }

void expect_outputs(const Model& model, const nlohmann::json& outputs) {
  const Probabilities found = predict(std::span(&model, 1), images(), 1);
  for (std::size_t n = 0; n < kImages; ++n) {
    const auto row = static_cast<Eigen::Index>(n);
    if (outputs.contains("labels")) {
      EXPECT_EQ(decide(found, row).label, outputs["labels"][n].get<int>()) << "image " << n;
      continue;
    }
    for (Eigen::Index k = 0; k < found.cols(); ++k) {
      const auto label = static_cast<std::size_t>(k);
      EXPECT_NEAR(found(row, k), outputs["probabilities"][n][label].get<float>(), 1e-5f)
          << "image " << n << ", class " << label;
    }
  }
}

class ForeignModel : public testing::TestWithParam<std::string> {};

TEST_P(ForeignModel, HasTheOutputsThatOnnxRuntimeComputes) {
  const nlohmann::json all = expected();
  expect_outputs(foreign(GetParam()), all[GetParam()]);
}

TEST_P(ForeignModel, IsBuiltAgainFromItsArchitecture) {
  const Network network = foreign(GetParam()).network;
  const Network again =
      build_network(network.architecture(), network.input_shape(), network.class_count());
  EXPECT_EQ(again.architecture(), network.architecture());
  EXPECT_EQ(again.parameters().size(), network.parameters().size());
}

TEST_P(ForeignModel, IsWrittenAsOneOfOurOwn) {
  const ScratchFolder folder;
  write_model(foreign(GetParam()), folder.path("own.onnx"));
  const Model own = read_model(folder.path("own.onnx"));
  EXPECT_TRUE(own.has_checksum);
  EXPECT_FALSE(own.has_unknown_pixels);
  const nlohmann::json all = expected();
  expect_outputs(own, all[GetParam()]);
}

INSTANTIATE_TEST_SUITE_P(All, ForeignModel, testing::ValuesIn(names()),
                         [](const auto& test) { return test.param; });

TEST(ForeignModels, BecomeTheLayersThatTheyMean) {
  const auto architecture = [](const std::string& name) {
    return foreign(name).network.architecture();
  };
  EXPECT_EQ(architecture("torch_log_softmax_opset9"),
            "conv 4x3x3, pool 2, relu, pad 1, conv 6x3x3, relu, fc 5");
  EXPECT_EQ(architecture("torch_bytes_label_opset11"),
            "conv 3x5x5 no-bias, tanh, average-pool 2, fc 5");
  EXPECT_EQ(architecture("torch_residual_opset17"),
            "pad 1, conv 4x3x3, residual(pad 1, conv 4x3x3, relu, pad 1, conv 4x3x3), relu, "
            "residual(pad 1, conv 8x3x3 stride 2, relu, pad 1, conv 8x3x3; conv 8x1x1 stride 2), "
            "relu, average-pool all, fc 5");
  EXPECT_EQ(architecture("keras_channels_last_opset10"),
            "pad 0x0x1x1, conv 4x3x3 stride 2, relu, pool 2, fc 5");
  EXPECT_EQ(architecture("keras_hard_swish_opset12"),
            "conv 4x3x3, hard-swish, conv 6x3x3 no-bias, hard-swish, scale, elu 1.6732632, scale, "
            "average-pool all, fc 5");
  EXPECT_EQ(architecture("sklearn_perceptron_opset12"), "fc 12, tanh, fc 5");
  EXPECT_EQ(architecture("sklearn_linear_logistic_opset11"), "fc 5, log-sigmoid");
  EXPECT_EQ(architecture("odd_float16_opset13"), "conv 3x4x4, relu, pool all, fc 5, square");
}

TEST(ForeignModels, SayWhatTheirPixelsAreIfTheyAreBytes) {
  EXPECT_TRUE(foreign("torch_log_softmax_opset9").has_unknown_pixels);
  const Model bytes = foreign("torch_bytes_label_opset11");
  EXPECT_FALSE(bytes.has_unknown_pixels);
  EXPECT_NEAR(bytes.network.normalization.mean, 0.1307f, 1e-6f);
  EXPECT_NEAR(bytes.network.normalization.deviation, 0.3081f, 1e-6f);
}

TEST(ForeignModels, KeepANormalizationInsideTheGraph) {
  // ((x / 1.5) - 0.4) / 0.3
  const Normalization inside = foreign("odd_outside_opset17").network.normalization;
  EXPECT_NEAR(inside.mean, 0.6f, 1e-6f);
  EXPECT_NEAR(inside.deviation, 0.45f, 1e-6f);
}

TEST(ForeignModels, HaveTheClassNamesOfScikitLearn) {
  EXPECT_EQ(foreign("sklearn_linear_softmax_opset11").class_names,
            (std::vector<std::string>{"3", "4", "5", "6", "7"}));
}

}  // namespace
}  // namespace inkling
