#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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

/// A workplace with thirty test images, ten of each of three classes, and models that take every
/// image for one class: "zero.onnx" and "one.onnx".
class EvaluateFiles : public testing::Test {
 protected:
  EvaluateFiles() {
    place_.write_idx_data();
    write("zero.onnx", {2, 0, 0});
    write("one.onnx", {0, 2, 0});
  }

  void write(const std::string& name, const std::vector<float>& logits) {
    Network network =
        build_network("fc classes", {.channels = 1, .height = 12, .width = 12}, logits.size());
    std::ranges::copy(logits, network.parameters().end() - std::ssize(logits));
    write_model({std::move(network), numbered_classes(logits.size()), {}}, place_.path(name));
  }
  Outcome evaluate(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"evaluate", "zero.onnx", "--data", "data"};
    words.insert(words.end(), more.begin(), more.end());
    return inkling_run(place_, words);
  }

  Workplace place_;
};

TEST_F(EvaluateFiles, WritesTheMatrix) {
  EXPECT_EQ(evaluate({"--csv", "matrix.csv"}).code, 0);
  EXPECT_EQ(place_.read("matrix.csv"), "truth\\prediction,0,1,2\n0,10,0,0\n1,10,0,0\n2,10,0,0\n");
}

TEST_F(EvaluateFiles, HasOnlyTheMatrixOnStdoutWhereItIsAskedForThere) {
  EXPECT_EQ(evaluate({"--csv", "-", "--normalize", "true"}).out,
            "truth\\prediction,0,1,2\n0,1,0,0\n1,1,0,0\n2,1,0,0\n");
}

TEST_F(EvaluateFiles, WritesALineForEachImage) {
  const std::string csv = evaluate({"--predictions", "-"}).out;
  // exp(2) / (exp(2) + 2) = 0.78699
  EXPECT_THAT(csv, StartsWith("index,label,prediction,probability\n0,0,0,0.7869"));
  EXPECT_EQ(std::ranges::count(csv, '\n'), 31);
}

TEST_F(EvaluateFiles, WritesALineForEachMistake) {
  const std::string csv = evaluate({"--errors", "-"}).out;
  EXPECT_THAT(csv, StartsWith("index,label,prediction,probability\n1,1,0,0.7869"));
  EXPECT_EQ(std::ranges::count(csv, '\n'), 21);
}

TEST_F(EvaluateFiles, DrawsTheMatrixAndTheMistakes) {
  const Outcome outcome = evaluate({"--plot", "matrix.png", "--errors", "wrong.png"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.out, StartsWith("accuracy "));
  EXPECT_THAT(place_.read("matrix.png"), StartsWith("\x89PNG"));
  EXPECT_THAT(place_.read("wrong.png"), StartsWith("\x89PNG"));
}

TEST_F(EvaluateFiles, NormalizesThePrintedMatrix) {
  EXPECT_THAT(evaluate({"--normalize", "all"}).out, HasSubstr("confusion matrix, % of all images\n"
                                                              "          predicted\n"
                                                              "             0     1     2\n"));
}

TEST_F(EvaluateFiles, KnowsTheWordsOfNormalize) {
  const Outcome outcome = evaluate({"--normalize", "tru"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.error,
            "error: --normalize: 'tru' is not one of none, true, pred, all; did you mean true?\n");
}

TEST_F(EvaluateFiles, RefusesTwoResultsOnStdout) {
  const Outcome outcome = evaluate({"--json", "-", "--csv", "-"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.error, "error: --json and --csv: only one of them can be -, which is stdout\n");
}

TEST_F(EvaluateFiles, NamesAFileThatCannotBeWritten) {
  const Outcome outcome = evaluate({"--plot", "none/matrix.png"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.error, StartsWith("error: none/matrix.png: cannot be written\n"));
}

TEST_F(EvaluateFiles, ComparesWithAnotherModel) {
  const Outcome outcome = evaluate({"--compare", "one.onnx"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.out, StartsWith("accuracy "));
  EXPECT_THAT(outcome.out, HasSubstr("\n             B correct  B wrong\n"
                                     "  A correct          0       10\n"
                                     "  A wrong           10       10\n"
                                     "\nMcNemar's test     p = 1.0000  (exact binomial)\n"));
}

TEST_F(EvaluateFiles, ListsTheImagesThatChangedInItsJson) {
  const json result = json::parse(evaluate({"--compare", "one.onnx", "--json", "-"}).out);
  const json& comparison = result["comparison"];
  EXPECT_EQ(comparison["other"], "one.onnx");
  EXPECT_EQ(comparison["only_model_right"], json::parse("[0,3,6,9,12,15,18,21,24,27]"));
  EXPECT_EQ(comparison["only_other_right"], json::parse("[1,4,7,10,13,16,19,22,25,28]"));
  EXPECT_EQ(comparison["both_wrong"], json::parse("[2,5,8,11,14,17,20,23,26,29]"));
  EXPECT_EQ(result["model"], "zero.onnx");
}

TEST_F(EvaluateFiles, MeasuresTheFirstModelAloneWhereItCompares) {
  EXPECT_THAT(evaluate({"--compare", "one.onnx"}).out, Not(HasSubstr("ensemble")));
}

TEST_F(EvaluateFiles, RefusesToCompareModelsOfOtherClasses) {
  write("two.onnx", {0, 1});
  const Outcome outcome = evaluate({"--compare", "two.onnx"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.error,
            "error: two.onnx: does not match zero.onnx\n"
            "  expected  3 classes, as in zero.onnx\n"
            "  found     2 classes\n"
            "  next      give models that were trained on the same data\n");
}

}  // namespace
}  // namespace inkling
