#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "tests/cli/train.h"
#include "tests/io/data/npz_file.h"

// Data in the formats that people have, through the program.

namespace inkling {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class OwnData : public Train {
 protected:
  /// The images of the task from `first` to before `last` as a CSV file.
  void write_table(const std::string& name, int first, int last, bool has_labels = true) {
    std::ostringstream table;
    table << (has_labels ? "label,pixel0" : "pixel0");
    for (int n = 1; n < 144; ++n) table << ",pixel" << n;
    for (int index = first; index < last; ++index) {
      table << "\n";
      if (has_labels) table << index % 3 << ",";
      const std::vector<unsigned char> pixels = task_image(index);
      for (std::size_t n = 0; n < pixels.size(); ++n)
        table << (n == 0 ? "" : ",") << int{pixels[n]};
    }
    place_.write(name, table.str() + "\n");
  }
  Outcome run(const std::vector<std::string>& arguments) { return inkling_run(place_, arguments); }
};

TEST_F(OwnData, TrainsOnATableAndClassifiesOneWithoutLabels) {
  write_table("train.csv", 0, 90);
  write_table("test.csv", 90, 120, false);
  const Outcome trained = run({"train", "--data", "train.csv", "--model", "mlp", "--epochs", "3",
                               "--batch-size", "10", "--out", "run", "--quiet"});
  ASSERT_EQ(trained.code, 0) << trained.error;
  const Outcome outcome =
      run({"classify", "--model", "run", "--data", "test.csv", "--csv", "submission.csv"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(place_.read("submission.csv"), StartsWith("ImageId,Label\n1,0\n2,1\n3,2\n4,0\n"));
  const Outcome lines = run({"classify", "--model", "run", "--data", "test.csv"});
  EXPECT_THAT(lines.out, StartsWith("test.csv#1\t0\t"));
  const Outcome json = run({"classify", "--model", "run", "--data", "test.csv", "--json"});
  EXPECT_THAT(json.out, StartsWith("{\"path\":\"test.csv#1\",\"label\":\"0\",\"probability\":"));
  const Outcome columns = run({"classify", "--model", "run", "--data", "test.csv", "--csv", "-",
                               "--probabilities", "--min-confidence", "1"});
  EXPECT_THAT(columns.out, AllOf(StartsWith("ImageId,Label,0,1,2\n1,"), HasSubstr(",?,")));
}

TEST_F(OwnData, ClassifiesAPartOfLabelledData) {
  ASSERT_EQ(train({"--out", "run", "--quiet"}).code, 0);
  const auto count = [this](const std::vector<std::string>& more) {
    std::vector<std::string> words = {"classify", "--model", "run", "--data", "data"};
    words.insert(words.end(), more.begin(), more.end());
    const std::string out = run(words).out;
    return std::ranges::count(out, '\n');
  };
  EXPECT_EQ(count({}), 120);
  EXPECT_EQ(count({"--split", "test"}), 30);
  EXPECT_EQ(count({"--split", "train"}), 90);
}

TEST_F(OwnData, ImagesOfClassFoldersKeepTheirFiles) {
  ASSERT_EQ(train({"--out", "run", "--quiet"}).code, 0);
  place_.write_class_folders();
  const Outcome outcome = run({"classify", "--model", "run", "--data", "folders", "--csv", "-"});
  EXPECT_THAT(outcome.out, StartsWith("ImageId,Label\nfolders/train/0/1000.png,0\n"));
}

TEST_F(OwnData, PicturesMakeATableToo) {
  ASSERT_EQ(train({"--out", "run", "--quiet"}).code, 0);
  place_.write_class_folders();
  const Outcome outcome =
      run({"classify", "--model", "run", "--csv", "-", "folders/train/0/1000.png", "nothing.png"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, StartsWith("ImageId,Label\nfolders/train/0/1000.png,"));
}

TEST_F(OwnData, ClassifyTakesPicturesOrData) {
  EXPECT_THAT(run({"classify"}).error, HasSubstr("no pictures given: IMAGE..., or --data DATA"));
  EXPECT_EQ(run({"classify", "a.png", "--data", "data"}).code, 2);
  EXPECT_EQ(run({"classify", "--data", "data", "--show"}).code, 2);
  EXPECT_EQ(run({"classify", "--data", "data", "--explain", "a.html"}).code, 2);
  EXPECT_EQ(run({"classify", "--data", "data", "--save-seen", "seen"}).code, 2);
  EXPECT_EQ(run({"classify", "--data", "data", "--preprocess", "none"}).code, 2);
  EXPECT_EQ(run({"classify", "a.png", "--probabilities"}).code, 2);
  EXPECT_EQ(run({"classify", "a.png", "--split", "test"}).code, 2);
}

TEST_F(OwnData, ImagesOfAnotherSizeDoNotFitTheModel) {
  EXPECT_THAT(run({"classify", "--data", "data"}).error, HasSubstr("1x12x12"));
}

TEST_F(OwnData, TwoDataAreTrainedTogetherAndTheRunCanBeRepeated) {
  write_table("more.csv", 0, 30);
  const Outcome outcome =
      train({"--data", "more.csv", "--weight", "1,20", "--validation", "0", "--out", "run"});
  ASSERT_EQ(outcome.code, 0) << outcome.error;
  // Of more.csv's ten images of each class, nine are for training.
  EXPECT_THAT(outcome.error, HasSubstr("on 630 images of 1x12x12"));
  EXPECT_THAT(place_.read("run/config.toml"),
              AllOf(HasSubstr("data = [\"" + place_.path("data") + "\",\"" +
                              place_.path("more.csv") + "\"]"),
                    HasSubstr("weight = \"1,20\"")));
  const Outcome again = run({"train", "--config", "run/config.toml", "--out", "again", "--quiet"});
  ASSERT_EQ(again.code, 0) << again.error;
  EXPECT_EQ(place_.read("run/model.onnx"), place_.read("again/model.onnx"));
  EXPECT_THAT(run({"info", "run"}).out, HasSubstr("data, more.csv"));
  EXPECT_THAT(place_.read("run/report.html"), HasSubstr("more.csv"));
}

TEST_F(OwnData, EvaluateTakesSeveralData) {
  ASSERT_EQ(train({"--out", "run", "--quiet"}).code, 0);
  write_table("more.csv", 0, 90);
  const Outcome outcome =
      run({"evaluate", "run", "--data", "data", "--data", "more.csv", "--json", "-"});
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("\"data\": \"data, more.csv\""), HasSubstr("\"count\": 45")));
}

TEST_F(OwnData, InfoShowsSeveralDataAsATable) {
  write_table("more.csv", 0, 90);
  const Outcome outcome = run({"info", "data", "more.csv"});
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("more.csv     75    15  3 classes (0, 1, 2)"),
                                 HasSubstr("2 sets together of 1x12x12, 3 classes")));
}

TEST_F(OwnData, InfoShowsATableWithoutLabelsAndAnArray) {
  write_table("test.csv", 0, 9, false);
  EXPECT_EQ(run({"info", "test.csv"}).out, "CSV table of 1x12x12, 9 images without labels\n");
  place_.write("x.npy", npy_array("|u1", "3, 4, 4", std::vector<std::uint8_t>(48, 7)));
  EXPECT_THAT(run({"info", "x.npy"}).out, StartsWith("NPY file: 3 images of 1x4x4\n"));
}

TEST_F(OwnData, LabelsInFileNamesAreRead) {
  place_.write_class_folders();
  std::filesystem::create_directories(place_.path("flat"));
  const auto copy = [this](const std::string& from, const std::string& to) {
    std::filesystem::copy_file(place_.path("folders/train/" + from), place_.path("flat/" + to));
  };
  copy("0/1000.png", "scan_0.png");
  copy("1/1001.png", "scan_1.png");
  copy("0/1000.png", "other.png");
  const Outcome outcome = run({"info", "flat", "--label-from", "scan_%l.png"});
  EXPECT_THAT(outcome.out, HasSubstr("pictures with labels in their names of 1x12x12, 2 classes"));
  EXPECT_THAT(outcome.error, HasSubstr("skipped 1 file not named like scan_%l.png"));
  EXPECT_THAT(run({"info", "flat", "--label-from", "scan.png"}).error,
              HasSubstr("must have %l once"));
}

TEST_F(OwnData, ClassNamesOfAFileAreTheModels) {
  place_.write("names", "left\nmiddle\nright\n");
  ASSERT_EQ(train({"--classes", "names", "--out", "run", "--quiet"}).code, 0);
  EXPECT_THAT(run({"info", "run"}).out, HasSubstr("left, middle, right"));
  place_.write("few", "left\nmiddle\n");
  EXPECT_THAT(train({"--classes", "few"}).error, HasSubstr("a label beyond it"));
}

}  // namespace
}  // namespace inkling
