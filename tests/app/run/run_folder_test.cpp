#include "app/run/run_folder.h"

#include <gtest/gtest.h>

#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

EpochReport report() {
  EpochReport report{.epoch = 2, .training = {.loss = 0.25, .accuracy = 0.9375}, .validation = {}};
  report.seconds = 1.5;
  report.learning_rate = 0.05;
  report.images_per_second = 25000.4;
  return report;
}

TEST(MetricsLine, HasACellForEachColumn) {
  EpochReport validated = report();
  validated.validation = Score{.loss = 0.125, .accuracy = 0.96875};
  EXPECT_EQ(metrics_line(validated), "2,1.500,0.05,0.250000,0.937500,0.125000,0.968750,25000\n");
}

TEST(MetricsLine, LeavesCellsEmptyWithoutValidation) {
  EXPECT_EQ(metrics_line(report()), "2,1.500,0.05,0.250000,0.937500,,,25000\n");
}

TEST(ReadMetrics, GivesBackWhatTheRunFolderWrote) {
  const ScratchFolder scratch;
  RunFolder folder = RunFolder::at(scratch.path("run"));
  EpochReport validated = report();
  validated.epoch = 3;
  validated.validation = Score{.loss = 0.125, .accuracy = 0.96875};
  folder.add_metrics(report());
  folder.add_metrics(validated);
  const std::vector<EpochReport> read = read_metrics(folder.path());
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(metrics_line(read[0]), metrics_line(report()));
  EXPECT_EQ(metrics_line(read[1]), metrics_line(validated));
}

TEST(RunFolder, TellsThatATrainingEndedBeforeItBegan) {
  const ScratchFolder scratch;
  const std::string path = scratch.path("run").string();
  RunFolder::at(path).write_config("");
  EXPECT_EQ(error_of([&] { RunFolder::reopened(path); }),
            path +
                ": its training was interrupted before its first step\n"
                "  expected  a checkpoint, or the model of a complete training\n"
                "  next      inkling train --config " +
                path + "/config.toml");
}

TEST(ReadMetrics, FindsNothingInAnotherFile) {
  const ScratchFolder scratch;
  EXPECT_TRUE(read_metrics(scratch.path()).empty());
  scratch.write("metrics.csv", "epoch,loss\n1,0.5\n");
  EXPECT_TRUE(read_metrics(scratch.path()).empty());
}

TEST(ReadMetrics, LeavesOutLinesThatAreCutOrHaveNoFiniteNumbers) {
  const ScratchFolder scratch;
  RunFolder folder = RunFolder::at(scratch.path("run"));
  folder.add_metrics(report());
  scratch.write("run/metrics.csv",
                scratch.read("run/metrics.csv") + "3,1.5,0.05,nan,0.5,,,100\n3,1.5,0.0");
  EXPECT_EQ(read_metrics(folder.path()).size(), 1u);
}

TEST(ReadMetrics, LeavesOutLinesThatNoTrainingWrites) {
  const ScratchFolder scratch;
  RunFolder folder = RunFolder::at(scratch.path("run"));
  folder.add_metrics(report());
  const std::string good = scratch.read("run/metrics.csv");
  for (const char* line :
       {"2147483647,1,0.05,0.2,0.9,,,100", "0,1,0.05,0.2,0.9,,,100", "-1,1,0.05,0.2,0.9,,,100",
        "3,1,0.05,-0.2,0.9,,,100", "3,1,0.05,1e300,0.9,,,100", "3,1,0.05,0.2,1.1,,,100",
        "3,1,-0.05,0.2,0.9,,,100", "3,-1,0.05,0.2,0.9,,,100", "2,1,0.05,0.2,0.9,,,100",
        "1,1,0.05,0.2,0.9,,,100"}) {
    scratch.write("run/metrics.csv", good + line + "\n");
    EXPECT_EQ(read_metrics(folder.path()).size(), 1u) << line;
  }
}

TEST(ReadMetrics, FindsNothingInAFileThatIsTooLarge) {
  const ScratchFolder scratch;
  scratch.write("metrics.csv", "");
  std::filesystem::resize_file(scratch.path("metrics.csv"), std::uintmax_t{1} << 32);
  EXPECT_TRUE(read_metrics(scratch.path()).empty());
}

TEST(RunFolder, ForgetsTheMetricsOfLaterEpochsAtOnce) {
  const ScratchFolder scratch;
  RunFolder folder = RunFolder::at(scratch.path("run"));
  for (int epoch = 1; epoch <= 3; ++epoch) {
    EpochReport later = report();
    later.epoch = epoch;
    folder.add_metrics(later);
  }
  folder.keep_metrics(1);
  EXPECT_EQ(read_metrics(folder.path()).size(), 1u);
}

}  // namespace
}  // namespace inkling
