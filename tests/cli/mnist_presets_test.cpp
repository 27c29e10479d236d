#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

// What `train --help` and the README promise of the quick recipes, on the real digits. The slow
// ones are measured by tests/bench/accuracy.py.

namespace inkling {
namespace {

class MnistPresets : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("INKLING_MNIST");
    if (folder == nullptr) GTEST_SKIP() << "INKLING_MNIST does not name the folder of MNIST";
#ifndef NDEBUG
    GTEST_SKIP() << "training takes too long in a build without optimisation";
#endif
    folder_ = folder;
  }

  /// Trains a preset into the folder `out`, with `more` arguments.
  Outcome train(const std::string& preset, const std::string& out,
                const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"train", "--data", folder_,         "--preset",
                                      preset,  "--out",  place_.path(out)};
    words.insert(words.end(), more.begin(), more.end());
    return inkling_run(place_, words);
  }

  /// Expects at least this accuracy on MNIST's test images.
  void expect_accuracy(const std::string& out, const std::string& accuracy) {
    const Outcome outcome = inkling_run(place_, {"evaluate", place_.path(out + "/model.onnx"),
                                                 "--data", folder_, "--fail-under", accuracy});
    EXPECT_EQ(outcome.code, 0) << outcome.error << outcome.out;
  }

  /// Expects a calibration error of at most half a percent on these images.
  void expect_calibration(const std::string& out) {
    const Outcome outcome =
        inkling_run(place_, {"evaluate", place_.path(out), "--data", folder_, "--json", "-"});
    EXPECT_LE(nlohmann::json::parse(outcome.out)["calibration_error"].get<double>(), 0.005);
  }

  std::string folder_;
  Workplace place_;
};

TEST_F(MnistPresets, QuickReachesNinetyNinePercent) {
  EXPECT_EQ(train("quick", "run", {"--validation", "0"}).code, 0);
  expect_accuracy("run", "0.99");
}

TEST_F(MnistPresets, DefaultReachesItsMark) {
  EXPECT_EQ(train("default", "run").code, 0);
  expect_accuracy("run", "0.9935");
  expect_calibration("run");
}

TEST_F(MnistPresets, QuickIsCalibrated) {
  EXPECT_EQ(train("quick", "run").code, 0);
  expect_calibration("run");
}

TEST_F(MnistPresets, BestHasTheSameBitsOnAnyNumberOfThreads) {
  for (const char* threads : {"1", "2", "3"}) {
    const Outcome outcome =
        train("best", threads, {"--limit", "600", "--epochs", "2", "--threads", threads});
    EXPECT_EQ(outcome.code, 0) << outcome.error;
    EXPECT_EQ(place_.read(std::string(threads) + "/model.onnx"), place_.read("1/model.onnx"))
        << threads << " threads";
  }
}

}  // namespace
}  // namespace inkling
