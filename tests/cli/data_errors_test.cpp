#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/cli/program.h"

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// Training on data that cannot be read: exit code 1, nothing on stdout, no run folder.
class DataErrors : public testing::Test {
 protected:
  DataErrors() { place_.write_idx_data(); }

  std::string refusal(const std::string& data) {
    const Outcome outcome =
        inkling_run(place_, {"train", "--data", data, "--model", "softmax", "--epochs", "1"});
    EXPECT_EQ(outcome.code, 1);
    EXPECT_EQ(outcome.out, "");
    return outcome.error;
  }

  Workplace place_;
};

TEST_F(DataErrors, NameAMissingFolder) {
  EXPECT_THAT(refusal("nowhere"), StartsWith("error: nowhere: "));
}

TEST_F(DataErrors, NameTheFileWithAWrongMagicNumber) {
  place_.write("data/train-images-idx3-ubyte", std::string("\x89PNG\r\n\x1a\n", 8) + "more bytes");
  const std::string error = refusal("data");
  EXPECT_THAT(error, StartsWith("error: data/train-images-idx3-ubyte: "));
  EXPECT_THAT(error, HasSubstr("\n  expected  "));
  EXPECT_THAT(error, HasSubstr("0x00000803"));
  EXPECT_THAT(error, HasSubstr("\n  found     "));
  EXPECT_THAT(error, HasSubstr("PNG"));
}

TEST_F(DataErrors, NameACutGzipFile) {
  const std::string name = place_.path("data/train-images-idx3-ubyte.gz");
  const std::string content = idx_images(0, 90);
  const gzFile file = gzopen(name.c_str(), "wb");
  gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
  gzclose(file);
  const std::string compressed = Workplace::content(name);
  std::remove(place_.path("data/train-images-idx3-ubyte").c_str());
  place_.write("data/train-images-idx3-ubyte.gz", compressed.substr(0, compressed.size() / 2));
  EXPECT_THAT(refusal("data"), StartsWith("error: data/train-images-idx3-ubyte.gz: "));
}

TEST_F(DataErrors, TellBothCountsWhereImagesAndLabelsDiffer) {
  place_.write("data/train-labels-idx1-ubyte", idx_labels(0, 89));
  const std::string error = refusal("data");
  EXPECT_THAT(error, HasSubstr("90"));
  EXPECT_THAT(error, HasSubstr("89"));
}

TEST_F(DataErrors, NameAFolderWithoutData) {
  place_.write("empty/readme.txt", "nothing here");
  EXPECT_THAT(refusal("empty"), StartsWith("error: empty: "));
}

}  // namespace
}  // namespace inkling
