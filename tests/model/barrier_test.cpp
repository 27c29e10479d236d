#include "model/barrier.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace inkling {
namespace {

/// Runs `body(thread)` on `threads` threads at once.
template <typename Body>
void run_team(int threads, Body body) {
  std::vector<std::thread> team;
  for (int thread = 0; thread < threads; ++thread) team.emplace_back(body, thread);
  for (std::thread& thread : team) thread.join();
}

TEST(Barrier, LetsNobodyPassBeforeAllHaveCome) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 2000;
  Barrier barrier;
  std::atomic<int> come = 0;
  std::atomic<int> early = 0;
  run_team(kThreads, [&](int) {
    for (int round = 1; round <= kRounds; ++round) {
      ++come;
      barrier.wait(kThreads);
      if (come < kThreads * round) ++early;
      barrier.wait(kThreads);
    }
  });
  EXPECT_EQ(early, 0);
  EXPECT_EQ(come, kThreads * kRounds);
}

TEST(Barrier, WakesThreadsThatHaveGoneToSleep) {
  Barrier barrier;
  std::atomic<int> passed = 0;
  run_team(2, [&](int thread) {
    // Long enough for the other thread to fall asleep; were it shorter, the test would still hold.
    if (thread == 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    barrier.wait(2);
    ++passed;
  });
  EXPECT_EQ(passed, 2);
}

TEST(Barrier, StopsNobodyWhoIsAlone) {
  Barrier barrier;
  for (int round = 0; round < 3; ++round) barrier.wait(1);
}

}  // namespace
}  // namespace inkling
