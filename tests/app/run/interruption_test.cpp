#include "app/run/interruption.h"

#include <gtest/gtest.h>

#include <csignal>

namespace inkling {
namespace {

class InterruptionTest : public testing::Test {
 protected:
  // Whoever runs the tests in the background may have them ignore SIGINT.
  InterruptionTest() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
  }
};

TEST_F(InterruptionTest, NotesNothingWithoutASignal) { EXPECT_EQ(Interruption().signal(), 0); }

TEST_F(InterruptionTest, NotesTheSignalThatCame) {
  const Interruption interruption;
  std::raise(SIGTERM);
  EXPECT_EQ(interruption.signal(), SIGTERM);
}

TEST_F(InterruptionTest, LetsASecondSignalEndTheProcess) {
  const auto twice = [] {
    const Interruption interruption;
    std::raise(SIGINT);
    std::raise(SIGINT);
  };
  EXPECT_EXIT(twice(), testing::KilledBySignal(SIGINT), "");
}

TEST_F(InterruptionTest, LeavesAnIgnoredSignalIgnoredAfterAnotherOneCame) {
  std::signal(SIGINT, SIG_IGN);
  const Interruption interruption;
  std::raise(SIGTERM);
  std::raise(SIGINT);  // would end the process were it not ignored any more
  EXPECT_EQ(interruption.signal(), SIGTERM);
}

TEST_F(InterruptionTest, KeepsAClosedPipeFromEndingTheProcess) {
  const Interruption interruption;
  std::raise(SIGPIPE);
  EXPECT_EQ(interruption.signal(), 0);
}

TEST_F(InterruptionTest, LetsAClosedPipeEndTheProcessAfterwards) {
  const auto after = [] {
    std::signal(SIGPIPE, SIG_DFL);
    { const Interruption interruption; }
    std::raise(SIGPIPE);
  };
  EXPECT_EXIT(after(), testing::KilledBySignal(SIGPIPE), "");
}

TEST_F(InterruptionTest, LeavesAnIgnoredSignalIgnored) {
  std::signal(SIGINT, SIG_IGN);
  {
    const Interruption interruption;
    std::raise(SIGINT);
    EXPECT_EQ(interruption.signal(), 0);
  }
  std::raise(SIGINT);  // would end the process were it not ignored any more
  std::signal(SIGINT, SIG_DFL);
}

TEST_F(InterruptionTest, StartsAnewWithEachObject) {
  {
    const Interruption first;
    std::raise(SIGINT);
  }
  EXPECT_EQ(Interruption().signal(), 0);
}

}  // namespace
}  // namespace inkling
