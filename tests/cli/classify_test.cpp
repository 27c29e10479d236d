#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "io/models/onnx_model.h"
#include "model/network/architecture.h"
#include "tests/cli/program.h"
#include "tests/io/pictures/picture_bytes.h"

namespace inkling {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

// Pictures of the task that the training did not see; the folder is the class.
constexpr const char* kOne = "folders/test/1/1091.png";
constexpr const char* kZero = "folders/test/0/1090.png";
constexpr const char* kOneToExplain = "--explain takes one picture file and one model";

class Classify : public testing::Test {
 protected:
  Classify() {
    place_.write_class_folders();
    const Outcome outcome =
        inkling_run(place_, {"train", "--data", "folders", "--model", "mlp", "--epochs", "8",
                             "--batch-size", "10", "--out", "run"});
    EXPECT_EQ(outcome.code, 0) << outcome.error;
  }

  Outcome classify(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"classify", "--model", "run/model.onnx"};
    words.insert(words.end(), more.begin(), more.end());
    return inkling_run(place_, words);
  }

  Workplace place_;
};

TEST_F(Classify, PrintsPathLabelAndProbabilityOfEachFile) {
  const Outcome outcome = classify({kOne, kZero});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.out, MatchesRegex("folders/test/1/1091.png\t1\t[01]\\.[0-9]{3}\n"
                                        "folders/test/0/1090.png\t0\t[01]\\.[0-9]{3}\n"));
}

TEST_F(Classify, NamesTheSampleDigitsWithTheModelThatShips) {
  const std::pair<const char*, const char*> samples[] = {
      {"two", "2"}, {"three", "3"}, {"four", "4"}, {"five", "5"}, {"seven", "7"}, {"eight", "8"}};
  for (const auto& [name, label] : samples) {
    const std::string path = std::string(INKLING_SOURCE_DIR) + "/assets/" + name + ".png";
    const Outcome outcome = inkling_run(place_, {"classify", path});
    EXPECT_EQ(outcome.code, 0) << outcome.error;
    EXPECT_THAT(outcome.out, StartsWith(path + "\t" + label + "\t"));
  }
}

TEST_F(Classify, RefusesAModelOfColourImages) {
  const Shape colour{.channels = 3, .height = 12, .width = 12};
  write_model({build_network("fc 2", colour, 2), {"a", "b"}, {}}, place_.path("colour.onnx"));
  const Outcome outcome = inkling_run(place_, {"classify", "--model", "colour.onnx", kOne});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.error,
            "error: colour.onnx: the model does not take grey pictures\n"
            "  expected  an input of 1 channel\n"
            "  found     3x12x12\n"
            "  next      inkling info colour.onnx\n");
}

TEST_F(Classify, AveragesTheModelsThatAreGiven) {
  const Shape shape{.channels = 1, .height = 12, .width = 12};
  Network network = build_network("fc 3", shape, 3);
  // The image does not matter: class 0 has nearly all the probability.
  network.parameters()[network.parameters().size() - 3] = 20.0f;
  write_model({std::move(network), {"0", "1", "2"}, {}}, place_.path("zero.onnx"));
  const auto probability = [](const Outcome& outcome) {
    const json line = json::parse(outcome.out);
    for (const json& top : line["top"]) {
      if (top["label"] == "1") return top["probability"].get<double>();
    }
    return -1.0;
  };
  const double alone = probability(classify({"--json", "--top", "3", kOne}));
  const double mean = probability(classify({"--model", "zero.onnx", "--json", "--top", "3", kOne}));
  EXPECT_NEAR(mean, alone / 2, 1e-6);
}

TEST_F(Classify, RefusesModelsThatDoNotGoTogether) {
  const Shape shape{.channels = 1, .height = 8, .width = 8};
  write_model({build_network("fc 3", shape, 3), {"0", "1", "2"}, {}}, place_.path("small.onnx"));
  const Outcome outcome = classify({"--model", "small.onnx", kOne});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.error, StartsWith("error: small.onnx: does not match run/model.onnx\n"));
}

TEST_F(Classify, AppendsFurtherLabelsToTheLine) {
  EXPECT_THAT(classify({"--top", "2", kOne}).out,
              MatchesRegex("[^\t]*\t1\t[01]\\.[0-9]{3}\t[02]\t[01]\\.[0-9]{3}\n"));
}

TEST_F(Classify, ShowsNoMoreLabelsThanThereAre) {
  const json line = json::parse(classify({"--json", "--top", "9", kOne}).out);
  EXPECT_EQ(line["top"].size(), 3u);
}

TEST_F(Classify, GivesOneJsonObjectALine) {
  const json line = json::parse(classify({"--json", kOne}).out);
  EXPECT_EQ(line["path"], kOne);
  EXPECT_EQ(line["label"], "1");
  EXPECT_GT(line["probability"].get<double>(), 0.5);
  EXPECT_EQ(line["top"][0]["label"], "1");
}

TEST_F(Classify, ReadsAJpegFileThroughThePlugin) {
  if (std::string(INKLING_PICTURE_ENCODER).empty()) {
    GTEST_SKIP() << "OpenCV's imgcodecs is not installed";
  }
  const std::vector<unsigned char> pixels = task_image(1);
  const cv::Mat image(12, 12, CV_8U, const_cast<unsigned char*>(pixels.data()));
  place_.write("one.jpg", encoded_picture(".jpg", image));
  const Outcome outcome = classify({"one.jpg", kOne});
  EXPECT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.out, MatchesRegex("one.jpg\t1\t[^\n]*\nfolders/test/1/[^\n]*\n"));
}

TEST_F(Classify, GoesOnPastABadFileAndFailsAtTheEnd) {
  place_.write("bad.png", "no picture");
  const Outcome outcome = classify({"missing.png", kOne, "bad.png", kZero});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, MatchesRegex("folders/test/1/[^\n]*\nfolders/test/0/[^\n]*\n"));
  EXPECT_THAT(outcome.error, HasSubstr("error: missing.png: "));
  EXPECT_THAT(outcome.error, HasSubstr("error: bad.png: "));
}

TEST_F(Classify, ExplainsOnePictureInAPage) {
  const Outcome outcome = classify({kOne, "--explain", "one.html"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.out, StartsWith(kOne));
  const std::string page = place_.read("one.html");
  EXPECT_THAT(page, HasSubstr("The network classifies this image as <b>1</b>"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, HasSubstr("inkling classify --model run/model.onnx " + std::string(kOne) +
                              " --explain one.html"));
}

TEST_F(Classify, ExplainsTheModelThatShipsInLessThan1500Kilobytes) {
  const std::string path = std::string(INKLING_SOURCE_DIR) + "/assets/five.png";
  EXPECT_EQ(inkling_run(place_, {"classify", path, "--explain", "five.html"}).code, 0);
  const std::string page = place_.read("five.html");
  EXPECT_THAT(page, HasSubstr("The network classifies this image as <b>5</b>"));
  EXPECT_LT(page.size(), 1'500'000u);
}

TEST_F(Classify, RefusesToExplainMoreThanOnePicture) {
  const Outcome outcome = classify({kOne, kZero, "--explain", "one.html"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.error, HasSubstr(kOneToExplain));
  EXPECT_EQ(place_.read("one.html"), "");
}

TEST_F(Classify, RefusesToExplainAnEnsemble) {
  const Outcome outcome = classify({"--model", "run/model.onnx", kOne, "--explain", "one.html"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.error, HasSubstr(kOneToExplain));
}

TEST_F(Classify, RefusesToExplainStandardInput) {
  const Outcome outcome = classify({"-", "--explain", "one.html"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.error, HasSubstr(kOneToExplain));
}

TEST_F(Classify, ExplainsNoPictureThatItCannotRead) {
  const Outcome outcome = classify({"missing.png", "--explain", "one.html"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(place_.read("one.html"), "");
}

}  // namespace
}  // namespace inkling
