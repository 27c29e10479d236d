#include "io/files/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/io/files/file_bytes.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Rows = std::vector<std::vector<std::string>>;

class Csv : public testing::Test {
 protected:
  Rows rows(const std::string& content) {
    CsvReader reader(folder_.write("table.csv", content));
    Rows all;
    while (reader.next()) {
      lines_.push_back(reader.line());
      all.emplace_back(reader.fields().begin(), reader.fields().end());
    }
    return all;
  }
  std::string error(const std::string& content) {
    return error_of([&] { rows(content); });
  }

  ScratchFolder folder_;
  std::vector<std::size_t> lines_;
};

TEST_F(Csv, FieldsAreBetweenCommas) {
  EXPECT_THAT(rows("a,b,\n1,,3"),
              ElementsAre(ElementsAre("a", "b", ""), ElementsAre("1", "", "3")));
}

TEST_F(Csv, SemicolonsAndTabsAreTakenFromTheFirstRow) {
  EXPECT_THAT(rows("a;b\n1,5;2\n"), ElementsAre(ElementsAre("a", "b"), ElementsAre("1,5", "2")));
  EXPECT_THAT(rows("a\tb,c\n"), ElementsAre(ElementsAre("a\tb", "c")));
  EXPECT_THAT(rows("a\tb\n"), ElementsAre(ElementsAre("a", "b")));
}

TEST_F(Csv, BlankLinesAByteOrderMarkAndCarriageReturnsAreSkipped) {
  EXPECT_THAT(rows("\xef\xbb\xbf"
                   "a,b\r\n\r\n  \n1,2\r\n\r\n"),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
  EXPECT_THAT(lines_, ElementsAre(1u, 4u));
}

TEST_F(Csv, QuotedFieldsMayHoldSeparatorsQuotesAndLineFeeds) {
  EXPECT_THAT(rows("\"a,b\",\"say \"\"x\"\"\"\n\"two\nlines\",c\nd,e\n"),
              ElementsAre(ElementsAre("a,b", "say \"x\""), ElementsAre("two\nlines", "c"),
                          ElementsAre("d", "e")));
  EXPECT_THAT(lines_, ElementsAre(1u, 2u, 4u));
}

TEST_F(Csv, AWrittenFieldIsReadBack) {
  const std::string field = "a \"b\", c\nd";
  EXPECT_THAT(rows(csv_field(field) + ",x"), ElementsAre(ElementsAre(field, "x")));
  EXPECT_EQ(csv_field("plain"), "plain");
}

TEST_F(Csv, RowsAcrossTheBlocksOfReadingAreWhole) {
  std::string content;
  for (int n = 0; n < 300'000; ++n)
    content += std::to_string(n) + ",\"" + std::to_string(n) + "\"\n";
  const Rows all = rows(content);
  ASSERT_EQ(all.size(), 300'000u);
  for (std::size_t n = 0; n < all.size(); ++n) {
    ASSERT_THAT(all[n], ElementsAre(std::to_string(n), std::to_string(n)));
  }
}

TEST_F(Csv, GzipIsUnpacked) {
  EXPECT_THAT(rows(gzip_file("a,b\n")), ElementsAre(ElementsAre("a", "b")));
}

TEST_F(Csv, AnEmptyFileHasNoRows) { EXPECT_THAT(rows(""), IsEmpty()); }

TEST_F(Csv, AQuoteWithoutItsEndIsRefusedWithItsLine) {
  EXPECT_THAT(error("a,b\nc,\"d\ne,f\n"), HasSubstr("line 2: a quote without its end"));
}

TEST_F(Csv, ZeroBytesAreNoText) {
  EXPECT_THAT(error(std::string("a,b\n\0,c", 7)), HasSubstr("not a table of text"));
}

TEST_F(Csv, MoreThanAMillionColumnsAreRefused) {
  EXPECT_THAT(error(std::string(1'000'001, ',')), HasSubstr("line 1: too many columns"));
}

TEST_F(Csv, ARowWithoutEndIsRefused) {
  std::string table = "a,b\n";
  table.append(140 << 20, '1');
  EXPECT_THAT(error(table), HasSubstr("line 2: a row is too long"));
}

}  // namespace
}  // namespace inkling
