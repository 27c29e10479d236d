#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "io/models/onnx_model.h"
#include "tests/cli/program.h"
#include "tests/cli/train.h"

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::Not;

class TrainFrom : public Train {
 protected:
  TrainFrom() {
    EXPECT_EQ(train({"--out", "first"}).code, 0);
    std::filesystem::copy_file(INKLING_TEST_DATA "/io/models/foreign/torch_log_softmax_opset9.onnx",
                               place_.path("f.onnx"));
  }

  Outcome train_from(const std::string& model, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"train", "--data",    "data",     "--from", model,
                                      "--out", "next",      "--epochs", "1",      "--batch-size",
                                      "10",    "--augment", "none"};
    words.insert(words.end(), more.begin(), more.end());
    return inkling_run(place_, words);
  }

  Model model(const std::string& run) { return read_model(place_.path(run + "/model.onnx")); }
};

TEST_F(TrainFrom, StartsWithTheWeightsOfTheModel) {
  const Outcome outcome = train_from("first", {"--learning-rate", "1e-9"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.error, HasSubstr("training from-first ("));
  const Model first = model("first");
  const Model next = model("next");
  EXPECT_EQ(next.network.architecture(), first.network.architecture());
  EXPECT_EQ(next.network.normalization, first.network.normalization);
  for (std::size_t n = 0; n < first.network.parameters().size(); ++n) {
    ASSERT_NEAR(next.network.parameters()[n], first.network.parameters()[n], 1e-5f);
  }
  EXPECT_EQ(next.settings.at("from"), "first");
  EXPECT_FALSE(next.settings.contains("model"));
}

TEST_F(TrainFrom, KeepsTheLayersThatAreFrozen) {
  const Outcome outcome = train_from("first/model.onnx", {"--freeze", "1"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  const Model first = model("first");
  const Model next = model("next");
  EXPECT_TRUE(
      std::ranges::equal(first.network.layer_parameters(0), next.network.layer_parameters(0)));
  EXPECT_FALSE(
      std::ranges::equal(first.network.layer_parameters(2), next.network.layer_parameters(2)));
}

TEST_F(TrainFrom, KeepsTheClassesOfAModelThatHasMore) {
  const Outcome outcome = train_from("f.onnx");
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.error, HasSubstr("note: f.onnx takes pixels as "));
  EXPECT_THAT(outcome.error, HasSubstr("no training image of class 3, 4"));
  EXPECT_EQ(model("next").class_names.size(), 5u);
}

TEST_F(TrainFrom, LearnsOtherClasses) {
  place_.write_class_folders();
  for (const char* part : {"train", "test"}) {
    const std::string folder = place_.path(std::string("folders/") + part);
    std::filesystem::rename(folder + "/2", folder + "/two");
  }
  const Outcome outcome =
      inkling_run(place_, {"train", "--data", "folders", "--from", "first", "--out", "next",
                           "--epochs", "2", "--batch-size", "10"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.error, HasSubstr("note: the last layer of first/model.onnx is a new one, "
                                       "because its classes are others\n"));
  EXPECT_EQ(model("next").class_names, (std::vector<std::string>{"0", "1", "two"}));
}

TEST_F(TrainFrom, GoesOnAfterAnInterruptionAndIsRepeatedFromItsSettings) {
  EXPECT_EQ(train_from("first").code, 0);
  const Outcome again =
      inkling_run(place_, {"train", "--config", "next/config.toml", "--out", "again"});
  EXPECT_EQ(again.code, 0) << again.error;
  EXPECT_EQ(place_.read("next/model.onnx"), place_.read("again/model.onnx"));
}

TEST_F(TrainFrom, RefusesWhatMakesNoSense) {
  EXPECT_THAT(train_from("first", {"--model", "mlp"}).error, HasSubstr("--model"));
  EXPECT_EQ(train_from("first", {"--model", "mlp"}).code, 2);
  const Outcome frozen = train_from("first", {"--freeze", "3"});
  EXPECT_EQ(frozen.code, 2);
  EXPECT_EQ(
      frozen.error,
      "error: --freeze: of 3 layers, 3 would be frozen, and nothing would be left to train\n");
  EXPECT_EQ(train_from("nothing.onnx").code, 1);
  const Outcome other_size = train_from(INKLING_SOURCE_DIR "/assets/mnist.onnx");
  EXPECT_EQ(other_size.code, 1);
  EXPECT_THAT(other_size.error, HasSubstr("the images do not fit the model"));
}

}  // namespace
}  // namespace inkling
