// What `classify` makes of people's pictures: the sample digits, with the model that ships.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>

#include "io/pictures/picture_file.h"
#include "tests/cli/program.h"
#include "tests/io/pictures/picture_bytes.h"
#include "tests/io/pictures/write_png.h"

namespace inkling {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

const std::string kAssets = INKLING_SOURCE_DIR "/assets/";
const std::string kFive = kAssets + "five.png";
const std::string kTwo = kAssets + "two.png";

class ClassifyPictures : public testing::Test {
 protected:
  Outcome classify(const std::vector<std::string>& more, const std::string& input = "/dev/null") {
    std::vector<std::string> words = {"classify"};
    words.insert(words.end(), more.begin(), more.end());
    return inkling_run(place_, words, input);
  }
  /// The JSON of the only picture.
  json classify_json(std::vector<std::string> more) {
    more.emplace_back("--json");
    const Outcome outcome = classify(more);
    EXPECT_EQ(outcome.error, "");
    return json::parse(outcome.out);
  }
  void copy(const std::string& from, const std::string& name) {
    std::filesystem::create_directories(std::filesystem::path(place_.path(name)).parent_path());
    std::filesystem::copy_file(from, place_.path(name));
  }

  Workplace place_;
};

TEST_F(ClassifyPictures, ReadsStandardInput) {
  const Outcome outcome = classify({"-"}, kFive);
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out, "-\t5\t1.000\n");
}

TEST_F(ClassifyPictures, SaysThatAFileHasMoreThanTheFirstPage) {
  // Two pages of an image, which differ from it in nothing but their number.
  std::vector<std::uint8_t> image(28 * 28, 255);
  for (std::size_t row = 5; row < 23; ++row) image[28 * row + 14] = 0;
  place_.write("one.tif", tiff_bytes({{.width = 28, .height = 28, .data = image}}));
  place_.write("two.tif", tiff_bytes({{.width = 28, .height = 28, .data = image},
                                      {.width = 28, .height = 28, .data = image}}));
  EXPECT_EQ(classify({"one.tif"}).error, "");
  const Outcome outcome = classify({"two.tif"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.error, "note: two.tif has several pages or frames; this is the first\n");
  EXPECT_EQ(outcome.out.substr(7), classify({"one.tif"}).out.substr(7));
}

TEST_F(ClassifyPictures, NamesStandardInputInErrors) {
  const Outcome outcome = classify({"-"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.error, StartsWith("error: standard input: "));
}

TEST_F(ClassifyPictures, ReadsStandardInputOnlyOnce) {
  const Outcome outcome = classify({"-", "-"}, kFive);
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.error, "error: -: standard input can be read only once\n");
}

TEST_F(ClassifyPictures, TakesThePicturesOfAFolderByName) {
  copy(kTwo, "scans/b.png");
  copy(kFive, "scans/a.PNG");
  place_.write("scans/notes.txt", "no picture");
  const Outcome outcome = classify({"scans", kTwo});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.out, MatchesRegex("scans/a.PNG\t5\t.*\nscans/b.png\t2\t.*\n/.*two.png\t2.*"));
}

TEST_F(ClassifyPictures, GoesOnPastAFolderWithoutPictures) {
  place_.write("empty/notes.txt", "no picture");
  const Outcome outcome = classify({"missing.png", "empty", kFive});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, StartsWith(kFive + "\t5\t"));
  EXPECT_THAT(outcome.error, MatchesRegex("error: missing.png: (.|\n)*"
                                          "error: empty: no pictures in this folder\n"
                                          "  expected  [^\n]*\n  next      ls empty\n"));
}

TEST_F(ClassifyPictures, GivesOfManyWhatItGivesOfEachAlone) {
  const std::string names[] = {"two", "three", "four", "five", "seven", "eight"};
  for (const char* views : {"1", "7", "16"}) {
    std::vector<std::string> all = {"--json", "--top", "10", "--views", views};
    std::string alone;
    for (const std::string& name : names) {
      alone += classify({"--json", "--top", "10", "--views", views, kAssets + name + ".png"}).out;
      all.push_back(kAssets + name + ".png");
    }
    EXPECT_EQ(classify(all).out, alone) << views << " views";
  }
}

TEST_F(ClassifyPictures, GivesTheSameOnAnyNumberOfThreads) {
  const Outcome one = classify({"--json", "--threads", "1", kAssets});
  EXPECT_EQ(classify({"--json", "--threads", "5", kAssets}).out, one.out);
  EXPECT_EQ(std::ranges::count(one.out, '\n'), 6);
}

TEST_F(ClassifyPictures, AveragesNineViewsUnlessToldOtherwise) {
  const json plain = classify_json({"--views", "1", kTwo});
  const json usual = classify_json({kTwo});
  EXPECT_EQ(plain["views"], 1);
  EXPECT_EQ(usual["views"], 9);
  EXPECT_NE(plain["probability"], usual["probability"]);
  EXPECT_EQ(classify_json({"--views", "9", kTwo}), usual);
}

TEST_F(ClassifyPictures, RefusesMoreViewsThanThereAreLanes) {
  const Outcome outcome = classify({"--views", "17", kFive});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.error, "error: --views: '17' is not a whole number from 1 to 16\n");
}

TEST_F(ClassifyPictures, TellsInJsonWhatItFound) {
  const json line = classify_json({kTwo});
  EXPECT_EQ(line["polarity"], "dark_ink");
  EXPECT_EQ(line["unchanged"], false);
  EXPECT_EQ(line["digits"], 1);
  EXPECT_GT(line["stroke_width"].get<double>(), 1);
  ASSERT_EQ(line["box"].size(), 4u);
  EXPECT_GT(line["box"][0].get<int>(), 320);  // in the right half of 640x480
  EXPECT_LT(line["box"][2].get<int>(), 200);
}

TEST_F(ClassifyPictures, LeavesAPictureLikeMnistsUnlessToldOtherwise) {
  const std::string three = kAssets + "three.png";
  EXPECT_EQ(classify_json({three})["unchanged"], true);
  EXPECT_EQ(classify_json({three})["polarity"], "light_ink");
  EXPECT_EQ(classify_json({"--preprocess", "mnist", three})["unchanged"], false);
}

TEST_F(ClassifyPictures, AnswersAQuestionMarkBelowTheConfidenceAskedFor) {
  const Outcome outcome = classify({"--min-confidence", "1", kTwo});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.out, StartsWith(kTwo + "\t?\t"));
  EXPECT_TRUE(classify_json({"--min-confidence", "1", kTwo})["label"].is_null());
  EXPECT_EQ(classify_json({"--min-confidence", "0.5", kTwo})["label"], "2");
}

TEST_F(ClassifyPictures, RefusesAConfidenceAboveOne) {
  const Outcome outcome = classify({"--min-confidence", "90", kTwo});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.error, "error: --min-confidence: '90' is not a number from 0 to 1\n");
}

TEST_F(ClassifyPictures, RefusesABlankPictureAndSaysWhy) {
  write_png(place_.path("blank.png"), cv::Mat(50, 60, CV_8U, cv::Scalar(200)));
  const Outcome outcome = classify({"--json", "blank.png"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.error, StartsWith("error: blank.png: shows nothing"));
}

TEST_F(ClassifyPictures, SaysThatAPictureShowsSeveralDigits) {
  const cv::Mat digit = brightness(read_picture_file(kAssets + "eight.png"));
  cv::Mat both;
  cv::hconcat(digit, digit, both);
  write_png(place_.path("88.png"), both);
  const Outcome outcome = classify({"--json", "88.png"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.error,
            "error: 88.png: shows 2 digits\n"
            "  expected  a picture of one digit\n"
            "  next      cut them apart, and classify each piece\n");
}

TEST_F(ClassifyPictures, TakesMarksSideBySideWhereTheModelNamesNoDigits) {
  for (int n = 0; n < 12; ++n) {
    cv::Mat page(100, 120 + n, CV_8U, cv::Scalar(240));
    page(cv::Rect(30, 15, 8, 70)) = 20;
    if (n % 2 == 1) page(cv::Rect(62, 15, 8, 70)) = 20;
    const std::string folder = n % 2 == 0 ? "bars/l" : "bars/ll";
    std::filesystem::create_directories(place_.path(folder));
    write_png(place_.path(folder + "/" + std::to_string(n) + ".png"), page);
  }
  const Outcome training = inkling_run(
      place_, {"train", "--data", "bars", "--model", "softmax", "--epochs", "1", "--out", "run"});
  ASSERT_EQ(training.code, 0) << training.error;
  EXPECT_EQ(classify_json({"--model", "run/model.onnx", "bars/ll/1.png"})["digits"], 2);
}

TEST_F(ClassifyPictures, ShowsWhatTheNetworkSeesBehindTheResult) {
  const Outcome outcome = classify({"--show", kFive});
  EXPECT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.out, StartsWith(kFive + "\t5\t1.000\n  +----------------------------+\n"));
  EXPECT_THAT(outcome.out, HasSubstr("5 #################### 100.0 %\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\n  dark ink, "));
  EXPECT_THAT(outcome.out, Not(HasSubstr("\x1b")));
}

TEST_F(ClassifyPictures, ShowsInColourWhereAskedTo) {
  EXPECT_THAT(classify({"--show", "--color", "always", kFive}).out, HasSubstr("\x1b[38;5;"));
}

TEST_F(ClassifyPictures, ShowsNothingAmongJson) {
  const Outcome outcome = classify({"--show", "--json", kFive});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.error, "error: --show cannot be used together with --json\n");
}

TEST_F(ClassifyPictures, SavesWhatTheNetworkSees) {
  const json line = classify_json({"--save-seen", "seen", kFive});
  EXPECT_EQ(line["seen"], "seen/five.png");
  EXPECT_EQ(read_picture_file(place_.path("seen/five.png")).size(), cv::Size(28, 28));
}

TEST_F(ClassifyPictures, SavesEachOfSeveralPicturesOfTheSameName) {
  copy(kTwo, "a/x.png");
  copy(kFive, "b/x.png");
  EXPECT_EQ(classify({"--save-seen", "seen", "a/x.png", "b/x.png"}).code, 0);
  // Shown as it is, because it is like MNIST's, a saved picture has the label of the original.
  EXPECT_EQ(classify_json({"seen/x.png"})["label"], "2");
  EXPECT_EQ(classify_json({"seen/x-2.png"})["label"], "5");
}

TEST_F(ClassifyPictures, SavesPicturesOfTheLongestNames) {
  const std::string name(251, 'x');
  copy(kFive, "a/" + name + ".png");
  copy(kTwo, "b/" + name + ".png");
  const Outcome outcome =
      classify({"--save-seen", "seen", "a/" + name + ".png", "b/" + name + ".png", kTwo});
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(std::ranges::count(outcome.out, '\n'), 3);
}

TEST_F(ClassifyPictures, GoesOnPastAPictureThatCannotBeSaved) {
  const Outcome outcome = classify({"--save-seen", "/proc", kFive, kTwo});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.error, MatchesRegex("error: /proc/five.png: cannot be written\n(.|\n)*"
                                          "error: /proc/two.png: cannot be written\n(.|\n)*"));
}

TEST_F(ClassifyPictures, MakesNothingWhereItIsAskedForTheImpossible) {
  const Outcome outcome = classify({"--save-seen", "seen", "--explain", "page.html", kTwo, kFive});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.error, "error: --explain takes one picture file and one model\n");
  EXPECT_FALSE(std::filesystem::exists(place_.path("seen")));
}

TEST_F(ClassifyPictures, EscapesControlBytesOfPaths) {
  copy(kFive, "a\nb.png");
  EXPECT_EQ(classify({"a\nb.png"}).out, "a\\x0ab.png\t5\t1.000\n");
}

/// Networks that were trained on pictures as they had been found.
class ClassifyAsFound : public ClassifyPictures {
 protected:
  ClassifyAsFound() {
    place_.write_class_folders();
    const Outcome outcome = inkling_run(place_, {"train", "--data", "folders", "--model", "softmax",
                                                 "--epochs", "1", "--out", "run"});
    EXPECT_EQ(outcome.code, 0) << outcome.error;
  }

  /// Classifies `picture` and returns what the network saw.
  cv::Mat seen(const cv::Mat& picture, std::vector<std::string> more = {}) {
    write_png(place_.path("picture.png"), picture);
    more.insert(more.end(), {"--model", "run/model.onnx", "--save-seen", "seen", "picture.png"});
    const json line = classify_json(more);
    return read_picture_file(place_.path(line["seen"].get<std::string>()));
  }

  static cv::Mat task_picture() {
    std::vector<unsigned char> pixels = task_image(0);
    return cv::Mat(12, 12, CV_8U, pixels.data()).clone();
  }
};

TEST_F(ClassifyAsFound, SeesAPictureAsInTraining) {
  EXPECT_EQ(cv::norm(seen(task_picture()), task_picture(), cv::NORM_INF), 0);
}

TEST_F(ClassifyAsFound, InvertsLightPaperAsTheTrainingDoes) {
  EXPECT_EQ(cv::norm(seen(255 - task_picture()), task_picture(), cv::NORM_INF), 0);
}

TEST_F(ClassifyAsFound, InvertsAllAsATrainingOnLightAndDarkPaperDid) {
  for (int n = 0; n < 12; ++n) {
    const cv::Mat picture = n % 3 == 0 ? task_picture() : cv::Mat(255 - task_picture());
    const std::string folder = "mixed/" + std::to_string(n % 2);
    std::filesystem::create_directories(place_.path(folder));
    write_png(place_.path(folder + "/" + std::to_string(n) + ".png"), picture);
  }
  const Outcome outcome = inkling_run(place_, {"train", "--data", "mixed", "--model", "softmax",
                                               "--epochs", "1", "--out", "mixed-run"});
  ASSERT_EQ(outcome.code, 0) << outcome.error;
  const auto seen_by_mixed = [&](const cv::Mat& picture) {
    write_png(place_.path("picture.png"), picture);
    const json line =
        classify_json({"--model", "mixed-run/model.onnx", "--save-seen", "seen", "picture.png"});
    return read_picture_file(place_.path(line["seen"].get<std::string>()));
  };
  EXPECT_EQ(cv::norm(seen_by_mixed(task_picture()), 255 - task_picture(), cv::NORM_INF), 0);
  EXPECT_EQ(cv::norm(seen_by_mixed(255 - task_picture()), task_picture(), cv::NORM_INF), 0);
}

TEST_F(ClassifyAsFound, CentresTheDigitWhereAskedTo) {
  EXPECT_GT(cv::norm(seen(task_picture(), {"--preprocess", "mnist"}), task_picture(), cv::NORM_INF),
            100);
}

TEST_F(ClassifyAsFound, LooksAtAPictureOnce) {
  const std::vector<std::string> picture = {"--model", "run/model.onnx", "folders/test/1/1091.png"};
  EXPECT_EQ(classify_json(picture)["views"], 1);
}

TEST_F(ClassifyAsFound, RefusesToAverageWithANetworkOfPreparedImages) {
  place_.write_idx_data();
  inkling_run(place_, {"train", "--data", "data", "--model", "softmax", "--epochs", "1", "--out",
                       "prepared"});
  const Outcome outcome = classify(
      {"--model", "run/model.onnx", "--model", "prepared/model.onnx", "folders/test/1/1091.png"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.error, StartsWith("error: prepared/model.onnx: was trained on images "
                                        "of another form than run/model.onnx\n"));
}

}  // namespace
}  // namespace inkling
