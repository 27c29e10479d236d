#include "tests/cli/train.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <opencv2/core.hpp>
#include <regex>

#include "io/files/digest.h"
#include "tests/io/pictures/write_png.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

TEST_F(Train, PrintsTheRunFolderAndNothingElseOnStdout) {
  const Outcome outcome = train();
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out, "runs/mlp-1\n");
}

TEST_F(Train, SaysWhatItTrainsAndOneLineForEachEpoch) {
  const Outcome outcome = train({"--threads", "1"});
  EXPECT_THAT(outcome.error, MatchesRegex("training mlp \\([0-9,]+ parameters\\) into runs/mlp-1\n"
                                          "on 81 images of 1x12x12, 9 held out, 1 thread\n"
                                          "epoch 1/3  loss [^\n]*  validation [^\n]*/s[^\n]*\n"
                                          "epoch 2/3 [^\n]*\n"
                                          "epoch 3/3 [^\n]*\n"));
}

TEST_F(Train, LearnsTheTask) {
  EXPECT_EQ(train().code, 0);
  const Outcome outcome = inkling_run(
      place_, {"evaluate", "runs/mlp-1/model.onnx", "--data", "data", "--fail-under", "0.95"});
  EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.error;
}

TEST_F(Train, NeverUsesARunFolderTwice) {
  EXPECT_EQ(train().out, "runs/mlp-1\n");
  EXPECT_EQ(train().out, "runs/mlp-2\n");
}

TEST_F(Train, CallsTheRunOfAnArchitectureTextCustom) {
  EXPECT_EQ(train({"--model", "fc 8, relu, fc classes"}).out, "runs/custom-1\n");
}

TEST_F(Train, WritesALineOfMetricsForEachEpoch) {
  train();
  const std::string line =
      "[0-9]+,[0-9.]+,[0-9.e-]+,[0-9.]+,[01][0-9.]+,[0-9.]+,[01][0-9.]+,[0-9]+\n";
  EXPECT_THAT(place_.read("runs/mlp-1/metrics.csv"),
              MatchesRegex("epoch,seconds,learning_rate,train_loss,train_accuracy,validation_loss,"
                           "validation_accuracy,images_per_second\n" +
                           line + line + line));
}

TEST_F(Train, WithoutValidationLeavesItsMetricsEmpty) {
  const Outcome outcome = train({"--validation", "0"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.error, HasSubstr("on 90 images of 1x12x12, 0 held out"));
  EXPECT_THAT(outcome.error, Not(HasSubstr("validation")));
  EXPECT_THAT(place_.read("runs/mlp-1/metrics.csv"), HasSubstr(",,,"));
}

TEST_F(Train, LeavesAReportOfTheValidationImages) {
  train();
  const std::string page = place_.read("runs/mlp-1/report.html");
  EXPECT_THAT(page, HasSubstr("<h1>Training report</h1>"));
  EXPECT_THAT(page, HasSubstr("measured on 9 validation images"));
  EXPECT_THAT(page, HasSubstr("id=\"matrix\""));
  EXPECT_THAT(page, HasSubstr("Learning rate"));
  EXPECT_THAT(page, HasSubstr("inkling train --data data --model mlp --epochs 3"));
}

TEST_F(Train, WithoutValidationReportsTheCurvesOnly) {
  train({"--validation", "0"});
  const std::string page = place_.read("runs/mlp-1/report.html");
  EXPECT_THAT(page, HasSubstr("Learning rate"));
  EXPECT_THAT(page, Not(HasSubstr("id=\"matrix\"")));
}

TEST_F(Train, ReportsWhileItGoesOn) {
  Program program(place_, words({"--epochs", "100000"}));
  for (int epoch = 100; place_.read("runs/mlp-1/report.html").empty(); epoch += 100) {
    ASSERT_TRUE(program.wait_for(std::to_string(epoch) + "/100000"));
  }
  EXPECT_THAT(place_.read("runs/mlp-1/report.html"), HasSubstr("This page shows "));
  program.send(SIGTERM);
  program.finish();
  EXPECT_THAT(place_.read("runs/mlp-1/report.html"),
              AllOf(HasSubstr("The training was interrupted and can be resumed."),
                    Not(HasSubstr("This page shows "))));
}

TEST_F(Train, ReportsTheDataThatItBeganWith) {
  const std::string hash = file_sha256(place_.path("data/train-labels-idx1-ubyte"));
  Program program(place_, words({"--epochs", "200"}));
  ASSERT_TRUE(program.wait_for("epoch  10/200"));
  std::filesystem::rename(place_.path("data"), place_.path("elsewhere"));
  EXPECT_EQ(program.finish().code, 0);
  EXPECT_THAT(place_.read("runs/mlp-1/report.html"), HasSubstr(hash));
}

TEST_F(Train, GivesTheSameModelOnAnyNumberOfThreads) {
  train({"--threads", "1"});
  train({"--threads", "2"});
  train({"--threads", "3"});
  const std::string model = place_.read("runs/mlp-1/model.onnx");
  EXPECT_NE(model, "");
  EXPECT_EQ(place_.read("runs/mlp-2/model.onnx"), model);
  EXPECT_EQ(place_.read("runs/mlp-3/model.onnx"), model);
}

TEST_F(Train, GivesAnotherModelForAnotherSeed) {
  train();
  train({"--seed", "1"});
  EXPECT_NE(place_.read("runs/mlp-1/model.onnx"), place_.read("runs/mlp-2/model.onnx"));
}

TEST_F(Train, RunsAgainFromItsConfigToTheSameModel) {
  train({"--nesterov", "--schedule", "cosine", "--seed", "7", "--limit", "60"});
  const Outcome again = inkling_run(place_, {"train", "--config", "runs/mlp-1/config.toml"});
  EXPECT_EQ(again.out, "runs/mlp-2\n") << again.error;
  EXPECT_EQ(place_.read("runs/mlp-2/model.onnx"), place_.read("runs/mlp-1/model.onnx"));
  EXPECT_EQ(place_.read("runs/mlp-2/config.toml"), place_.read("runs/mlp-1/config.toml"));
}

TEST_F(Train, TakesSingleFiles) {
  const Outcome outcome =
      inkling_run(place_, {"train", "--images", "data/train-images-idx3-ubyte", "--labels",
                           "data/train-labels-idx1-ubyte", "--model", "softmax", "--epochs", "1"});
  EXPECT_EQ(outcome.out, "runs/softmax-1\n") << outcome.error;
  EXPECT_EQ(outcome.code, 0);
}

TEST_F(Train, WarnsOfFilesInClassFoldersThatAreNotNamedAsPictures) {
  place_.write_class_folders();
  place_.write("folders/test/1/scan.pdf", "");
  EXPECT_THAT(train({"--data", "folders"}).error,
              StartsWith("warning: skipped 1 file not named as pictures, such as "
                         "folders/test/1/scan.pdf\n"));
  EXPECT_EQ(train({"--data", "folders", "--quiet"}).error, "");
}

TEST_F(Train, TellsTheLineOfAConfigFileWithABadValue) {
  place_.write("bad.toml", "data = \"data\"\nepochs = 0\n");
  const Outcome outcome = inkling_run(place_, {"train", "--config", "bad.toml"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.error,
            "error: bad.toml: line 2: --epochs: '0' is not a whole number from 1 to 100000\n");
}

TEST_F(Train, TakesEmnistsNames) {
  for (const char* part : {"images-idx3", "labels-idx1"}) {
    const std::string tail = std::string(part) + "-ubyte";
    place_.write("emnist/emnist-digits-train-" + tail, place_.read("data/train-" + tail));
    place_.write("emnist/emnist-digits-test-" + tail, place_.read("data/t10k-" + tail));
  }
  const Outcome outcome = train({"--data", "emnist"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
}

TEST_F(Train, TakesImagesThatAreNotSquareWithItsDefaults) {
  // Images of 12x20 pixels of three classes, each with a block in another place.
  for (int n = 0; n < 30; ++n) {
    cv::Mat picture(12, 20, CV_8U, cv::Scalar(0));
    picture(cv::Rect(2 + 6 * (n % 3), 3 + n % 4, 4, 5)) = 255;
    const std::string folder = "letters/" + std::to_string(n % 3);
    fs::create_directories(place_.path(folder));
    write_png(place_.path(folder + "/" + std::to_string(n) + ".png"), picture);
  }
  const Outcome outcome = inkling_run(place_, {"train", "--data", "letters"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.error, HasSubstr("of 1x12x20"));
}

TEST_F(Train, TakesClassFolders) {
  place_.write_class_folders();
  const Outcome outcome =
      inkling_run(place_, {"train", "--data", "folders", "--model", "mlp", "--epochs", "1"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.error, HasSubstr("on 81 images of 1x12x12, 9 held out"));
}

TEST_F(Train, UsesTheTestPartTooWhereAskedFor) {
  EXPECT_THAT(train({"--split", "all", "--validation", "0"}).error, HasSubstr("on 120 images of"));
}

TEST_F(Train, UsesTheFirstImagesUpToTheLimit) {
  EXPECT_THAT(train({"--limit", "50", "--validation", "10"}).error, HasSubstr("on 40 images of"));
}

TEST_F(Train, WarnsOfAClassWithoutATrainingImage) {
  const Outcome outcome = train({"--limit", "2"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.error, StartsWith("warning: no training image of class 2\n"));
}

TEST_F(Train, IsQuietWhereAskedFor) {
  const Outcome outcome = train({"--quiet", "--limit", "2"});
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.out, "runs/mlp-1\n");
}

TEST_F(Train, WritesToTheFolderThatOutNames) {
  EXPECT_EQ(train({"--out", "here/mine"}).out, "here/mine\n");
  EXPECT_NE(place_.read("here/mine/model.onnx"), "");
}

TEST_F(Train, RefusesAFolderThatIsNotEmpty) {
  const Outcome outcome = train({"--out", "data"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.error,
            "error: data: the run folder is not empty\n"
            "  expected  a folder that is empty or does not exist\n"
            "  next      choose another folder with --out DIR\n");
}

TEST_F(Train, RefusesAnOutputFolderThatCannotBeMade) {
  place_.write("file", "");
  const Outcome outcome = train({"--out", "file/run"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.error,
            "error: file/run: the run folder cannot be made: Not a directory\n"
            "  next      choose another folder with --out DIR\n");
}

TEST_F(Train, NamesBothLayersThatDoNotFit) {
  const Outcome outcome = train({"--model", "pool 3, conv 4x5x5, fc classes"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.error,
            "error: layer 2: conv 4x5x5: the kernel must fit into the 1x4x4 input; its input comes "
            "from layer 1 (pool 3)\n");
  EXPECT_FALSE(fs::exists(place_.path("runs")));
}

TEST_F(Train, RefusesToHoldOutAllImages) {
  const Outcome outcome = train({"--validation", "90"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.error, "error: --validation: 90 of 90 images leave none to train\n");
}

TEST_F(Train, StopsWhereTheLossIsNoNumberAnyMore) {
  const Outcome outcome = train({"--learning-rate", "100", "--epochs", "50", "--schedule",
                                 "constant", "--model", "fc 8, square, fc classes"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.error, HasSubstr("error: the loss is no longer finite"));
  EXPECT_THAT(outcome.error, HasSubstr("--learning-rate"));
}

/// A training that would take very long, once its first epoch is over.
std::unique_ptr<Program> long_training(const Workplace& place) {
  auto program = std::make_unique<Program>(
      place, std::vector<std::string>{"train", "--data", "data", "--model", "mlp", "--epochs",
                                      "100000", "--out", "run"});
  EXPECT_TRUE(program->wait_for("epoch      1/100000"));
  return program;
}

TEST_F(Train, SavesTheModelWhenInterrupted) {
  const auto program = long_training(place_);
  program->send(SIGINT);
  const Outcome outcome = program->finish();
  EXPECT_EQ(outcome.code, 130);
  EXPECT_EQ(outcome.out, "run\n");
  EXPECT_THAT(outcome.error,
              HasSubstr("interrupted; run/model.onnx holds the parameters of epoch"));
  EXPECT_EQ(inkling_run(place_, {"evaluate", "run/model.onnx", "--data", "data"}).code, 0);
}

TEST_F(Train, TellsTerminationFromInterruptionByItsExitCode) {
  const auto program = long_training(place_);
  program->send(SIGTERM);
  EXPECT_EQ(program->finish().code, 143);
}

TEST_F(Train, DrawsABarWhereStderrIsATerminal) {
  Program program(place_, {"train", "--data", "data", "--model", "mlp", "--epochs", "100000"}, "",
                  true);
  EXPECT_TRUE(program.wait_for(" left"));
  program.send(SIGINT);
  EXPECT_THAT(program.finish().error, HasSubstr("\r\x1b[Kepoch "));
}

}  // namespace
}  // namespace inkling
