#pragma once

#include <atomic>

namespace inkling {

/// Where the threads of a team wait for each other, to share the machine with other programs.
///
/// The barriers that OpenMP puts at the end of its loops keep a processor busy while they wait.
/// Where another program has taken the processor of one thread, the others then hold on to theirs,
/// and a step of a fraction of a millisecond takes as long as the scheduler's time slice. This
/// barrier waits busily for some microseconds only and then sleeps, so that the missing thread can
/// move over.
class Barrier {
 public:
  /// Returns when all `threads` of the team have called it. What they wrote before is visible to
  /// all.
  void wait(int threads) {
    const unsigned round = round_.load(std::memory_order_acquire);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.fetch_add(1, std::memory_order_release);
      round_.notify_all();
      return;
    }
    constexpr int kBusyRounds = 2000;
    for (int n = 0; n < kBusyRounds; ++n) {
      if (round_.load(std::memory_order_acquire) != round) return;
      __builtin_ia32_pause();
    }
    round_.wait(round, std::memory_order_acquire);
  }

 private:
  std::atomic<int> arrived_ = 0;
  std::atomic<unsigned> round_ = 0;
};

}  // namespace inkling
