#include "model/training/barrier.h"

#include <gtest/gtest.h>

#include <atomic>
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
    // A hundred times as long as the other one waits busily before it sleeps.
    for (int n = 0; thread == 0 && n < 200'000; ++n) let_the_processor_rest();
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
