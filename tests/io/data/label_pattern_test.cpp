#include "io/data/label_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <stdexcept>

#include "tests/io/files/scratch_folder.h"
#include "tests/io/pictures/write_png.h"

namespace inkling {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class LabelPattern : public testing::Test {
 protected:
  void write(const std::string& name) {
    write_png(folder_.path(name), cv::Mat(5, 5, CV_8U, cv::Scalar(9)));
  }
  std::vector<std::string> labels(const std::string& pattern) {
    const Dataset data = read_pictures_by_name(folder_.path(), pattern).train;
    std::vector<std::string> names;
    for (const std::uint16_t label : data.labels) names.push_back(data.class_names[label]);
    return names;
  }

  ScratchFolder folder_;
};

TEST_F(LabelPattern, FindsTheLabelAtTheEnd) {
  write("scan_012_7.png");
  write("scan_013_4.png");
  EXPECT_THAT(labels("*_%l.png"), ElementsAre("7", "4"));
  EXPECT_THAT(labels("scan_*_%l.png"), ElementsAre("7", "4"));
}

TEST_F(LabelPattern, FindsTheLabelAtTheBeginning) {
  write("7-scan.png");
  write("10-scan.png");
  EXPECT_THAT(labels("%l-*.png"), ElementsAre("10", "7"));
  EXPECT_THAT(read_pictures_by_name(folder_.path(), "%l-*").train.class_names,
              ElementsAre("7", "10"));
}

TEST_F(LabelPattern, ALabelMayFollowLetters) {
  write("img7.png");
  write("img12.png");
  EXPECT_THAT(labels("img%l.png"), ElementsAre("12", "7"));
}

TEST_F(LabelPattern, OtherPicturesAreListedAsPassedOver) {
  write("a_7.png");
  write("a_8.png");
  write("b.png");
  EXPECT_THAT(labels("a_%l.png"), ElementsAre("7", "8"));
  EXPECT_THAT(list_named_pictures(folder_.path(), "a_%l.png", false),
              ElementsAre(folder_.path("b.png")));
}

TEST_F(LabelPattern, NeedsOnePlaceForTheLabel) {
  EXPECT_THROW(labels("*.png"), std::invalid_argument);
  EXPECT_THROW(labels("%l_%l.png"), std::invalid_argument);
}

TEST_F(LabelPattern, AFolderWithoutSuchNamesIsRefused) {
  write("b.png");
  EXPECT_THAT(error_of([&] { labels("a_%l.png"); }),
              AllOf(HasSubstr("no file name matches --label-from"), HasSubstr("b.png")));
  write("a_7.png");
  EXPECT_THAT(error_of([&] { labels("a_%l.png"); }), HasSubstr("1 class: 7"));
}

}  // namespace
}  // namespace inkling
