#include "io/data/pixel_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/io/files/file_bytes.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class PixelTable : public testing::Test {
 protected:
  DataParts read(const std::string& content, const std::optional<Shape>& size = {}) {
    return read_pixel_table(folder_.write("table.csv", content), size);
  }
  std::string error(const std::string& content, const std::optional<Shape>& size = {}) {
    return error_of([&] { read(content, size); });
  }

  ScratchFolder folder_;
};

TEST_F(PixelTable, KagglesTrainingTableHasTheLabelFirst) {
  const DataParts data = read("label,pixel0,pixel1,pixel2,pixel3\n3,0,255,17,9\n0,1,2,3,4\n");
  EXPECT_EQ(data.kind, "CSV table");
  EXPECT_THAT(data.train.labels, ElementsAre(3, 0));
  EXPECT_THAT(data.train.images.pixels, ElementsAre(0, 255, 17, 9, 1, 2, 3, 4));
  EXPECT_EQ(data.train.images.shape, (Shape{.channels = 1, .height = 2, .width = 2}));
  EXPECT_THAT(data.train.class_names, ElementsAre("0", "1", "2", "3"));
}

TEST_F(PixelTable, KagglesTestTableHasNoLabels) {
  const DataParts data = read("pixel0,pixel1,pixel2,pixel3\n0,255,17,9\n");
  EXPECT_FALSE(data.has_labels);
  EXPECT_THAT(data.test.images.pixels, ElementsAre(0, 255, 17, 9));
}

TEST_F(PixelTable, ALabelMayBeInAnyNamedColumnAndAnIdIsIgnored) {
  const DataParts data = read("ID;a;b;c;d;Class\n77;0;255;17;9;2\n");
  EXPECT_THAT(data.train.labels, ElementsAre(2));
  EXPECT_THAT(data.train.images.pixels, ElementsAre(0, 255, 17, 9));
}

TEST_F(PixelTable, NumberedNamesBesideALabelAreNames) {
  EXPECT_THAT(read("label,0,1,2,3\n2,0,255,17,9\n").train.labels, ElementsAre(2));
}

TEST_F(PixelTable, WithoutNamesTheFirstColumnIsTheLabel) {
  EXPECT_THAT(read("2,0,255,17,9\n1,1,2,3,4\n").train.labels, ElementsAre(2, 1));
}

TEST_F(PixelTable, WithoutNamesAndLabelAllColumnsArePixels) {
  EXPECT_FALSE(read("0,255,17,9\n").has_labels);
}

TEST_F(PixelTable, PixelsUpToOneAreShares) {
  EXPECT_THAT(read("label,a,b,c,d\n1,0,1,0.5,1e-1\n0,0.0,1.0,0,0\n").train.images.pixels,
              ElementsAre(0, 255, 128, 26, 0, 255, 0, 0));
}

TEST_F(PixelTable, OneLargerPixelAnywhereMakesAllOfThemBytes) {
  EXPECT_THAT(read("label,a,b,c,d\n1,0,1,0,1\n0,0,2.0,0,0\n").train.images.pixels,
              ElementsAre(0, 1, 0, 1, 0, 2, 0, 0));
}

TEST_F(PixelTable, QuotesBlanksCarriageReturnsAndGzipAreRead) {
  const std::string content = "\xef\xbb\xbf\"1\", 0,\"255\",17 ,9\r\n\r\n";
  EXPECT_THAT(read(content).train.images.pixels, ElementsAre(0, 255, 17, 9));
  EXPECT_THAT(read(gzip_file(content)).train.labels, ElementsAre(1));
}

TEST_F(PixelTable, AnImageSizeGivesHeightAndWidth) {
  const Shape size{.channels = 1, .height = 3, .width = 2};
  EXPECT_EQ(read("1,1,2,3,4,5,6\n", size).train.images.shape, size);
  EXPECT_THAT(error("1,1,2,3,4,5,6,7\n", size), HasSubstr("as in --image-size"));
}

TEST_F(PixelTable, ColumnsThatAreNoSquareAreRefused) {
  EXPECT_THAT(error("label,a,b,c\n1,0,0,0\n"),
              AllOf(HasSubstr("3 columns of pixels"), HasSubstr("--image-size HEIGHTxWIDTH")));
}

TEST_F(PixelTable, ARaggedRowIsNamedByItsLine) {
  EXPECT_THAT(error("label,a,b,c,d\n1,0,0,0,0\n\n1,0,0,0\n"),
              AllOf(HasSubstr("line 4: a row of another length"), HasSubstr("5 fields"),
                    HasSubstr("4 fields")));
}

TEST_F(PixelTable, TextInAPixelIsNamedByLineAndColumn) {
  EXPECT_THAT(error("1,0,0,0,0\n1,0,x7,0,0\n"),
              AllOf(HasSubstr("line 2: not a pixel, in column 3"), HasSubstr("x7")));
}

TEST_F(PixelTable, PixelsOutOfRangeAreRefused) {
  for (const char* wrong : {"256", "-1", "nan", "inf", "1e9", ""}) {
    EXPECT_THAT(error(std::string("1,0,2,0,0\n1,0,0,") + wrong + ",0\n"),
                HasSubstr("line 2: not a pixel, in column 4"))
        << wrong;
  }
}

TEST_F(PixelTable, LabelsAreWholeNumbers) {
  for (const char* wrong : {"65536", "-1", "1.5", "nan", "seven", ""}) {
    EXPECT_THAT(error("1,0,2,0,0\n" + std::string(wrong) + ",0,0,0,0\n"),
                HasSubstr("line 2: not a label"))
        << wrong;
  }
  EXPECT_THAT(read("7.0,0,2,0,0\n").train.labels, ElementsAre(7));
}

TEST_F(PixelTable, TwoColumnsOfLabelsAreRefused) {
  EXPECT_THAT(error("label,class,a,b,c,d\n"), HasSubstr("two columns of labels"));
}

TEST_F(PixelTable, ATableWithoutRowsIsRefused) {
  EXPECT_THAT(error("label,a,b,c,d\n"), HasSubstr("a table without images"));
  EXPECT_THAT(error("\n"), HasSubstr("an empty table"));
}

TEST_F(PixelTable, EverySixthImageOfEachClassIsForTheTest) {
  std::string rows;
  for (int n = 0; n < 12; ++n) rows += "1," + std::to_string(n) + ",0,0,9\n";
  const DataParts data = read(rows);
  EXPECT_EQ(data.train.count(), 10u);
  EXPECT_THAT(data.test.images.pixels, ElementsAre(5, 0, 0, 9, 11, 0, 0, 9));
}

}  // namespace
}  // namespace inkling
