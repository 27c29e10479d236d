#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <sstream>

#include "io/models/checkpoint.h"
#include "io/models/onnx_model.h"
#include "model/network/network.h"
#include "tests/cli/train.h"

// A training that is interrupted, in whatever way, and goes on with --resume.

namespace inkling {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class Resume : public Train {
 protected:
  /// Arguments of a training that takes long enough to be interrupted and acts at random in every
  /// way there is.
  static std::vector<std::string> long_words(const std::string& out) {
    return words({"--model",
                  "conv 4x3x3, batchnorm, relu, pool 2, dropout 0.2, fc 20, relu, fc classes",
                  "--epochs", "100", "--ema", "0.95", "--augment", "light", "--out", out});
  }

  /// The run that the others are compared with.
  void train_without_interruption() { EXPECT_EQ(inkling_run(place_, long_words("whole")).code, 0); }

  /// Starts or resumes the training in the folder "run", with `more` arguments, and sends it a
  /// signal after an epoch.
  Outcome interrupt(int epoch, int signal, const std::vector<std::string>& more = {}) {
    const bool begins = !fs::exists(place_.path("run"));
    std::vector<std::string> words =
        begins ? long_words("run") : std::vector<std::string>{"train", "--resume", "run"};
    words.insert(words.end(), more.begin(), more.end());
    Program program(place_, words);
    EXPECT_TRUE(program.wait_for("epoch  " + std::to_string(epoch) + "/100"));
    program.send(signal);
    return program.finish();
  }

  Outcome resume(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"train", "--resume", "run"};
    words.insert(words.end(), more.begin(), more.end());
    return inkling_run(place_, words);
  }

  /// metrics.csv without the columns of times.
  std::string metrics(const std::string& run) const {
    std::istringstream lines(place_.read(run + "/metrics.csv"));
    std::string result;
    for (std::string line; std::getline(lines, line);) {
      const std::size_t first = line.find(',');
      const std::size_t second = line.find(',', first + 1);
      result += line.substr(0, first) + line.substr(second, line.rfind(',') - second) + "\n";
    }
    return result;
  }

  void expect_what_no_interruption_leaves() {
    EXPECT_NE(place_.read("whole/model.onnx"), "");
    EXPECT_TRUE(place_.read("run/model.onnx") == place_.read("whole/model.onnx"));
    EXPECT_EQ(metrics("run"), metrics("whole"));
    EXPECT_EQ(place_.read("run/config.toml"), place_.read("whole/config.toml"));
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(place_.path("run"))) {
      names.push_back(entry.path().filename().string());
    }
    EXPECT_THAT(names, testing::UnorderedElementsAre("config.toml", "metrics.csv", "model.onnx",
                                                     "report.html"));
  }
};

TEST_F(Resume, LeavesTheSameFilesAfterInterruptionsOnAnyNumberOfThreads) {
  train_without_interruption();
  const Outcome first = interrupt(10, SIGINT, {"--threads", "1"});
  EXPECT_EQ(first.code, 130);
  EXPECT_EQ(first.out, "run\n");
  EXPECT_THAT(first.error, EndsWith("\nresume with: inkling train --resume run\n"));
  const Outcome second = interrupt(30, SIGTERM, {"--threads", "3"});
  EXPECT_EQ(second.code, 143);
  EXPECT_THAT(second.error, StartsWith("resuming custom ("));
  EXPECT_THAT(second.error, HasSubstr(" in run, epoch 1"));
  EXPECT_THAT(second.error, HasSubstr(", 3 threads\n"));
  const Outcome third = resume({"--threads", "2", "--quiet"});
  EXPECT_EQ(third.code, 0);
  EXPECT_EQ(third.out, "run\n");
  EXPECT_EQ(third.error, "");
  EXPECT_THAT(place_.read("run/config.toml"), HasSubstr("threads = 1\n"));
  place_.write("whole/config.toml", place_.read("run/config.toml"));  // only the threads differ
  expect_what_no_interruption_leaves();
}

TEST_F(Resume, LeavesTheSameModelOfResidualBlocks) {
  const auto residual_words = [](const std::string& out) {
    return words({"--model",
                  "conv 4x3x3, batchnorm, relu, residual(pad 1, conv 4x3x3, batchnorm; conv 4x1x1, "
                  "dropout 0.1), relu, residual(conv 4x1x1), fc classes",
                  "--epochs", "60", "--out", out});
  };
  EXPECT_EQ(inkling_run(place_, residual_words("whole")).code, 0);
  {
    Program program(place_, residual_words("run"));
    EXPECT_TRUE(program.wait_for("epoch 10/60"));
    program.send(SIGKILL);
    EXPECT_EQ(program.finish().code, 137);
  }
  EXPECT_EQ(resume().code, 0);
  expect_what_no_interruption_leaves();
}

TEST_F(Resume, LeavesTheSameFilesAfterKills) {
  train_without_interruption();
  EXPECT_EQ(interrupt(10, SIGKILL, {"--checkpoint-every", "0.001"}).code, 137);
  place_.write("run/.inkling-1-0.tmp", "what a killed process leaves");
  EXPECT_EQ(interrupt(30, SIGKILL).code, 137);
  EXPECT_EQ(interrupt(50, SIGKILL).code, 137);
  EXPECT_EQ(resume().code, 0);
  EXPECT_THAT(place_.read("run/config.toml"), HasSubstr("checkpoint-every = 0.001\n"));
  place_.write("whole/config.toml", place_.read("run/config.toml"));
  expect_what_no_interruption_leaves();
}

TEST_F(Resume, WritesTheMetricsOfAnEpochOnceWhereOnlyItsJudgementWasLeft) {
  // A single step an epoch, so that every checkpoint is written between it and the validation.
  std::vector<std::string> whole = long_words("whole");
  whole.insert(whole.end(), {"--batch-size", "90"});
  EXPECT_EQ(inkling_run(place_, whole).code, 0);
  EXPECT_EQ(interrupt(10, SIGKILL, {"--batch-size", "90", "--checkpoint-every", "1e-6"}).code, 137);
  EXPECT_EQ(resume().code, 0);
  EXPECT_EQ(metrics("run"), metrics("whole"));
}

TEST_F(Resume, GoesOnFromTheBeginningWithoutACheckpointInBetween) {
  train_without_interruption();
  EXPECT_EQ(interrupt(10, SIGKILL, {"--checkpoint-every", "0"}).code, 137);
  const Outcome outcome = resume({"--checkpoint-every", "30"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.error, HasSubstr("epoch   1/100"));
  place_.write("whole/config.toml", place_.read("run/config.toml"));
  expect_what_no_interruption_leaves();
}

TEST_F(Resume, LeavesWholeFilesAfterTwoSignalsAtOnce) {
  train_without_interruption();
  {
    Program program(place_, long_words("run"));
    EXPECT_TRUE(program.wait_for("epoch  10/100"));
    program.send(SIGINT);
    program.send(SIGINT);
    EXPECT_EQ(program.finish().code, 130);
  }
  EXPECT_EQ(resume().code, 0);
  expect_what_no_interruption_leaves();
}

TEST_F(Resume, QuotesAFolderWithASpaceInItsAdvice) {
  Program program(place_, long_words("my run"));
  EXPECT_TRUE(program.wait_for("/100"));
  program.send(SIGINT);
  EXPECT_THAT(program.finish().error, EndsWith("\nresume with: inkling train --resume 'my run'\n"));
}

TEST_F(Resume, LeavesTheModelOfTheEpochThatItTellsWhereAKilledProcessHadALaterOne) {
  // No epoch after the first is better.
  Program begun(place_, words({"--epochs", "100000", "--schedule", "constant", "--learning-rate",
                               "1e-30", "--out", "run"}));
  EXPECT_TRUE(begun.wait_for("10/100000"));
  begun.send(SIGINT);
  EXPECT_EQ(begun.finish().code, 130);
  Model later = read_model(place_.path("run/model.onnx"));
  later.settings["best_epoch"] = "7";
  write_model(later, place_.path("run/model.onnx"));

  Program resumed(place_, {"train", "--resume", "run"});
  EXPECT_TRUE(resumed.wait_for("/100000"));
  resumed.send(SIGINT);
  EXPECT_THAT(resumed.finish().error,
              HasSubstr("run/model.onnx holds the parameters of epoch 1\n"));
  const auto settings = read_model(place_.path("run/model.onnx")).settings;
  EXPECT_EQ(settings.at("best_epoch"), "1");
  EXPECT_TRUE(settings.contains("validation_accuracy"));
  EXPECT_THAT(place_.read("run/report.html"), HasSubstr("best_epoch = 1\n"));
}

TEST_F(Resume, TellsInItsReportHowToRunTheTrainingAgain) {
  interrupt(10, SIGINT);
  resume();
  EXPECT_THAT(place_.read("run/report.html"),
              HasSubstr("<dd>inkling train --config run/config.toml</dd>"));
}

TEST_F(Resume, SaysThatACompleteTrainingIsComplete) {
  train({"--out", "run"});
  const std::string model = place_.read("run/model.onnx");
  const Outcome outcome = resume();
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out, "run\n");
  EXPECT_EQ(outcome.error, "run is complete; its model is run/model.onnx\n");
  EXPECT_EQ(place_.read("run/model.onnx"), model);
}

TEST_F(Resume, TakesTrainingsThatEndedEarlyForComplete) {
  train({"--epochs", "5000", "--schedule", "constant", "--learning-rate", "1e-30", "--patience",
         "2", "--out", "run"});
  EXPECT_THAT(resume().error, HasSubstr("run is complete"));
}

TEST_F(Resume, RefusesARunThatIsStillGoing) {
  Program program(place_, long_words("run"));
  ASSERT_TRUE(program.wait_for("epoch  10/100"));
  const Outcome outcome = resume();
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.error,
            "error: run: another process is working in this folder\n"
            "  next      wait until it ends, or stop it\n");
  EXPECT_EQ(program.finish().code, 0);
}

TEST_F(Resume, SaysThatAFolderIsMissing) {
  const Outcome outcome = inkling_run(place_, {"train", "--resume", "nowhere"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.error, StartsWith("error: nowhere: no such folder\n"));
}

TEST_F(Resume, RefusesAFolderThatIsNoRun) {
  const Outcome outcome = inkling_run(place_, {"train", "--resume", "data"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.error,
            "error: data: not a run folder\n"
            "  expected  a folder that inkling train made, with its config.toml\n"
            "  next      ls runs\n");
}

TEST_F(Resume, RefusesOtherSettings) {
  interrupt(10, SIGINT);
  const Outcome outcome = resume({"--quiet", "--epochs", "500"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.error,
            "error: --epochs: a resumed training run keeps its settings; --config DIR/config.toml "
            "with --epochs starts a new one (--resume allows --threads, --checkpoint-every, "
            "--quiet, --color only)\n");
}

/// What is done to the folder "run" or to the data, and how the refusal begins.
struct Change {
  const char* name;
  void (*apply)(const Workplace&);
  const char* refusal;
};

class ResumeAfter : public Resume, public testing::WithParamInterface<Change> {};

TEST_P(ResumeAfter, IsRefusedAndLeavesTheCheckpoint) {
  interrupt(10, SIGINT);
  GetParam().apply(place_);
  const std::string checkpoint = place_.read("run/checkpoint");
  const Outcome outcome = resume();
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.error, HasSubstr(GetParam().refusal));
  EXPECT_THAT(outcome.error, HasSubstr("inkling train --config run/config.toml\n"));
  EXPECT_EQ(place_.read("run/checkpoint"), checkpoint);
}

/// Replaces the first `before` in a file.
void replace(const Workplace& place, const std::string& name, const std::string& before,
             const std::string& after) {
  std::string content = place.read(name);
  const std::size_t begin = content.find(before);
  ASSERT_NE(begin, std::string::npos);
  place.write(name, content.replace(begin, before.size(), after));
}

INSTANTIATE_TEST_SUITE_P(
    Changes, ResumeAfter,
    testing::Values(
        Change{"OfThePixels",
               [](const Workplace& place) {
                 std::string images = place.read("data/train-images-idx3-ubyte");
                 images.back() = static_cast<char>(images.back() ^ 1);
                 place.write("data/train-images-idx3-ubyte", images);
               },
               "/data: the data has changed\n  expected  the same as when run was started\n"},
        Change{"OfTheLabels",
               [](const Workplace& place) {
                 std::string labels = place.read("data/train-labels-idx1-ubyte");
                 std::swap(labels[8], labels[9]);
                 place.write("data/train-labels-idx1-ubyte", labels);
               },
               "/data: the data has changed\n"},
        Change{"OfASetting",
               [](const Workplace& place) {
                 replace(place, "run/config.toml", "momentum = 0.9", "momentum = 0.8");
               },
               "error: run/config.toml: the settings have changed\n"},
        Change{"OfTheNetwork",
               [](const Workplace& place) { replace(place, "run/config.toml", "fc 20", "fc 2"); },
               "error: run/checkpoint: damaged, or not a checkpoint of this training\n"
               "  expected  that of a network of "},
        Change{"OfTheCheckpoint",
               [](const Workplace& place) {
                 std::string content = place.read("run/checkpoint");
                 content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 4);
                 place.write("run/checkpoint", content);
               },
               "error: run/checkpoint: damaged, or not a checkpoint of this training\n"},
        Change{"OfTheMetrics",
               [](const Workplace& place) { replace(place, "run/metrics.csv", "\n3,", "3,"); },
               "error: run/metrics.csv: not the metrics of this training\n"}),
    [](const auto& change) { return change.param.name; });

TEST_F(Resume, RefusesAForgedCheckpointWithItsName) {
  interrupt(10, SIGINT);
  Checkpoint forged = read_checkpoint(place_.path("run/checkpoint"), kMostParameters);
  forged.state.step = 1000;
  write_checkpoint(forged, place_.path("run/checkpoint"));
  const Outcome outcome = resume();
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.error, StartsWith("error: run/checkpoint: the state is not one of this "
                                        "training: step 1000 of epoch 1"));
}

TEST_F(Resume, TakesDataThatWasMovedWhereItsNameStays) {
  train_without_interruption();
  interrupt(10, SIGINT);
  fs::create_directory(place_.path("elsewhere"));
  fs::rename(place_.path("data"), place_.path("elsewhere/data"));
  replace(place_, "run/config.toml", "/data\"", "/elsewhere/data\"");
  EXPECT_EQ(resume().code, 0);
  EXPECT_TRUE(place_.read("run/model.onnx") == place_.read("whole/model.onnx"));
}

TEST_F(Resume, KeepsTheCheckpointOfATrainingThatWentWrong) {
  train({"--learning-rate", "100", "--epochs", "50", "--schedule", "constant", "--model",
         "fc 8, square, fc classes", "--out", "run"});
  EXPECT_NE(place_.read("run/checkpoint"), "");
  EXPECT_THAT(resume().error, HasSubstr("error: the loss is no longer finite"));
}

}  // namespace
}  // namespace inkling
