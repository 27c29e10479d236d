#include "io/files/folder_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

TEST(FolderLock, IsThereOnce) {
  const ScratchFolder folder;
  const FolderLock lock(folder.path());
  EXPECT_EQ(error_of([&] { FolderLock second(folder.path()); }),
            folder.path().string() +
                ": another process is working in this folder\n"
                "  next      wait until it ends, or stop it");
}

TEST(FolderLock, IsFreeAgainAfterwards) {
  const ScratchFolder folder;
  std::optional<FolderLock> lock(folder.path());
  lock.reset();
  EXPECT_NO_THROW(FolderLock second(folder.path()));
}

TEST(FolderLock, LeavesNothingInTheFolder) {
  const ScratchFolder folder;
  const FolderLock lock(folder.path());
  EXPECT_EQ(folder.entries(), 0);
}

TEST(FolderLock, TellsThatThereIsNoSuchFolder) {
  const ScratchFolder folder;
  EXPECT_THAT(error_of([&] { FolderLock lock(folder.path("none")); }),
              testing::HasSubstr("none: cannot be opened as a folder\n"
                                 "  found     No such file or directory"));
}

}  // namespace
}  // namespace inkling
