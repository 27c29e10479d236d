#include "io/classifier/classifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <numeric>
#include <opencv2/imgproc.hpp>
#include <stdexcept>
#include <thread>

#include "io/pictures/picture_file.h"
#include "tests/io/files/scratch_folder.h"
#include "tests/io/pictures/write_png.h"
#include "tests/model/expect_refusal.h"

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::string asset(const std::string& name) { return INKLING_SOURCE_DIR "/assets/" + name; }

/// A sample digit as cv::imread returns it.
cv::Mat loaded(const std::string& name) {
  cv::Mat picture = read_picture_file(asset(name));
  if (picture.channels() == 3) cv::cvtColor(picture, picture, cv::COLOR_RGB2BGR);
  return picture;
}

void expect_equal(const Answer& a, const Answer& b) {
  EXPECT_EQ(a.label, b.label);
  EXPECT_EQ(a.probabilities, b.probabilities);
  EXPECT_EQ(a.box, b.box);
  EXPECT_EQ(a.dark_ink, b.dark_ink);
}

class ClassifierTest : public testing::Test {
 protected:
  ScratchFolder folder_;
  Classifier classifier_;
};

TEST_F(ClassifierTest, NamesTheDigitInAFile) {
  const Answer answer = classifier_.classify_file(asset("five.png"));
  ASSERT_TRUE(answer) << answer.message;
  EXPECT_EQ(answer.label, "5");
  EXPECT_GT(answer.probability, 0.9f);
  ASSERT_EQ(answer.probabilities.size(), classifier_.class_names().size());
  EXPECT_EQ(answer.probabilities[5], answer.probability);
  EXPECT_NEAR(std::reduce(answer.probabilities.begin(), answer.probabilities.end()), 1.0, 1e-5);
  EXPECT_EQ(answer.box, cv::Rect(41, 35, 127, 189));
  EXPECT_TRUE(answer.dark_ink);
  EXPECT_FALSE(answer.unchanged);
  EXPECT_EQ(answer.image.size(), cv::Size(28, 28));
  EXPECT_EQ(answer.message, "");
}

TEST_F(ClassifierTest, NamesTheDigitInAMatrixAsInItsFile) {
  for (const char* name : {"five.png", "three.png", "eight.png"}) {
    expect_equal(classifier_.classify(loaded(name)), classifier_.classify_file(asset(name)));
  }
}

TEST_F(ClassifierTest, TakesSixteenBitsAndOpacity) {
  const cv::Mat picture = loaded("five.png");
  cv::Mat deep;
  picture.convertTo(deep, CV_16U, 257.0);
  expect_equal(classifier_.classify(deep), classifier_.classify(picture));
  cv::Mat opaque;
  cv::cvtColor(picture, opaque, cv::COLOR_BGR2BGRA);
  expect_equal(classifier_.classify(opaque), classifier_.classify(picture));
  cv::Mat ink(60, 60, CV_8UC4, cv::Scalar(0, 0, 0, 0));
  cv::line(ink, {30, 10}, {30, 50}, cv::Scalar(0, 0, 0, 255), 4);
  EXPECT_EQ(classifier_.classify(ink).label, "1");
}

TEST_F(ClassifierTest, TakesAPartOfAMatrix) {
  cv::Mat page(400, 400, CV_8UC3, cv::Scalar(255, 255, 255));
  const cv::Rect place({100, 80}, loaded("five.png").size());
  loaded("five.png").copyTo(page(place));
  expect_equal(classifier_.classify(page(place)), classifier_.classify(loaded("five.png")));
}

TEST_F(ClassifierTest, RefusesOtherMatrices) {
  const char* message = "a picture has 8 or 16 bits, and 1, 3 or 4 channels";
  expect_refusal([&] { classifier_.classify(cv::Mat()); }, message);
  expect_refusal([&] { classifier_.classify(cv::Mat(9, 9, CV_32F)); }, message);
  expect_refusal([&] { classifier_.classify(cv::Mat(9, 9, CV_8UC2)); }, message);
}

TEST_F(ClassifierTest, AnswersInOrderAndGoesOnPastWhatItRefuses) {
  write_png(folder_.path("blank.png"), cv::Mat(40, 40, CV_8U, cv::Scalar(255)));
  std::ofstream(folder_.path("text.png")) << "no picture";
  cv::Mat two_digits(100, 200, CV_8U, cv::Scalar(255));
  cv::line(two_digits, {50, 20}, {50, 80}, cv::Scalar(0), 6);
  cv::line(two_digits, {150, 20}, {150, 80}, cv::Scalar(0), 6);
  write_png(folder_.path("two.png"), two_digits);
  const std::vector<std::string> paths = {asset("five.png"),        folder_.path("blank.png"),
                                          folder_.path("text.png"), folder_.path("missing.png"),
                                          folder_.path("two.png"),  asset("seven.png")};
  const std::vector<Answer> answers = classifier_.classify_files(paths);
  std::vector<std::string> labels;
  std::vector<Refusal> refusals;
  for (const Answer& answer : answers) {
    labels.push_back(answer.label);
    refusals.push_back(answer.refusal);
  }
  EXPECT_THAT(labels, ElementsAre("5", "", "", "", "", "7"));
  EXPECT_THAT(refusals, ElementsAre(Refusal::kNone, Refusal::kNoDigit, Refusal::kUnreadable,
                                    Refusal::kUnreadable, Refusal::kNoDigit, Refusal::kNone));
  for (std::size_t n = 1; n < 5; ++n) {
    EXPECT_THAT(answers[n].message, StartsWith(paths[n] + ": "));
    EXPECT_TRUE(answers[n].probabilities.empty());
  }
  EXPECT_THAT(answers[4].message, HasSubstr("shows 2 digits"));
}

TEST_F(ClassifierTest, NamesMatricesInItsMessages) {
  const cv::Mat blank(40, 40, CV_8U, cv::Scalar(255));
  EXPECT_THAT(classifier_.classify(blank, "frame 7").message, StartsWith("frame 7: "));
  const std::vector<cv::Mat> pictures = {loaded("five.png"), blank};
  EXPECT_THAT(classifier_.classify(pictures)[1].message, StartsWith("picture 1: "));
}

TEST_F(ClassifierTest, GivesAPictureTheSameAnswerAmongOthers) {
  std::vector<std::string> paths(20, asset("two.png"));
  paths[7] = asset("five.png");
  expect_equal(classifier_.classify_files(paths)[7], classifier_.classify_file(paths[7]));
}

TEST_F(ClassifierTest, ServesSeveralThreadsAtOnce) {
  const Answer alone = classifier_.classify_file(asset("five.png"));
  std::vector<Answer> answers(4);
  {
    std::vector<std::jthread> threads;
    for (Answer& answer : answers) {
      threads.emplace_back([&] { answer = classifier_.classify_file(asset("five.png")); });
    }
  }
  for (const Answer& answer : answers) expect_equal(answer, alone);
}

TEST_F(ClassifierTest, AveragesNineViewsUnlessToldOtherwise) {
  EXPECT_EQ(classifier_.views(), 9);
  EXPECT_EQ(Classifier({.views = 3}).views(), 3);
  EXPECT_EQ(Classifier({.preparation = Preparation::kNone}).views(), 1);
  const std::string path = asset("four.png");
  EXPECT_NE(Classifier({.views = 1}).classify_file(path).probabilities,
            classifier_.classify_file(path).probabilities);
}

TEST_F(ClassifierTest, RefusesWhatItIsNotSureOf) {
  const Classifier strict({.min_probability = 1.0});
  const Answer answer = strict.classify_file(asset("five.png"));
  EXPECT_FALSE(answer);
  EXPECT_EQ(answer.refusal, Refusal::kUnsure);
  EXPECT_EQ(answer.label, "");
  EXPECT_EQ(answer.probabilities.size(), 10u);
  EXPECT_THAT(answer.message, StartsWith(asset("five.png") + ": 5 is the most probable label"));
}

TEST_F(ClassifierTest, AveragesModels) {
  const std::string model = asset("mnist.onnx");
  const Classifier twice({.models = {model, model}});
  EXPECT_THAT(twice.model_files(), ElementsAre(model, model));
  EXPECT_EQ(twice.classify_file(asset("five.png")).label, "5");
}

TEST_F(ClassifierTest, HasNoWarningsAboutTheModelThatComesWithInkling) {
  EXPECT_TRUE(classifier_.warnings().empty());
  EXPECT_THAT(classifier_.class_names(),
              ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
}

TEST(ClassifierOptions, OutsideTheirRangesAreRefused) {
  expect_refusal([] { Classifier({.views = 17}); }, "views: not from 0 to 16");
  expect_refusal([] { Classifier({.min_probability = 1.5}); }, "min_probability: not from 0 to 1");
  expect_refusal([] { Classifier({.threads = -1}); }, "threads: less than 0");
}

TEST(ClassifierOptions, NameModelsThatMustBeThere) {
  EXPECT_THROW(Classifier({.models = {"/nonexistent/model.onnx"}}), std::runtime_error);
}

}  // namespace
}  // namespace inkling
