#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "io/models/onnx_model.h"
#include "model/network/architecture.h"
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
       {"accuracy ", "95 % interval", "of 30\n", "mean loss", "calibration error", "predicted\n",
        "true   0", "precision", "recall", "F1", "support", "macro"}) {
    EXPECT_THAT(outcome.out, HasSubstr(part));
  }
}

TEST_F(Evaluate, TakesARunFolderForTheModelInIt) {
  const Outcome outcome =
      inkling_run(place_, {"evaluate", "run", "--data", "data", "--compare", "run"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.out, StartsWith(evaluate({"--data", "data"}).out));
  const Outcome info = inkling_run(place_, {"info", "run"});
  EXPECT_EQ(info.out, inkling_run(place_, {"info", "run/model.onnx"}).out);
}

TEST_F(Evaluate, SaysThatAFolderHasNoModel) {
  const Outcome outcome = inkling_run(place_, {"evaluate", "data", "--data", "data"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.error,
            "error: data: a folder without a model\n"
            "  expected  a model file, or a run folder with model.onnx\n"
            "  next      ls data\n");
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

TEST_F(Evaluate, WritesAPageWithTheCurvesOfTheRun) {
  EXPECT_EQ(evaluate({"--data", "data", "--report", "report.html"}).code, 0);
  const std::string page = place_.read("report.html");
  EXPECT_THAT(page, StartsWith("<!doctype html>"));
  EXPECT_THAT(page, HasSubstr("<h1>Evaluation report</h1>"));
  EXPECT_THAT(page, HasSubstr("Learning rate"));
  EXPECT_THAT(page, HasSubstr("inkling evaluate run/model.onnx --data data --report report.html"));
  EXPECT_THAT(page, HasSubstr("data/t10k-images-idx3-ubyte"));
  EXPECT_THAT(page, Not(HasSubstr("data/train-images-idx3-ubyte")));
}

TEST_F(Evaluate, TellsWhereTheReportCannotBeWritten) {
  const Outcome outcome = evaluate({"--data", "data", "--report", "none/report.html"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.error, StartsWith("error: none/report.html: cannot be written\n"));
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
            "error: data/t10k-images-idx3-ubyte: the model has no class 4\n"
            "  expected  3 classes (0, 1, 2), as in run/model.onnx\n"
            "  found     4 classes (0, 1, 2, 4)\n"
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

TEST_F(Evaluate, TakesLabelsThatLeaveOutANumber) {
  // As EMNIST's letters, whose labels are 1 to 26; the network has an output for 0 all the same.
  std::string labels = idx_labels(0, 90);
  for (std::size_t n = 8; n < labels.size(); ++n) ++labels[n];
  place_.write("labels", labels);
  const std::vector<std::string> data = {"--images", "data/train-images-idx3-ubyte", "--labels",
                                         "labels"};
  std::vector<std::string> train = {"train", "--model", "mlp", "--epochs", "4", "--out", "gap"};
  train.insert(train.end(), data.begin(), data.end());
  EXPECT_THAT(inkling_run(place_, train).error,
              StartsWith("warning: no training image of class 0\n"));
  std::vector<std::string> evaluate = {"evaluate", "gap/model.onnx"};
  evaluate.insert(evaluate.end(), data.begin(), data.end());
  const Outcome outcome = inkling_run(place_, evaluate);
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.out, HasSubstr("  macro avg   100.00 %  100.00 %  100.00 %       90\n"));
}

TEST_F(Evaluate, TakesNoOffenceAtAClassOfTheDataThatNoImageHas) {
  // The labels 1 and 2 alone: a class 0 is counted, which the folders 1 and 2 do not have.
  place_.write_class_folders();
  for (const char* part : {"train", "test"}) {
    std::filesystem::remove_all(place_.path(std::string("folders/") + part + "/0"));
  }
  EXPECT_EQ(inkling_run(place_, {"train", "--data", "folders", "--model", "mlp", "--epochs", "4",
                                 "--batch-size", "10", "--out", "two"})
                .code,
            0);
  place_.write("images", idx_images(91, 93));
  place_.write("labels", idx_labels(91, 93));
  const Outcome outcome = inkling_run(
      place_, {"evaluate", "two/model.onnx", "--images", "images", "--labels", "labels"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.out, HasSubstr("errors             0 of 2\n"));
}

TEST_F(Evaluate, TransposesImagesBothWaysAlike) {
  EXPECT_EQ(inkling_run(place_, {"train", "--data", "data", "--transpose", "--model", "mlp",
                                 "--augment", "none", "--epochs", "4", "--out", "turned"})
                .code,
            0);
  const auto accuracy = [this](const std::vector<std::string>& more) {
    std::vector<std::string> words = {"evaluate", "turned/model.onnx", "--data", "data", "--json",
                                      "-"};
    words.insert(words.end(), more.begin(), more.end());
    return json::parse(inkling_run(place_, words).out)["accuracy"].get<double>();
  };
  EXPECT_EQ(accuracy({"--transpose"}), 1.0);
  EXPECT_LT(accuracy({}), 0.8);
  EXPECT_THAT(inkling_run(place_, {"evaluate", "turned/model.onnx", "--data", "data"}).error,
              HasSubstr("warning: turned/model.onnx was trained with --transpose\n"));
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

/// Models that answer alike whatever they see: their weights are zero, so that the biases are the
/// logits.
class EvaluateEnsemble : public testing::Test {
 protected:
  EvaluateEnsemble() { place_.write_idx_data(); }

  void write(const std::string& name, const std::vector<float>& logits,
             const std::vector<std::string>& class_names = {"0", "1", "2"}, int side = 12) {
    Network network =
        build_network("fc classes", {.channels = 1, .height = side, .width = side}, logits.size());
    std::ranges::copy(logits, network.parameters().end() - std::ssize(logits));
    write_model({std::move(network), class_names, {}}, place_.path(name));
  }
  Outcome evaluate(const std::vector<std::string>& models) {
    std::vector<std::string> words = {"evaluate", "--data", "data"};
    words.insert(words.end(), models.begin(), models.end());
    return inkling_run(place_, words);
  }

  Workplace place_;
};

TEST_F(EvaluateEnsemble, AveragesProbabilities) {
  write("a.onnx", {20, 0, 0});
  write("b.onnx", {0, 20, 20});
  const Outcome outcome = evaluate({"a.onnx", "b.onnx"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.out, StartsWith("ensemble of 2 models\naccuracy           33.33 %"));
  // The mean is (1/2, 1/4, 1/4), so that the mean of its losses is ln(2 * 4 * 4) / 3.
  EXPECT_THAT(outcome.out, HasSubstr("mean loss          1.1552\n"));
}

TEST_F(EvaluateEnsemble, NamesAllModelsInItsJson) {
  write("a.onnx", {1, 0, 0});
  write("b.onnx", {0, 1, 0});
  const json result = json::parse(evaluate({"a.onnx", "b.onnx", "--json", "-"}).out);
  EXPECT_EQ(result["models"], json::parse(R"(["a.onnx", "b.onnx"])"));
  EXPECT_FALSE(result.contains("model"));
}

TEST_F(EvaluateEnsemble, OfOneModelIsTheModel) {
  write("a.onnx", {1, 0, 0});
  const Outcome outcome = evaluate({"a.onnx"});
  EXPECT_THAT(outcome.out, StartsWith("accuracy "));
}

TEST_F(EvaluateEnsemble, RefusesModelsOfOtherImages) {
  write("a.onnx", {1, 0, 0});
  write("b.onnx", {0, 1, 0}, {"0", "1", "2"}, 8);
  const Outcome outcome = evaluate({"a.onnx", "b.onnx"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.error,
            "error: b.onnx: does not match a.onnx\n"
            "  expected  images of 1x12x12, as in a.onnx\n"
            "  found     1x8x8\n"
            "  next      give models that were trained on the same data\n");
}

TEST_F(EvaluateEnsemble, RefusesModelsOfAnotherNumberOfClasses) {
  write("a.onnx", {1, 0, 0});
  write("b.onnx", {0, 1}, {"0", "1"});
  EXPECT_THAT(evaluate({"a.onnx", "b.onnx"}).error,
              HasSubstr("\n  expected  3 classes, as in a.onnx\n  found     2 classes\n"));
}

TEST_F(EvaluateEnsemble, RefusesTheSameClassesInAnotherOrder) {
  write("a.onnx", {1, 0, 0});
  write("b.onnx", {0, 1, 0}, {"0", "2", "1"});
  EXPECT_THAT(evaluate({"a.onnx", "b.onnx"}).error,
              HasSubstr("\n  expected  output 1 to mean 1, as in a.onnx\n  found     2\n"));
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
