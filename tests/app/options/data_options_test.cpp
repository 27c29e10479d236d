#include "app/options/data_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Choice<Split> kSplits[] = {{"train", Split::kTrain}, {"all", Split::kAll}};

struct Command {
  DataOptions options;
  CommandLine line{"run", "", "", {}};

  Command() {
    options.add_to(line, kSplits, "");
    options.add_weight(line);
  }
};

class DataOptionsTest : public testing::Test {
 protected:
  DataOptionsTest() {
    folder_.write("a.csv", "1,0,0,0,1\n2,0,0,0,2\n");
    folder_.write("b.csv", "1,0,0,0,3\n1,0,0,0,4\n0,0,0,0,255\n");
  }
  Dataset load(const std::vector<std::string>& arguments, std::size_t limit = 0) {
    Command command;
    command.line.parse(arguments);
    command.options.check();
    return command.options.load(limit);
  }
  std::string complaint(const std::vector<std::string>& arguments) {
    try {
      load(arguments);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  }
  std::string a() const { return folder_.path("a.csv").string(); }
  std::string b() const { return folder_.path("b.csv").string(); }

  ScratchFolder folder_;
};

TEST_F(DataOptionsTest, PutSeveralDataTogether) {
  const Dataset data = load({"--data", a(), "--data", b()});
  EXPECT_THAT(data.labels, ElementsAre(1, 2, 1, 1, 0));
  EXPECT_THAT(data.repeats, IsEmpty());
}

TEST_F(DataOptionsTest, WeighEachDataByItsNumber) {
  EXPECT_THAT(load({"--data", a(), "--data", b(), "--weight", "1, 20"}).repeats,
              ElementsAre(1, 1, 20, 20, 20));
}

TEST_F(DataOptionsTest, LimitEachData) {
  const Dataset data = load({"--data", a(), "--data", b(), "--weight", "2,3"}, 1);
  EXPECT_THAT(data.labels, ElementsAre(1, 1));
  EXPECT_THAT(data.repeats, ElementsAre(2, 3));
}

TEST_F(DataOptionsTest, WantAWeightForEachData) {
  EXPECT_THAT(complaint({"--data", a(), "--weight", "1,20"}),
              HasSubstr("--weight: 2 numbers for 1 of --data"));
  for (const char* wrong : {"0", "1.5", "1001", "", ",", "x"}) {
    EXPECT_THAT(complaint({"--data", a(), std::string("--weight=") + wrong}), HasSubstr("--weight"))
        << wrong;
  }
}

TEST_F(DataOptionsTest, ReadAnImageSize) {
  folder_.write("wide.csv", "1,0,0,0,1,9,9\n");
  const std::string wide = folder_.path("wide.csv").string();
  const Dataset data = load({"--data", wide, "--image-size", "2x3"});
  EXPECT_EQ(data.images.shape, (Shape{.channels = 1, .height = 2, .width = 3}));
  EXPECT_EQ(image_size_text(data.images.shape), "2x3");
  for (const char* wrong : {"23", "2x", "x3", "0x6", "2x3x1", "-2x3"}) {
    EXPECT_THAT(complaint({"--data", wide, std::string("--image-size=") + wrong}),
                HasSubstr("is no height and width"))
        << wrong;
  }
}

TEST_F(DataOptionsTest, NameClasses) {
  folder_.write("names", "zero\none\ntwo\n");
  EXPECT_THAT(load({"--data", a(), "--classes", folder_.path("names").string()}).class_names,
              ElementsAre("zero", "one", "two"));
}

TEST_F(DataOptionsTest, WithoutDataSayWhatToGive) {
  EXPECT_THAT(complaint({}), HasSubstr("no data given"));
}

}  // namespace
}  // namespace inkling
