#include "io/files/own_folder.h"

#include <gtest/gtest.h>

namespace inkling {
namespace {

TEST(OwnFolder, IsThatOfTheProgram) {
  EXPECT_EQ(own_folder(), std::filesystem::canonical("/proc/self/exe").parent_path());
}

}  // namespace
}  // namespace inkling
