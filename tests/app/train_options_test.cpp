#include "app/train_options.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/model/expect_refusal.h"

namespace inkling {
namespace {

TrainOptions parsed(const std::vector<std::string>& arguments) {
  TrainOptions options;
  CommandLine line("train", "", "", {});
  options.add_to(line);
  line.parse(arguments);
  return options;
}

TEST(TrainOptions, HoldOutFiveThousandOrATenth) {
  EXPECT_EQ(TrainOptions().validation_count(60000), 5000u);
  EXPECT_EQ(TrainOptions().validation_count(4000), 400u);
  EXPECT_EQ(TrainOptions().validation_count(9), 0u);
}

TEST(TrainOptions, HoldOutWhatWasAskedFor) {
  EXPECT_EQ(parsed({"--validation", "0"}).validation_count(60000), 0u);
  EXPECT_EQ(parsed({"--validation", "70"}).validation_count(100), 70u);
}

TEST(TrainOptions, RefuseToHoldOutEverything) {
  expect_refusal(
      [] {
        parsed({"--validation", "100"}).validation_count(100);
      },
      "--validation: 100 of 100 images leave none to train");
}

TEST(TrainOptions, KnowTheSchedules) {
  EXPECT_EQ(parsed({"--schedule", "cosine"}).training.sgd.schedule, Schedule::kCosine);
}

TEST(TrainOptions, NameDataByItsAbsolutePath) {
  const Settings settings = parsed({"--data", "digits.png"}).settings(10);
  EXPECT_EQ(settings["data"], (std::filesystem::current_path() / "digits.png").string());
}

TEST(TrainOptions, GiveEverySettingToRunAgain) {
  const Settings settings = parsed({"--data", "d", "--nesterov", "--seed", "7"}).settings(10);
  std::vector<std::string> names;
  for (const auto& [name, value] : settings.items()) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{
                       "data",     "split",    "transpose",    "limit",         "validation",
                       "model",    "epochs",   "batch-size",   "learning-rate", "schedule",
                       "momentum", "nesterov", "weight-decay", "clip",          "label-smoothing",
                       "ema",      "augment",  "patience",     "time-limit",    "seed",
                       "threads"}));
  EXPECT_EQ(settings["nesterov"], true);
  EXPECT_EQ(settings["seed"], 7);
  EXPECT_EQ(settings["validation"], 10);
}

TEST(TrainOptions, RecordThatImagesAreTransposed) {
  EXPECT_EQ(parsed({"--data", "d"}).settings(0)["transpose"], false);
  EXPECT_EQ(parsed({"--data", "d", "--transpose"}).settings(0)["transpose"], true);
}

TEST(TrainOptions, LeaveOutTheSplitOfSingleFiles) {
  const Settings settings = parsed({"--images", "i", "--labels", "l"}).settings(0);
  EXPECT_FALSE(settings.contains("split"));
  EXPECT_FALSE(settings.contains("data"));
}

TEST(TrainOptions, RefuseImagesWithoutLabels) {
  expect_refusal([] { parsed({"--images", "i"}); }, "--images requires --labels");
}

}  // namespace
}  // namespace inkling
