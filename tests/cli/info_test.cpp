#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "app/options/preset.h"
#include "model/network/architecture.h"
#include "tests/cli/program.h"

namespace inkling {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class Info : public testing::Test {
 protected:
  std::string page(const std::vector<std::string>& what) {
    std::vector<std::string> words = {"info"};
    words.insert(words.end(), what.begin(), what.end());
    const Outcome outcome = inkling_run(place_, words);
    EXPECT_EQ(outcome.code, 0) << outcome.error;
    EXPECT_EQ(outcome.error, "");
    return outcome.out;
  }

  Workplace place_;
};

TEST_F(Info, WithoutAnArgumentListsNetworksAndLayers) {
  const std::string text = page({});
  for (const char* part :
       {"  lenet5     LeNet-5 ", "  mlp        ", "  softmax    ", "  invariant  ",
        "; B&J, Example 10.6.3\n", "  conv KxHxW [stride S|SxT] [groups G] [no-bias]: "}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST_F(Info, OfANameShowsItsLayersAndTotals) {
  const std::string text = page({"lenet5"});
  EXPECT_THAT(text, HasSubstr("  conv 6x5x5   convolution 10.5.1      6x28x28         156     "
                              "117,600\n"));
  EXPECT_THAT(text, HasSubstr("  relu         ReLU (4.2)              6x28x28\n"));
  EXPECT_THAT(text, HasSubstr("  total                                             61,706     "
                              "416,520\n"));
}

TEST_F(Info, OfANameShowsWhatBelongsToIt) {
  EXPECT_THAT(page({"softmax"}), StartsWith("name    softmax, logistic regression for several "
                                            "classes\n"
                                            "source  B&J, 6.3\n"
                                            "loss    cross-entropy\n"
                                            "layers  fc 10\n"
                                            "for     images of 1x28x28, 10 classes\n\n"));
}

TEST_F(Info, OfResidualBlocksIndentsTheirBranches) {
  const std::string text =
      page({"residual(residual(relu), conv 2x1x1; residual(tanh), conv 2x1x1), fc 10"});
  EXPECT_THAT(text, HasSubstr(R"(
  residual(
    residual(
      relu      ReLU (4.2)             1x28x28
    )           addition               1x28x28
    conv 2x1x1  convolution 10.5.1     2x28x28           4       1,568
  ; residual(
      tanh      tanh (4.6)             1x28x28
    )           addition               1x28x28
    conv 2x1x1  convolution 10.5.1     2x28x28           4       1,568
  )             addition               2x28x28
)"));
}

TEST_F(Info, TakesAParenthesisForANetwork) {
  const Outcome outcome = inkling_run(place_, {"info", "residual(relu"});
  EXPECT_THAT(outcome.error, StartsWith("error: after layer 1 (relu): expects a comma or ) of"));
}

TEST_F(Info, OfAnyNameFitsAScreen) {
  for (const NamedArchitecture& named : named_architectures()) {
    std::istringstream lines(page({std::string(named.name)}));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
  }
}

TEST_F(Info, OfAPresetShowsWhatItSetsOnAScreen) {
  for (const Preset& preset : presets()) {
    const std::string name(preset.name);
    const std::string text = page({name});
    EXPECT_THAT(text, HasSubstr("preset " + name + ": " + std::string(preset.reaches) +
                                "\ninkling train --data DATA --preset " + name + "\n"));
    EXPECT_THAT(
        text, HasSubstr("\n  --epochs           " + std::to_string(preset.training.epochs) + "\n"));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
  }
  EXPECT_THAT(page({"quick"}),
              HasSubstr("  --model            conv 8x5x5, batchnorm, pool 2, relu, conv 24x5x5,\n"
                        "                     batchnorm, pool 2, relu, fc classes\n"));
}

TEST_F(Info, OfANameOfBothShowsTheNetworkAndThePreset) {
  EXPECT_THAT(page({"invariant"}),
              AllOf(StartsWith("name    invariant, "), HasSubstr("\n\npreset invariant: ")));
}

TEST_F(Info, SuggestsThePresetThatWasMeant) {
  EXPECT_THAT(inkling_run(place_, {"info", "smal-data"}).error,
              HasSubstr("did you mean small-data?"));
}

TEST_F(Info, OfAModelFitsAScreen) {
  std::istringstream lines(page({INKLING_SOURCE_DIR "/assets/mnist.onnx"}));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
}

TEST_F(Info, OfAnArchitectureTextShowsItsLayers) {
  EXPECT_THAT(page({"pool 2, fc 10"}),
              HasSubstr("  fc 10   fully connected 4.1.2   10x1x1       1,970       1,960\n"));
}

TEST_F(Info, OfAnArchitectureTextTellsWhatAModelFileHasOfIt) {
  const std::string text = page({"conv 2x3x3 no-bias, batchnorm, pool all, dropout 0.5, fc 10"});
  EXPECT_THAT(text, HasSubstr("\ncounted as it is trained; a model file has batchnorm folded into "
                              "the layers\n"
                              "before, and no dropout: 50 parameters, 12,188 multiplies\n"));
}

TEST_F(Info, OfANetworkWithoutBiasesSaysThatPaperIsItsZero) {
  place_.write_idx_data();
  inkling_run(place_, {"train", "--data", "data", "--epochs", "1", "--out", "run", "--model",
                       "pad 3, conv classesx3x3 no-bias, pool all"});
  EXPECT_THAT(page({"run/model.onnx"}), HasSubstr("pixels    mean 0.0000, deviation 0."));
}

TEST_F(Info, OfAModelShowsClassesAndSettings) {
  place_.write_idx_data();
  inkling_run(place_,
              {"train", "--data", "data", "--model", "softmax", "--epochs", "2", "--out", "run"});
  const std::string text = page({"run/model.onnx"});
  for (const char* part :
       {"  input                         1x12x12\n",
        "  fc 3   fully connected 4.1.2    3x1x1         435", "classes   0, 1, 2\n",
        "  epochs               2\n", "  data                 data\n", "  best_epoch ",
        "  validation_accuracy "}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST_F(Info, OfDataCountsTheImagesOfEachClass) {
  place_.write_idx_data();
  const std::string text = page({"data"});
  EXPECT_THAT(text, StartsWith("IDX files of 1x12x12, 3 classes\n"));
  EXPECT_THAT(text, HasSubstr("      0     30    10\n"));
  EXPECT_THAT(text, HasSubstr("  total     90    30\n"));
}

TEST_F(Info, OfAnImageFileTellsItsImages) {
  place_.write_idx_data();
  EXPECT_EQ(page({"data/t10k-images-idx3-ubyte"}),
            "IDX image file: 30 images of 1x12x12\n"
            "use it with --images data/t10k-images-idx3-ubyte --labels FILE\n");
}

TEST_F(Info, OfALabelFileCountsItsLabels) {
  place_.write("labels", idx_labels(0, 4));
  EXPECT_EQ(page({"labels"}),
            "IDX label file: 4 labels\n"
            "use it with --images FILE --labels labels\n\n"
            "  label  count\n"
            "      0      2\n"
            "      1      1\n"
            "      2      1\n");
}

TEST_F(Info, OfASetByItsPrefixTellsItsImages) {
  place_.write("emnist-digits-train-images-idx3-ubyte", idx_images(0, 3));
  place_.write("emnist-digits-train-labels-idx1-ubyte", idx_labels(0, 3));
  place_.write("emnist-digits-test-images-idx3-ubyte", idx_images(3, 6));
  place_.write("emnist-digits-test-labels-idx1-ubyte", idx_labels(3, 6));
  EXPECT_THAT(page({"emnist-digits"}), StartsWith("IDX files of 1x12x12, 3 classes\n"));
}

TEST_F(Info, WarnsOfFilesInClassFoldersThatAreNotNamedAsPictures) {
  place_.write_class_folders();
  place_.write("folders/train/1/scan.pdf", "");
  place_.write("folders/train/2/scan.pdf", "");
  const Outcome outcome = inkling_run(place_, {"info", "folders"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.error,
            "warning: skipped 2 files not named as pictures, such as "
            "folders/train/1/scan.pdf\n");
}

TEST_F(Info, DoesNotTakeAFileThatItCannotReachForMissing) {
  std::filesystem::create_symlink("loop.onnx", place_.path("loop.onnx"));
  const Outcome outcome = inkling_run(place_, {"info", "loop.onnx"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.error,
            "error: loop.onnx: cannot be read\n"
            "  found     Too many levels of symbolic links\n"
            "  next      ls -ld loop.onnx\n");
}

TEST_F(Info, SuggestsTheNetworkThatWasMeant) {
  const Outcome outcome = inkling_run(place_, {"info", "lenet"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.error,
            "error: 'lenet' is not a file, a network or a preset; did you mean lenet5?\n");
}

TEST_F(Info, SaysWhereTheNamesAreListedThatAWordIsFarFrom) {
  EXPECT_EQ(inkling_run(place_, {"info", "nix"}).error,
            "error: 'nix' is not a file, a network or a preset; inkling info lists networks and "
            "presets\n");
}

TEST_F(Info, OfATextTellsItsLayersHoweverLongItIs) {
  std::string text = "fc 12";
  for (int layer = 0; layer < 50; ++layer) text += ", relu, fc 12";
  EXPECT_THAT(
      page({text + ", fc classes"}),
      StartsWith("layers  fc 12, relu, fc 12, relu, fc 12, relu, fc 12, relu, fc 12, relu,\n"
                 "        fc 12, relu, "));
}

TEST_F(Info, NamesAMissingFile) {
  const Outcome outcome = inkling_run(place_, {"info", "none/model.onnx"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.error,
            "error: none/model.onnx: no such file or folder\n  next      inkling info\n");
}

}  // namespace
}  // namespace inkling
