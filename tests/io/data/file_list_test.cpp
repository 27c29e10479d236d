#include "io/data/file_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "tests/io/files/scratch_folder.h"
#include "tests/io/pictures/write_png.h"

namespace inkling {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class FileList : public testing::Test {
 protected:
  FileList() {
    for (const char* name : {"a.png", "b.png", "c.png"}) write_picture(name, name[0]);
  }
  void write_picture(const std::string& name, int grey) {
    write_png(folder_.path(name), cv::Mat(5, 5, CV_8U, cv::Scalar(grey)));
  }
  DataParts read(const std::string& content) {
    return read_file_list(folder_.write("list.csv", content));
  }
  bool is_list(const std::string& content) {
    return is_file_list(folder_.write("list.csv", content));
  }
  std::string error(const std::string& content) {
    return error_of([&] { read(content); });
  }

  ScratchFolder folder_;
};

TEST_F(FileList, NamesFilesAndTheirLabels) {
  const DataParts data = read("file,label\nb.png,seven\na.png,four\n./c.png,seven\n");
  EXPECT_EQ(data.kind, "list of files");
  EXPECT_THAT(data.train.class_names, ElementsAre("four", "seven"));
  EXPECT_THAT(data.train.labels, ElementsAre(1, 0, 1));
  EXPECT_EQ(data.train.images.image(0)[0], 'b');
  EXPECT_THAT(data.train.files,
              ElementsAre(folder_.path("b.png"), folder_.path("a.png"), folder_.path("c.png")));
}

TEST_F(FileList, NamedColumnsMayBeInAnyOrderAndOthersAreIgnored) {
  const DataParts data = read("who\tLabel\tPath\nme\t10\ta.png\nyou\t9\tb.png\n");
  EXPECT_THAT(data.train.class_names, ElementsAre("9", "10"));
  EXPECT_THAT(data.train.labels, ElementsAre(1, 0));
}

TEST_F(FileList, WithoutNamesTheFileComesFirst) {
  EXPECT_THAT(read("a.png,1\nb.png,0\n").train.labels, ElementsAre(1, 0));
}

TEST_F(FileList, IsRecognisedByItsFirstRow) {
  EXPECT_TRUE(is_list("file,label\n"));
  EXPECT_TRUE(is_list("scans/a.JPG;4\n"));
  EXPECT_FALSE(is_list("label,pixel0,pixel1\n"));
  EXPECT_FALSE(is_list("1,2,3\n"));
  EXPECT_FALSE(is_list(""));
}

TEST_F(FileList, UpToTenMissingFilesAreNamed) {
  std::string rows = "a.png,1\nb.png,0\n";
  for (int n = 10; n < 22; ++n) rows += std::to_string(n) + ".png,1\n";
  EXPECT_THAT(error(rows),
              AllOf(HasSubstr("12 of 14 files in this list are missing"), HasSubstr("10.png"),
                    HasSubstr("19.png"), Not(HasSubstr("20.png")), HasSubstr("...")));
}

TEST_F(FileList, AFileMayBeListedOnce) {
  EXPECT_THAT(error("a.png,1\nb.png,0\n./a.png,1\n"),
              AllOf(HasSubstr("line 3: a file that is listed twice"), HasSubstr("line 1")));
}

TEST_F(FileList, RowsAndFieldsMustBeComplete) {
  EXPECT_THAT(error("a.png,1\nb.png\n"), HasSubstr("line 2: a row of another length"));
  EXPECT_THAT(error("a.png,1\nb.png,\n"), HasSubstr("line 2: an empty field"));
  EXPECT_THAT(error("file,x\na.png,1\n"), HasSubstr("line 1: no column of labels"));
}

TEST_F(FileList, OneClassIsNoData) {
  EXPECT_THAT(error("a.png,1\nb.png,1\n"), HasSubstr("1 class: 1"));
}

TEST_F(FileList, ItsFilesAreTheListAndThePictures) {
  const auto list = folder_.write("list.csv", "a.png,1\nb.png,0\n");
  EXPECT_THAT(list_listed_files(list),
              ElementsAre(list, folder_.path("a.png"), folder_.path("b.png")));
}

}  // namespace
}  // namespace inkling
