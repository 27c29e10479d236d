#include "io/files/file_descriptor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>

#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::HasSubstr;

TEST(OpenFile, TellsTheSize) {
  const ScratchFolder folder;
  EXPECT_EQ(open_file(folder.write("five", "12345")).size, 5u);
}

TEST(OpenFile, NamesAMissingFileAndTheFolderToLookInto) {
  const ScratchFolder folder;
  const std::string path = folder.path("a/b/c");
  EXPECT_EQ(error_of([&] { open_file(path); }),
            path + ": no such file or folder\n  next      ls " + folder.path().string());
}

TEST(OpenFile, RefusesAFolder) {
  const ScratchFolder folder;
  EXPECT_THAT(error_of([&] { open_file(folder.path()); }), HasSubstr(": is a folder\n"));
}

TEST(OpenFile, RefusesAPipeWithoutWaitingForItsWriter) {
  const ScratchFolder folder;
  ASSERT_EQ(mkfifo(folder.path("pipe").c_str(), 0600), 0);
  EXPECT_THAT(error_of([&] { open_file(folder.path("pipe")); }),
              HasSubstr(": not a regular file\n"));
}

TEST(ReadBytes, GivesLessThanAskedOnlyAtTheEnd) {
  const ScratchFolder folder;
  const OpenFile file = open_file(folder.write("five", "12345"));
  std::array<std::uint8_t, 4> bytes{};
  EXPECT_EQ(read_bytes(file.descriptor, bytes, "five"), 4u);
  EXPECT_EQ(read_bytes(file.descriptor, bytes, "five"), 1u);
  EXPECT_EQ(bytes[0], '5');
}

}  // namespace
}  // namespace inkling
