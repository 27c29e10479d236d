#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <sstream>

#include "io/models/onnx_model.h"
#include "tests/cli/train.h"

// What each setting of a training does to the model, and which values are refused.

namespace inkling {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;

class TrainSettings : public Train {};

/// What the model file of a run holds.
std::vector<float> parameters_of(const Workplace& place, const std::string& run) {
  const Network network = read_model(place.path(run + "/model.onnx")).network;
  return {network.parameters().begin(), network.parameters().end()};
}

class TrainSetting : public Train, public testing::WithParamInterface<std::vector<std::string>> {};

TEST_P(TrainSetting, ChangesTheParameters) {
  EXPECT_EQ(train({"--validation", "0", "--out", "without"}).code, 0);
  std::vector<std::string> with{"--validation", "0", "--out", "with"};
  with.insert(with.end(), GetParam().begin(), GetParam().end());
  const Outcome outcome = train(with);
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_NE(parameters_of(place_, "with"), parameters_of(place_, "without"));
}

INSTANTIATE_TEST_SUITE_P(Settings, TrainSetting,
                         testing::Values(std::vector<std::string>{"--clip", "0.1"},
                                         std::vector<std::string>{"--momentum", "0.5"},
                                         std::vector<std::string>{"--nesterov"},
                                         std::vector<std::string>{"--weight-decay", "0.01"},
                                         std::vector<std::string>{"--learning-rate", "0.01"},
                                         std::vector<std::string>{"--schedule", "cosine"},
                                         std::vector<std::string>{"--ema", "0.9"},
                                         std::vector<std::string>{"--augment", "light"},
                                         std::vector<std::string>{"--batch-size", "7"},
                                         std::vector<std::string>{"--seed", "1"},
                                         std::vector<std::string>{"--label-smoothing", "0.1"},
                                         std::vector<std::string>{"--loss", "mean-square"},
                                         std::vector<std::string>{"--class-weights", "0 3"},
                                         std::vector<std::string>{"--clip-errors", "0.1"},
                                         std::vector<std::string>{"--sampling", "independent"},
                                         std::vector<std::string>{"--sampler", "balanced"},
                                         std::vector<std::string>{"--step", "armijo"}),
                         [](const auto& test) {
                           std::string name;
                           for (const char letter : test.param.front()) {
                             if (std::isalpha(static_cast<unsigned char>(letter)) != 0)
                               name += letter;
                           }
                           return name;
                         });

TEST_F(TrainSettings, GivesTheSameParametersWithSettingsOfTheirDefaults) {
  train({"--out", "without"});
  train({"--clip", "0", "--ema", "0", "--label-smoothing", "0", "--patience", "0", "--time-limit",
         "0", "--augment", "none", "--preset", "default", "--out", "with"});
  EXPECT_EQ(parameters_of(place_, "with"), parameters_of(place_, "without"));
}

TEST_F(TrainSettings, DrawsVariedImagesAndTrainsNothing) {
  const Outcome outcome = train({"--augment", "light", "--show-augmented", place_.path("a.png")});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_EQ(outcome.out, place_.path("a.png") + "\n");
  EXPECT_THAT(place_.read("a.png"), testing::StartsWith("\x89PNG"));
  EXPECT_FALSE(fs::exists(place_.path("runs")));
}

TEST_F(TrainSettings, RefusesToDrawImagesThatAreNotVaried) {
  const Outcome outcome = train({"--show-augmented", place_.path("a.png")});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.error,
              HasSubstr("--show-augmented: there is no augmentation; add --augment light"));
  EXPECT_FALSE(fs::exists(place_.path("a.png")));
}

TEST_F(TrainSettings, SaysThatTheNetworkOfAPresetDoesNotFitTheImages) {
  const Outcome outcome = inkling_run(place_, {"train", "--data", "data", "--preset", "quick"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.error, HasSubstr("the network of --preset quick does not fit images of "
                                       "1x12x12 (layer 5: conv 24x5x5"));
  EXPECT_THAT(outcome.error, EndsWith("; give another one with --model, such as mlp\n"));
  EXPECT_FALSE(fs::exists(place_.path("runs")));
}

TEST_F(TrainSettings, ClipsTheGradient) {
  // Far below the gradient's norm, the limit makes each step as short as the learning rate does.
  train({"--clip", "1e-9", "--weight-decay", "0", "--out", "clipped"});
  train({"--learning-rate", "1e-9", "--weight-decay", "0", "--out", "still"});
  const std::vector<float> clipped = parameters_of(place_, "clipped");
  const std::vector<float> still = parameters_of(place_, "still");
  ASSERT_EQ(clipped.size(), still.size());
  for (std::size_t n = 0; n < still.size(); ++n) EXPECT_NEAR(clipped[n], still[n], 1e-6f);
}

TEST_F(TrainSettings, EndsWherePatienceIsOver) {
  const Outcome outcome = train({"--epochs", "5000", "--schedule", "constant", "--learning-rate",
                                 "1e-30", "--patience", "2", "--out", "run"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out, "run\n");
  EXPECT_THAT(outcome.error,
              EndsWith("no better epoch for 2; run/model.onnx holds the parameters of epoch 1\n"));
}

TEST_F(TrainSettings, EndsWhereTheTimeLimitIsOver) {
  const Outcome outcome = train({"--epochs", "100000", "--time-limit", "0.002", "--out", "run"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out, "run\n");
  EXPECT_THAT(outcome.error,
              HasSubstr("the time limit is over; run/model.onnx holds the parameters"));
  EXPECT_FALSE(parameters_of(place_, "run").empty());
}

TEST_F(TrainSettings, StopsWhereTheNetworkLearnsNothing) {
  const Outcome outcome = train({"--epochs", "100", "--learning-rate", "2", "--schedule",
                                 "constant", "--model", "fc 16, relu, fc 16, relu, fc classes"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.error, HasSubstr("error: the network learns nothing: in epoch "));
  EXPECT_THAT(outcome.error, HasSubstr("--learning-rate"));
}

TEST_F(TrainSettings, WritesANetworkWithoutWhatActsInTrainingOnly) {
  train(
      {"--model", "conv 4x3x3, batchnorm, relu, dropout 0.2, pool 2, fc classes", "--out", "run"});
  EXPECT_EQ(read_model(place_.path("run/model.onnx")).network.architecture(),
            "conv 4x3x3, relu, pool 2, fc 3");
}

/// Arguments that `train` refuses, and what it says.
class TrainRefusal : public Train,
                     public testing::WithParamInterface<std::pair<const char*, const char*>> {};

TEST_P(TrainRefusal, ComesBeforeAnythingIsWritten) {
  std::vector<std::string> words;
  std::istringstream text(GetParam().first);
  for (std::string word; text >> word;) words.push_back(word);
  const Outcome outcome = train(words);
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.error, std::string("error: ") + GetParam().second + "\n");
  EXPECT_FALSE(fs::exists(place_.path("runs")));
}

INSTANTIATE_TEST_SUITE_P(
    Values, TrainRefusal,
    testing::Values(
        std::pair{"--clip -1", "--clip: '-1' is not a number of at least 0"},
        std::pair{"--momentum 1", "--momentum: '1' is not a number from 0 to below 1"},
        std::pair{"--weight-decay 2", "--weight-decay: '2' is not a number from 0 to 1"},
        std::pair{"--ema 1", "--ema: '1' is not a number from 0 to below 1"},
        std::pair{"--label-smoothing 1",
                  "--label-smoothing: '1' is not a number from 0 to below 1"},
        std::pair{"--label-smoothing x",
                  "--label-smoothing: 'x' is not a number from 0 to below 1"},
        std::pair{"--augment turn",
                  "--augment: augmentation \"turn\": expects one of rotate, scale, "
                  "shear, shift, elastic, thickness, or only one of none, light, strong"},
        std::pair{"--patience -1", "--patience: '-1' is not a whole number from 0 to 100000"},
        std::pair{"--patience 2 --validation 0",
                  "--patience needs validation images; give --validation N"},
        std::pair{"--time-limit -1", "--time-limit: '-1' is not a number of at least 0"},
        std::pair{"--time-limit nan", "--time-limit: 'nan' is not a number of at least 0"},
        std::pair{"--preset quik",
                  "--preset: 'quik' is not one of default, quick, best, small-data, invariant; did "
                  "you mean "
                  "quick?"}));

}  // namespace
}  // namespace inkling
