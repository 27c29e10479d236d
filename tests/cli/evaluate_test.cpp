#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace inkling {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A workplace with data and a model that was trained on it.
class Evaluate : public testing::Test {
 protected:
  Evaluate() {
    place_.write_idx_data();
    const Outcome outcome = inkling_run(
        place_, {"train", "--data", "data", "--model", "mlp", "--epochs", "4", "--out", "run"});
    EXPECT_EQ(outcome.code, 0) << outcome.error;
  }

  Outcome evaluate(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"evaluate", "run/model.onnx"};
    words.insert(words.end(), more.begin(), more.end());
    return inkling_run(place_, words);
  }

  Workplace place_;
};

TEST_F(Evaluate, PrintsTheWholeEvaluation) {
  const Outcome outcome = evaluate({"--data", "data"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.error, "");
  for (const char* part :
       {"accuracy ", "95 % interval", "of 30\n", "mean loss", "calibration error", "prediction\n",
        "truth  0", "precision", "recall", "F1", "support", "macro"}) {
    EXPECT_THAT(outcome.out, HasSubstr(part));
  }
}

TEST_F(Evaluate, HasOnlyJsonOnStdoutWhereItIsAskedForThere) {
  const Outcome outcome = evaluate({"--data", "data", "--json", "-"});
  const json result = json::parse(outcome.out);
  EXPECT_EQ(result["count"], 30);
  EXPECT_EQ(result["class_names"], json::parse(R"(["0", "1", "2"])"));
  EXPECT_EQ(result["model"], "run/model.onnx");
  EXPECT_EQ(result["data"], "data");
  EXPECT_EQ(result["split"], "test");
}

TEST_F(Evaluate, WritesJsonBesideTheText) {
  const Outcome outcome = evaluate({"--data", "data", "--split", "all", "--json", "result.json"});
  EXPECT_THAT(outcome.out, StartsWith("accuracy "));
  EXPECT_EQ(json::parse(place_.read("result.json"))["count"], 120);
}

TEST_F(Evaluate, ExitsWithThreeBelowTheGate) {
  place_.write("wrong", idx_labels(91, 121));
  const Outcome outcome = evaluate(
      {"--images", "data/t10k-images-idx3-ubyte", "--labels", "wrong", "--fail-under", "0.5"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.out, StartsWith("accuracy "));
  EXPECT_THAT(outcome.error, StartsWith("accuracy 0."));
  EXPECT_THAT(outcome.error, HasSubstr(" is below --fail-under 0.5\n"));
}

TEST_F(Evaluate, RefusesImagesOfAnotherShape) {
  place_.write("images", std::string("\0\0\x08\x03\0\0\0\x03\0\0\0\x02\0\0\0\x02", 16) +
                             std::string(12, '\x7f'));
  place_.write("labels", idx_labels(0, 3));
  const Outcome outcome = evaluate({"--images", "images", "--labels", "labels"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.error,
            "error: images: the images do not fit the model\n"
            "  expected  1x12x12, which run/model.onnx takes\n"
            "  found     1x2x2\n"
            "  next      inkling info run/model.onnx\n");
}

TEST_F(Evaluate, RefusesDataWithOtherClasses) {
  std::string labels = idx_labels(90, 120);
  labels.back() = 4;
  place_.write("labels", labels);
  const Outcome outcome =
      evaluate({"--images", "data/t10k-images-idx3-ubyte", "--labels", "labels"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.error,
            "error: data/t10k-images-idx3-ubyte: the model does not know the class 3\n"
            "  expected  3 classes (0, 1, 2), as in run/model.onnx\n"
            "  found     5 classes (0, 1, 2, 3, 4)\n"
            "  next      inkling info data/t10k-images-idx3-ubyte\n");
}

TEST_F(Evaluate, TakesDataThatLacksAClassOfTheModel) {
  // Images 90 and 91 show the classes 0 and 1.
  place_.write("images", idx_images(90, 92));
  place_.write("labels", idx_labels(90, 92));
  const Outcome outcome = evaluate({"--images", "images", "--labels", "labels", "--json", "-"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.out, HasSubstr("\"accuracy\": 1.0"));
}

TEST_F(Evaluate, FindsTheClassesOfFoldersByTheirNames) {
  // The folder 2 alone is the model's class 2, although it is the data's first and only one.
  place_.write_class_folders();
  std::filesystem::create_directories(place_.path("some/train"));
  std::filesystem::rename(place_.path("folders/train/1"), place_.path("some/train/1"));
  std::filesystem::rename(place_.path("folders/train/2"), place_.path("some/train/2"));
  const Outcome outcome = evaluate({"--data", "some", "--split", "train", "--json", "-"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.out, HasSubstr("\"accuracy\": 1.0"));
}

TEST_F(Evaluate, ColoursItsTextOnlyWhereItIsAskedTo) {
  EXPECT_THAT(evaluate({"--data", "data", "--color", "always"}).out, HasSubstr("\x1b["));
  EXPECT_THAT(evaluate({"--data", "data", "--color", "never"}).out, Not(HasSubstr("\x1b[")));
  EXPECT_THAT(evaluate({"--data", "data"}).out, Not(HasSubstr("\x1b[")));
}

TEST_F(Evaluate, NamesAMissingModel) {
  const Outcome outcome = inkling_run(place_, {"evaluate", "none.onnx", "--data", "data"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.error, StartsWith("error: none.onnx: "));
}

TEST_F(Evaluate, NamesAFileThatIsNoModel) {
  const Outcome outcome = inkling_run(place_, {"evaluate", "run/metrics.csv", "--data", "data"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.error, StartsWith("error: run/metrics.csv: "));
}

}  // namespace
}  // namespace inkling
