#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "io/models/onnx_model.h"
#include "tests/cli/train.h"

// The temperature that a training fits on its validation images.

namespace inkling {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class CalibratedTraining : public Train {
 protected:
  CalibratedTraining() {
    place_.write("data/train-images-idx3-ubyte", idx_images(0, kImages));
    place_.write("data/train-labels-idx1-ubyte", idx_labels(0, kImages));
  }

  /// Label smoothing makes the network doubt what it knows.
  static std::vector<std::string> smooth(const std::string& out,
                                         const std::vector<std::string>& more = {}) {
    std::vector<std::string> all =
        words({"--label-smoothing", "0.3", "--validation", "120", "--out", out, "--seed", "3"});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  Outcome train_smooth(const std::string& out, const std::vector<std::string>& more = {}) {
    return inkling_run(place_, smooth(out, more));
  }

  Model model(const std::string& run) { return read_model(place_.path(run + "/model.onnx")); }

  nlohmann::json evaluate(const std::vector<std::string>& models) {
    std::vector<std::string> all = {"evaluate", "--data", "data", "--json", "-"};
    all.insert(all.end(), models.begin(), models.end());
    return nlohmann::json::parse(inkling_run(place_, all).out);
  }

  static constexpr int kImages = 300;
};

TEST_F(CalibratedTraining, TellsTheTemperatureAndBothErrors) {
  const Outcome outcome = train_smooth("run");
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.error,
              ContainsRegex("\ntemperature 0\\.[0-9]+: calibration error +[0-9.]+ % before, "
                            "+[0-9.]+ % after, on 120 validation images\n$"));
  EXPECT_EQ(train_smooth("quiet", {"--quiet"}).error, "");
  EXPECT_EQ(place_.read("quiet/model.onnx"), place_.read("run/model.onnx"));
}

TEST_F(CalibratedTraining, MakesTheErrorOnOtherImagesSmaller) {
  train_smooth("with");
  train_smooth("without", {"--no-calibration"});
  const double without = evaluate({"without"})["calibration_error"];
  EXPECT_GT(without, 0.1);
  EXPECT_LT(evaluate({"with"})["calibration_error"], 0.2 * without);
}

TEST_F(CalibratedTraining, IsLeftOutWithNoCalibration) {
  const Outcome outcome = train_smooth("run", {"--no-calibration"});
  EXPECT_THAT(outcome.error, Not(HasSubstr("temperature")));
  EXPECT_EQ(model("run").network.inverse_temperature, 1.0f);
  EXPECT_FALSE(model("run").settings.contains("temperature"));
  EXPECT_THAT(place_.read("run/config.toml"), HasSubstr("no-calibration = true\n"));
  EXPECT_EQ(inkling_run(place_, {"train", "--config", "run/config.toml", "--out", "again"}).code,
            0);
  EXPECT_EQ(place_.read("again/model.onnx"), place_.read("run/model.onnx"));
}

TEST_F(CalibratedTraining, ChangesNothingElse) {
  train_smooth("with");
  train_smooth("without", {"--no-calibration"});
  EXPECT_THAT(model("with").network.parameters(),
              testing::ElementsAreArray(model("without").network.parameters()));
  EXPECT_THAT(place_.read("with/config.toml"), Not(HasSubstr("calibration")));
}

TEST_F(CalibratedTraining, SaysNothingWithoutEnoughValidationImages) {
  for (const char* const count : {"0", "99"}) {
    const std::string run = std::string("run") + count;
    const Outcome outcome = train_smooth(run, {"--validation", count});
    EXPECT_EQ(outcome.code, 0) << outcome.error;
    EXPECT_THAT(outcome.error, Not(HasSubstr("temperature")));
    EXPECT_EQ(model(run).network.inverse_temperature, 1.0f);
  }
}

TEST_F(CalibratedTraining, IsTheSameAfterAnInterruption) {
  const std::vector<std::string> longer = {"--epochs", "100", "--ema", "0.9"};
  EXPECT_EQ(train_smooth("whole", longer).code, 0);
  {
    Program program(place_, smooth("run", longer));
    EXPECT_TRUE(program.wait_for("epoch  10/100"));
    program.send(SIGINT);
    const Outcome outcome = program.finish();
    EXPECT_EQ(outcome.code, 130);
    EXPECT_THAT(outcome.error, Not(HasSubstr("temperature")));
  }
  EXPECT_EQ(model("run").network.inverse_temperature, 1.0f);
  EXPECT_THAT(inkling_run(place_, {"train", "--resume", "run"}).error, HasSubstr("\ntemperature "));
  EXPECT_TRUE(place_.read("run/model.onnx") == place_.read("whole/model.onnx"));
}

TEST_F(CalibratedTraining, BeginsAgainWithTheTemperatureOne) {
  train_smooth("first");
  ASSERT_NE(model("first").network.inverse_temperature, 1.0f);
  EXPECT_EQ(inkling_run(place_, {"train", "--data", "data", "--from", "first", "--epochs", "1",
                                 "--validation", "0", "--out", "next"})
                .code,
            0);
  EXPECT_EQ(model("next").network.inverse_temperature, 1.0f);
}

TEST_F(CalibratedTraining, IsShownByInfoAndReport) {
  train_smooth("run");
  const std::string page = inkling_run(place_, {"info", "run"}).out;
  EXPECT_THAT(page,
              ContainsRegex("\nsoftmax   of the logits divided by the temperature 0\\.[0-9]+, "
                            "fitted on 120 validation images\n"));
  EXPECT_THAT(page, ContainsRegex("\n  calibration_error +0\\.[0-9]+\n"));
  EXPECT_THAT(page, ContainsRegex("\n  uncalibrated_error +0\\.[0-9]+\n"));
  EXPECT_THAT(place_.read("run/report.html"), ContainsRegex("\ntemperature: 0\\.[0-9]+"));
}

TEST_F(CalibratedTraining, CountsForEachModelOfAnEnsemble) {
  train_smooth("with");
  train_smooth("without", {"--no-calibration"});
  const double with = evaluate({"with"})["mean_loss"];
  const double without = evaluate({"without"})["mean_loss"];
  const double both = evaluate({"with", "without"})["mean_loss"];
  EXPECT_LT(with, both);
  EXPECT_LT(both, without);
}

}  // namespace
}  // namespace inkling
