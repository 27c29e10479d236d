#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "io/models/onnx_model.h"
#include "tests/cli/program.h"

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Models of other programs with five classes, for images of the size of the task's.
class Import : public testing::Test {
 protected:
  Import() {
    place_.write_idx_data();
    const std::filesystem::path folder = INKLING_TEST_DATA "/io/models/foreign";
    std::filesystem::copy_file(folder / "torch_log_softmax_opset9.onnx", place_.path("f.onnx"));
  }

  Outcome run(const std::vector<std::string>& words) { return inkling_run(place_, words); }

  Workplace place_;
};

TEST_F(Import, WritesAModelOfItsOwn) {
  const Outcome outcome = run(
      {"import", "f.onnx", "--pixels", "0..1", "--classes", "a, b,c,d,e", "--out", "mine.onnx"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.out, StartsWith("mine.onnx, a model with 5 classes and 1,0"));
  EXPECT_THAT(outcome.out,
              HasSubstr("\nconv 4x3x3, pool 2, relu, pad 1, conv 6x3x3, relu, fc 5\n"));
  EXPECT_THAT(outcome.out, HasSubstr("all labels the same of 1,000 images, the largest difference "
                                     "of a probability is 0\n"));
  const Model mine = read_model(place_.path("mine.onnx"));
  EXPECT_TRUE(mine.has_checksum);
  EXPECT_FALSE(mine.has_unknown_pixels);
  EXPECT_EQ(mine.class_names, (std::vector<std::string>{"a", "b", "c", "d", "e"}));
  EXPECT_EQ(mine.settings.at("imported_from"), "f.onnx");
}

TEST_F(Import, MeasuresThePixelsOnData) {
  const Outcome outcome = run({"import", "f.onnx", "--data", "data", "--out", "mine.onnx"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.out, HasSubstr("f.onnx takes pixels as "));
  EXPECT_THAT(outcome.out, HasSubstr(" of 90 samples right; as "));
}

TEST_F(Import, PutsThePixelsIntoTheModel) {
  run({"import", "f.onnx", "--pixels", "-1..1", "--out", "mine.onnx"});
  EXPECT_EQ(read_model(place_.path("mine.onnx")).network.normalization,
            (Normalization{.mean = 0.5f, .deviation = 0.5f}));
}

TEST_F(Import, WantsADifferentNameForEachClass) {
  for (const char* names : {"a,b,c,d", "a,b,c,d,e,f", "a,b,c,d,", "a,b,c,d,a"}) {
    const Outcome outcome = run({"import", "f.onnx", "--classes", names, "--out", "mine.onnx"});
    EXPECT_EQ(outcome.code, 2) << names;
    EXPECT_EQ(outcome.error,
              std::string("error: --classes: expects 5 different names, found ") + names + "\n");
    EXPECT_FALSE(std::filesystem::exists(place_.path("mine.onnx")));
  }
}

TEST_F(Import, WantsAFileToWrite) {
  const Outcome outcome = run({"import", "f.onnx"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.error, HasSubstr("--out"));
}

TEST_F(Import, RefusesDataOfAnotherSize) {
  const Outcome outcome = run(
      {"import", INKLING_SOURCE_DIR "/assets/mnist.onnx", "--data", "data", "--out", "mine.onnx"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.error, HasSubstr("the images do not fit the model"));
}

TEST_F(Import, ListsTheOperatorsInItsHelp) {
  const Outcome outcome = run({"import", "--help"});
  EXPECT_EQ(outcome.code, 0);
  for (const char* name : {"Conv,", "HardSwish,", "BatchNormalization,", "ReduceMean,"}) {
    EXPECT_THAT(outcome.out, HasSubstr(name));
  }
}

TEST_F(Import, AForeignModelIsMeasuredLikeOneOfOurs) {
  const Outcome outcome = run({"evaluate", "f.onnx", "--data", "data", "--report", "r.html"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.error, HasSubstr("note: f.onnx takes pixels as "));
  EXPECT_THAT(outcome.error, HasSubstr(" of 90 samples right; as "));
  EXPECT_THAT(outcome.out, HasSubstr("accuracy"));
  EXPECT_NE(place_.read("r.html"), "");
}

TEST_F(Import, PixelsThatAreGivenAreNotMeasured) {
  for (const char* pixels : {"0..1", "0..255", "-1..1", "0.1307,0.3081", "inverted 0..1"}) {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"evaluate", "f.onnx", "--data", "data", "--pixels", pixels},
          {"info", "f.onnx", "--pixels", pixels},
          {"classify", "--model", "f.onnx", INKLING_SOURCE_DIR "/assets/five.png", "--pixels",
           pixels}}) {
      const Outcome outcome = run(words);
      EXPECT_EQ(outcome.code, 0) << words.front() << pixels << outcome.error;
      EXPECT_THAT(outcome.error, Not(HasSubstr("takes pixels"))) << words.front();
    }
  }
}

TEST_F(Import, PixelsMustBeKnown) {
  const Outcome outcome = run({"evaluate", "f.onnx", "--data", "data", "--pixels", "0..2"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.error, HasSubstr("--pixels: not auto, 0..1, 0..255, -1..1, MEAN,DEVIATION or "
                                       "inverted"));
}

TEST_F(Import, AForeignModelExplainsAPicture) {
  const Outcome outcome = run({"classify", "--model", "f.onnx", "--explain", "page.html",
                               INKLING_SOURCE_DIR "/assets/five.png"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(place_.read("page.html"), HasSubstr("conv 6x3x3"));
}

}  // namespace
}  // namespace inkling
