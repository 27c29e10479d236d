#include "io/files/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(WriteFile, WritesTheWholeContentAndNothingBesideIt) {
  const ScratchFolder folder;
  std::string content("a\0b\n", 4);
  content.append(1 << 20, 'x');
  write_file(folder.path("file"), content);
  EXPECT_EQ(folder.read("file"), content);
  EXPECT_EQ(folder.entries(), 1);
}

TEST(WriteFile, ReplacesAnOldFile) {
  const ScratchFolder folder;
  folder.write("file", "a longer old content");
  write_file(folder.path("file"), "new");
  EXPECT_EQ(folder.read("file"), "new");
}

TEST(WriteFile, TakesANameAsLongAsTheSystemAllows) {
  const ScratchFolder folder;
  const std::string name(255, 'n');
  write_file(folder.path(name), "content");
  EXPECT_EQ(folder.read(name), "content");
}

TEST(WriteFile, FollowsALinkAndKeepsIt) {
  const ScratchFolder folder;
  folder.write("target", "old");
  std::filesystem::create_symlink("target", folder.path("link"));
  write_file(folder.path("link"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path("link")));
  EXPECT_EQ(folder.read("target"), "new");
}

TEST(WriteFile, LeavesThePermissionsToTheUsersMask) {
  const ScratchFolder folder;
  const mode_t mask = umask(027);
  write_file(folder.path("file"), "content");
  umask(mask);
  struct stat status {};
  ASSERT_EQ(stat(folder.path("file").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0640u);
}

TEST(WriteFile, NamesTheFolderThatIsMissing) {
  const ScratchFolder folder;
  const std::string path = folder.path("missing/file");
  EXPECT_EQ(error_of([&] { write_file(path, "x"); }),
            path +
                ": cannot be written\n  found     No such file or directory\n"
                "  next      mkdir -p " +
                folder.path("missing").string());
}

TEST(WriteFile, RefusesAFolderInItsPlace) {
  const ScratchFolder folder;
  const std::string error = error_of([&] { write_file(folder.path(), "x"); });
  EXPECT_THAT(error, HasSubstr("\n  found     a folder\n"));
}

TEST(WriteFile, DoesNotReplaceADevice) {
  const std::string error = error_of([&] { write_file("/dev/null", "x"); });
  EXPECT_THAT(error, StartsWith("/dev/null: cannot be written\n"));
}

/// Limits the size of the files that this process may write, until the end of the test.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{bytes, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit old_{};
  void (*handler_)(int) = nullptr;
};

TEST(WriteFile, KeepsTheOldFileAndNoRestWhereWritingFailsHalfway) {
  const ScratchFolder folder;
  folder.write("file", "old");
  {
    const FileSizeLimit limit(1000);
    const std::string error =
        error_of([&] { write_file(folder.path("file"), std::string(4000, 'x')); });
    EXPECT_THAT(error, HasSubstr("\n  found     File too large\n"));
  }
  EXPECT_EQ(folder.read("file"), "old");
  EXPECT_EQ(folder.entries(), 1);
}

TEST(ReadFile, GivesTheWholeContent) {
  const ScratchFolder folder;
  const std::string content("a\0b\n", 4);
  EXPECT_EQ(read_file(folder.write("file", content), 4), content);
}

TEST(ReadFile, RefusesMoreThanTheLimit) {
  const ScratchFolder folder;
  const std::string path = folder.write("file", "12345");
  EXPECT_EQ(error_of([&] { read_file(path, 4); }),
            path +
                ": too large\n  expected  at most 4 bytes\n  found     5 bytes\n"
                "  next      check that this is the file you meant");
}

TEST(ReadFile, NamesAMissingFile) {
  const ScratchFolder folder;
  EXPECT_THAT(error_of([&] { read_file(folder.path("missing"), 4); }),
              StartsWith(folder.path("missing").string() + ": no such file or folder\n"));
}

TEST(RemoveLeftovers, RemovesTemporaryFilesAndNothingElse) {
  const ScratchFolder folder;
  folder.write(".inkling-17-0.tmp", "half a model");
  folder.write("inkling-17-0.tmp", "of somebody");
  folder.write(".inkling-settings", "of somebody");
  remove_leftovers(folder.path());
  EXPECT_EQ(folder.entries(), 2);
  EXPECT_FALSE(std::filesystem::exists(folder.path(".inkling-17-0.tmp")));
}

}  // namespace
}  // namespace inkling
