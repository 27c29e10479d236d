#include "app/interruption.h"

#include <gtest/gtest.h>

#include <csignal>

namespace inkling {
namespace {

TEST(Interruption, NotesNothingWithoutASignal) { EXPECT_EQ(Interruption().signal(), 0); }

TEST(Interruption, NotesTheSignalThatCame) {
  const Interruption interruption;
  std::raise(SIGTERM);
  EXPECT_EQ(interruption.signal(), SIGTERM);
}

TEST(Interruption, LetsASecondSignalEndTheProcess) {
  const auto twice = [] {
    const Interruption interruption;
    std::raise(SIGINT);
    std::raise(SIGINT);
  };
  EXPECT_EXIT(twice(), testing::KilledBySignal(SIGINT), "");
}

TEST(Interruption, LeavesAnIgnoredSignalIgnored) {
  std::signal(SIGINT, SIG_IGN);
  {
    const Interruption interruption;
    std::raise(SIGINT);
    EXPECT_EQ(interruption.signal(), 0);
  }
  std::raise(SIGINT);  // would end the process were it not ignored any more
  std::signal(SIGINT, SIG_DFL);
}

TEST(Interruption, StartsAnewWithEachObject) {
  {
    const Interruption first;
    std::raise(SIGINT);
  }
  EXPECT_EQ(Interruption().signal(), 0);
}

}  // namespace
}  // namespace inkling
