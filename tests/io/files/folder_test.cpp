#include "io/files/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

class Folder : public testing::Test {
 protected:
  ScratchFolder folder_;
};

TEST_F(Folder, ListsTheWantedNamesInOrder) {
  for (const char* name : {"b/x", "a/x", "c"}) folder_.write(name, "");
  EXPECT_THAT(list_folder(folder_.path(), is_folder), ElementsAre("a", "b"));
}

TEST_F(Folder, DoesNotListHiddenNames) {
  for (const char* name : {".git/x", "a/x"}) folder_.write(name, "");
  EXPECT_THAT(list_folder(folder_.path(), is_folder), ElementsAre("a"));
}

TEST_F(Folder, DoesNotListWhatSystemsLeaveBehind) {
  for (const char* name : {"__MACOSX/x", "._a", "Thumbs.db", "desktop.ini", "a"}) {
    folder_.write(name, "");
  }
  const auto all = [](const std::filesystem::directory_entry&) { return true; };
  EXPECT_THAT(list_folder(folder_.path(), all), ElementsAre("a"));
}

TEST_F(Folder, ThatIsMissingCannotBeListed) {
  const auto path = folder_.path("missing");
  EXPECT_EQ(error_of([&] { list_folder(path, is_folder); }),
            path.string() +
                ": cannot be listed\n  found     No such file or directory\n  next      "
                "ls -ld " +
                path.string());
}

TEST_F(Folder, TellsThatNothingIsThere) {
  EXPECT_FALSE(std::filesystem::exists(status_of(folder_.path("missing"))));
}

TEST_F(Folder, DoesNotTakeWhatItCannotReachForNothing) {
  const auto loop = folder_.path("loop");
  std::filesystem::create_symlink(loop, loop);
  EXPECT_THAT(error_of([&] { status_of(loop); }), StartsWith(loop.string() + ": cannot be read\n"));
}

}  // namespace
}  // namespace inkling
