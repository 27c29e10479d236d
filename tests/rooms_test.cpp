#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

// The floors and their rooms, from the bottom to the top. A file includes files of its own room and
// of rooms above it in this list, so that any room can be understood with what comes before it.

namespace inkling {
namespace {

const std::vector<std::string> kRooms = {
    "model",
    "model/lanes",
    "model/layers",
    "model/network",
    "model/augmentation",
    "model/evaluation",
    "model/training",
    "io/files",
    "io/pictures",
    "io/digits",
    "io/data",
    "io/models",
    "io/classifier",
    "app",
    "app/results",
    "app/terminal",
    "app/options",
    "app/report",
    "app/run",
    "app/commands",
    "app/manual",
};

/// The place of a file's room in the list; that of no room is the list's length.
std::ptrdiff_t rank_of(const std::filesystem::path& file) {
  return std::ranges::find(kRooms, file.parent_path().string()) - kRooms.begin();
}

TEST(Rooms, IncludeOnlyThemselvesAndRoomsBeforeThem) {
  const std::filesystem::path root = INKLING_SOURCE_DIR;
  const std::regex include(R"re(#include "((?:app|io|model)/[^"]+)")re");
  int includes = 0;
  for (const char* floor : {"model", "io", "app"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / floor)) {
      const std::filesystem::path file = std::filesystem::relative(entry.path(), root);
      if (file.extension() != ".cpp" && file.extension() != ".h") continue;
      ASSERT_LT(rank_of(file), std::ssize(kRooms)) << file << " is in a folder that is no room";
      if (file == "app/main.cpp") continue;  // starts the commands
      std::ifstream source(entry.path());
      for (std::string line; std::getline(source, line);) {
        std::smatch match;
        if (!std::regex_search(line, match, include)) continue;
        ++includes;
        EXPECT_LE(rank_of(match[1].str()), rank_of(file)) << file << " includes " << match[1];
      }
    }
  }
  EXPECT_GT(includes, 500);
}

}  // namespace
}  // namespace inkling
