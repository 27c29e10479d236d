#include <gtest/gtest.h>

#include "onnx.pb.h"
#include "tests/cli/program.h"

// Model files with and without a checksum, as the commands take them.

namespace inkling {
namespace {

class ModelFile : public testing::Test {
 protected:
  ModelFile() {
    place_.write_idx_data();
    place_.write_class_folders();
    inkling_run(place_,
                {"train", "--data", "data", "--model", "softmax", "--epochs", "1", "--out", "run"});
    onnx::ModelProto file;
    EXPECT_TRUE(file.ParseFromString(place_.read("run/model.onnx")));
    file.clear_model_version();
    file.mutable_metadata_props()->RemoveLast();
    place_.write("foreign.onnx", file.SerializeAsString());
  }

  /// The command must say the same of both files, and of the foreign one that it has no checksum.
  void expect_warning(const std::vector<std::string>& words,
                      const std::vector<std::string>& more = {}) {
    const auto run = [&](const std::string& model) {
      std::vector<std::string> all = words;
      all.push_back(model);
      all.insert(all.end(), more.begin(), more.end());
      return inkling_run(place_, all);
    };
    const Outcome own = run("run/model.onnx");
    const Outcome foreign = run("foreign.onnx");
    EXPECT_EQ(own.code, 0);
    EXPECT_EQ(own.error, "");
    EXPECT_EQ(foreign.code, 0);
    EXPECT_EQ(foreign.error,
              "warning: foreign.onnx has no checksum, so damage cannot be detected\n");
    EXPECT_EQ(foreign.out, own.out);
  }

  Workplace place_;
};

TEST_F(ModelFile, WithoutChecksumIsEvaluatedWithAWarning) {
  expect_warning({"evaluate"}, {"--data", "data"});
}

TEST_F(ModelFile, WithoutChecksumClassifiesWithAWarning) {
  expect_warning({"classify", "folders/test/0/1090.png", "--model"});
}

TEST_F(ModelFile, WithoutChecksumIsShownWithAWarning) { expect_warning({"info"}); }

TEST_F(ModelFile, WithAFlippedBitIsRefused) {
  std::string content = place_.read("run/model.onnx");
  content[content.size() / 2] ^= 0x10;
  place_.write("flipped.onnx", content);
  const Outcome outcome = inkling_run(place_, {"info", "flipped.onnx"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(outcome.error.starts_with("error: flipped.onnx: damaged: its content has changed "))
      << outcome.error;
}

}  // namespace
}  // namespace inkling
