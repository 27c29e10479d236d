#include "app/options/train_options.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "app/run/resumption.h"
#include "tests/io/files/scratch_folder.h"
#include "tests/model/expect_refusal.h"

namespace inkling {
namespace {

std::string preset_names() {
  std::string names;
  for (const Preset& preset : presets()) {
    names += (names.empty() ? "" : ", ") + std::string(preset.name);
  }
  return names;
}

TrainOptions parsed(const std::vector<std::string>& arguments) {
  TrainOptions options;
  CommandLine line("train", "", "", {});
  options.add_to(line);
  line.parse(arguments);
  options.settle(line);
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
                       "data",          "split",    "transpose",     "limit",
                       "validation",    "model",    "epochs",        "batch-size",
                       "sampling",      "sampler",  "loss",          "label-smoothing",
                       "class-weights", "step",     "learning-rate", "schedule",
                       "momentum",      "nesterov", "weight-decay",  "clip",
                       "clip-errors",   "ema",      "augment",       "patience",
                       "time-limit",    "seed",     "threads",       "checkpoint-every"}));
  EXPECT_EQ(settings["nesterov"], true);
  EXPECT_EQ(settings["seed"], 7);
  EXPECT_EQ(settings["validation"], 10);
}

TEST(TrainOptions, TakeTheUsualLossOfTheModel) {
  EXPECT_EQ(parsed({"--model", "svm"}).training.loss, LossFunction::kHinge);
  EXPECT_EQ(parsed({"--model", "softmax"}).training.loss, LossFunction::kCrossEntropy);
  EXPECT_EQ(parsed({"--model", "svm", "--loss", "mean-square"}).training.loss,
            LossFunction::kMeanSquare);
}

TEST(TrainOptions, RefuseToSmoothTheHingeLoss) {
  expect_refusal(
      [] {
        parsed({"--loss", "hinge", "--label-smoothing", "0.1"});
      },
      "--loss hinge has no --label-smoothing; give --label-smoothing 0");
}

TEST(TrainOptions, TakeAllImagesForABatch) {
  EXPECT_EQ(parsed({"--batch-size", "all"}).training.batch_size, 0);
  EXPECT_EQ(parsed({"--data", "d", "--batch-size", "all"}).settings(0)["batch-size"], "all");
  EXPECT_EQ(parsed({"--data", "d", "--batch-size", "7"}).settings(0)["batch-size"], 7);
}

TEST(TrainOptions, RefuseABatchOfNoSize) {
  for (const std::string text : {"0", "65537", "-1", "1.5", "many"}) {
    expect_refusal(
        [&] {
          parsed({"--batch-size", text});
        },
        "--batch-size: '" + text + "' is not a whole number from 1 to 65536, or all");
  }
}

TEST(TrainOptions, RecordOnlyWhatArmijosRuleUses) {
  const Settings settings =
      parsed({"--data", "d", "--step", "armijo", "--armijo-alpha", "0.25"}).settings(0);
  EXPECT_EQ(settings["step"], "armijo");
  EXPECT_EQ(settings["armijo-alpha"], 0.25);
  EXPECT_FALSE(settings.contains("momentum"));
  EXPECT_FALSE(settings.contains("learning-rate"));
}

TEST(TrainOptions, RefuseMomentumBesideArmijosRule) {
  expect_refusal(
      [] {
        parsed({"--step", "armijo", "--momentum", "0.5"});
      },
      "--momentum: --step armijo finds the length of each step down the gradient itself; "
      "remove --momentum, also from a --config file");
}

TEST(TrainOptions, RefuseArmijosConstantsWithoutHisRule) {
  expect_refusal(
      [] {
        parsed({"--armijo-sigma", "0.3"});
      },
      "--armijo-sigma: a constant of --step armijo, which is not what --step says");
}

TEST(TrainOptions, TakeTheSmoothingOfAPresetFromTheHinge) {
  const TrainOptions options = parsed({"--preset", "quick", "--model", "svm"});
  EXPECT_EQ(options.training.loss, LossFunction::kHinge);
  EXPECT_EQ(options.training.label_smoothing, 0.0);
}

TEST(ModelSettings, LeaveOutHowTheModelIsComputedAndTheFoldersOfData) {
  const auto of = [](const std::vector<std::string>& arguments) {
    return model_settings(parsed(arguments).settings(10));
  };
  const auto settings = of({"--data", "some/where/digits"});
  EXPECT_EQ(settings.at("data"), "digits");
  EXPECT_EQ(settings.at("momentum"), "0.9");
  EXPECT_EQ(of({"--data", "digits", "--threads", "3", "--checkpoint-every", "7"}), settings);
  EXPECT_NE(of({"--data", "digits", "--momentum", "0.8"}), settings);
}

TEST(Resumption, TakesWhatDoesNotChangeTheModel) {
  TrainOptions options;
  CommandLine line("train", "", "", {});
  options.add_to(line);
  line.parse(
      {"--resume", "r", "--threads=2", "--checkpoint-every", "1", "--quiet", "--color", "never"});
  EXPECT_NO_THROW(check_resumption(line));
}

TEST(TrainOptions, RecordThatImagesAreTransposed) {
  EXPECT_EQ(parsed({"--data", "d"}).settings(0)["transpose"], false);
  EXPECT_EQ(parsed({"--data", "d", "--transpose"}).settings(0)["transpose"], true);
}

TEST(TrainOptions, ReadWhatIsSetBesideTheDescent) {
  const TrainingOptions training = parsed({"--ema", "0.999", "--label-smoothing", "0.1",
                                           "--patience", "4", "--time-limit", "1.5"})
                                       .training;
  EXPECT_EQ(training.average_decay, 0.999);
  EXPECT_EQ(training.label_smoothing, 0.1);
  EXPECT_EQ(training.patience, 4);
  EXPECT_EQ(training.most_minutes, 1.5);
}

TEST(TrainOptions, GiveTheirNumbersBackToTheLastDigit) {
  // Times 60 and divided by 60, 0.03 would become 0.030000000000000002.
  const Settings settings = parsed({"--data", "d", "--time-limit", "0.03", "--ema", "0.998",
                                    "--label-smoothing", "0.07", "--patience", "5"})
                                .settings(10);
  EXPECT_EQ(settings["time-limit"].dump(), "0.03");
  EXPECT_EQ(settings["ema"].dump(), "0.998");
  EXPECT_EQ(settings["label-smoothing"].dump(), "0.07");
  EXPECT_EQ(settings["patience"].dump(), "5");
}

TEST(TrainOptions, RefusePatienceWithoutValidation) {
  expect_refusal(
      [] {
        parsed({"--patience", "3", "--validation", "0"}).validation_count(100);
      },
      "--patience needs validation images; give --validation N");
  EXPECT_EQ(parsed({"--patience", "3"}).validation_count(100), 10u);
}

TEST(TrainOptions, VaryNoImageWhereNoneIsAskedFor) {
  EXPECT_FALSE(parsed({"--augment", "none"}).training.augmentation.any());
}

TEST(TrainOptions, AreThoseOfTheFirstPresetAtFirst) {
  const TrainOptions options = parsed({});
  EXPECT_EQ(options.preset, presets().front().name);
  EXPECT_EQ(options.model, presets().front().model);
  EXPECT_EQ(options.training.epochs, presets().front().training.epochs);
}

const Preset& preset_named(std::string_view name) {
  return *std::ranges::find(presets(), name, &Preset::name);
}

TEST(TrainOptions, TakeOverThePreset) {
  const Preset& quick = preset_named("quick");
  const TrainOptions options = parsed({"--preset", "quick"});
  EXPECT_EQ(options.preset, "quick");
  EXPECT_EQ(options.model, quick.model);
  EXPECT_EQ(options.training.epochs, quick.training.epochs);
  EXPECT_EQ(options.training.batch_size, quick.training.batch_size);
  EXPECT_EQ(options.training.sgd.learning_rate, quick.training.sgd.learning_rate);
  EXPECT_EQ(options.training.augmentation, quick.training.augmentation);
}

/// Expects the preset `quick` but for two things.
void expect_quick_but(const TrainOptions& options) {
  const Preset& quick = preset_named("quick");
  EXPECT_EQ(options.model, "softmax");
  EXPECT_EQ(options.training.epochs, 77);
  EXPECT_EQ(options.training.batch_size, quick.training.batch_size);
  EXPECT_EQ(options.training.sgd.learning_rate, quick.training.sgd.learning_rate);
}

TEST(TrainOptions, OverrideThePresetInAnyOrder) {
  expect_quick_but(parsed({"--preset", "quick", "--epochs", "77", "--model", "softmax"}));
  expect_quick_but(parsed({"--epochs", "77", "--model", "softmax", "--preset", "quick"}));
  expect_quick_but(parsed({"--epochs", "77", "--preset", "quick", "--model", "softmax"}));
}

/// The options after `arguments` and a file of settings.
TrainOptions parsed_with_config(const std::string& config, std::vector<std::string> arguments) {
  const ScratchFolder folder;
  const std::filesystem::path path = folder.write("config.toml", config);
  arguments.insert(arguments.end(), {"--config", path.string()});
  return parsed(arguments);
}

TEST(TrainOptions, OverrideThePresetFromAFileInAnyOrder) {
  expect_quick_but(
      parsed_with_config("preset = \"quick\"\nepochs = 77\nmodel = \"softmax\"\n", {}));
  expect_quick_but(
      parsed_with_config("epochs = 77\nmodel = \"softmax\"\npreset = \"quick\"\n", {}));
}

TEST(TrainOptions, TakeThePresetOfTheCommandLineRatherThanAFile) {
  const TrainOptions options =
      parsed_with_config("epochs = 77\nmodel = \"softmax\"\nlimit = 5\n", {"--preset", "quick"});
  EXPECT_EQ(options.training.epochs, preset_named("quick").training.epochs);
  EXPECT_EQ(options.model, preset_named("quick").model);
  EXPECT_EQ(options.limit, 5u);
}

TEST(TrainOptions, OverrideThePresetFromBothSides) {
  expect_quick_but(
      parsed_with_config("preset = \"quick\"\n", {"--model", "softmax", "--epochs", "77"}));
  expect_quick_but(parsed_with_config("preset = \"quick\"\nepochs = 3\n",
                                      {"--model", "softmax", "--epochs", "77"}));
}

TEST(TrainOptions, KeepSeedAndThreadsBesideAPreset) {
  const TrainOptions options = parsed({"--seed", "7", "--threads", "3", "--preset", "quick"});
  EXPECT_EQ(options.training.seed, 7u);
  EXPECT_EQ(options.training.threads, 3);
}

TEST(TrainOptions, SuggestThePresetThatWasMeant) {
  expect_refusal(
      [] {
        parsed({"--preset", "quik"});
      },
      "--preset: 'quik' is not one of " + preset_names() + "; did you mean quick?");
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
