#include "io/data/class_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class ClassList : public testing::Test {
 protected:
  std::vector<std::string> names(const std::string& content) {
    return read_class_list(folder_.write("names.txt", content));
  }
  std::string error(const std::string& content) {
    return error_of([&] { names(content); });
  }
  /// Data of one part with these labels.
  static DataParts data(std::vector<std::uint16_t> labels, std::vector<std::string> class_names,
                        bool has_class_names) {
    DataParts parts{.kind = "", .train = {}, .test = {}, .has_class_names = has_class_names};
    parts.train.labels = std::move(labels);
    parts.train.class_names = parts.test.class_names = std::move(class_names);
    return parts;
  }
  DataParts named(DataParts parts, const std::string& content) {
    name_classes(parts, folder_.write("names.txt", content));
    return parts;
  }

  ScratchFolder folder_;
};

TEST_F(ClassList, HasANameOnEachLine) {
  EXPECT_THAT(names("\xef\xbb\xbfzero\r\n one \n\ntwo"), ElementsAre("zero", "one", "two"));
  EXPECT_THAT(names("9\n8\n"), ElementsAre("9", "8"));
}

TEST_F(ClassList, ReadsTheMappingOfEmnist) {
  EXPECT_THAT(names("0 48\n1 65 97\n2 233\n4 8364\n5 128512\n"),
              ElementsAre("0", "A", "é", "3", "€", "😀"));
}

TEST_F(ClassList, RefusesWhatIsNoList) {
  EXPECT_THAT(error("one\n"), HasSubstr("2 to 65536 names"));
  EXPECT_THAT(error("a\nb\na\n"),
              AllOf(HasSubstr("a name that is there twice"), HasSubstr("a for labels 0 and 2")));
  EXPECT_THAT(error(std::string("a\n\0\n", 4)), HasSubstr("no text"));
  EXPECT_THAT(error(std::string(2 << 20, 'a')), HasSubstr("too large"));
}

TEST_F(ClassList, NamesNumberedClassesByTheirNumber) {
  const DataParts parts = named(data({1, 0, 1}, {"0", "1"}, false), "1\n0\nx\n");
  EXPECT_THAT(parts.train.labels, ElementsAre(1, 0, 1));
  EXPECT_THAT(parts.train.class_names, ElementsAre("1", "0", "x"));
}

TEST_F(ClassList, PutsNamedClassesIntoItsOrder) {
  const DataParts parts = named(data({0, 1}, {"eight", "five"}, true), "five\nsix\neight\n");
  EXPECT_THAT(parts.train.labels, ElementsAre(2, 0));
  EXPECT_THAT(parts.test.class_names, ElementsAre("five", "six", "eight"));
}

TEST_F(ClassList, FoldersNamedByNumbersAreLinesOfIt) {
  const DataParts parts = named(data({0, 1}, {"0", "2"}, true), "five\nsix\neight\n");
  EXPECT_THAT(parts.train.labels, ElementsAre(0, 2));
}

TEST_F(ClassList, ALabelBeyondItIsRefused) {
  EXPECT_THAT(error_of([&] {
                named(data({0, 2}, {"0", "1", "2"}, false), "a\nb\n");
              }),
              AllOf(HasSubstr("a label beyond it"), HasSubstr("2 classes")));
  EXPECT_THAT(error_of([&] {
                named(data({0, 1}, {"five", "ten"}, true), "five\nsix\n");
              }),
              HasSubstr("a class that is not in this list"));
}

}  // namespace
}  // namespace inkling
