#pragma once

#include <atomic>

namespace inkling {

/// Waits for some ten cycles, without using what other threads of the same core need.
inline void let_the_processor_rest() {
#ifdef __aarch64__
  asm volatile("isb");
#else
  __builtin_ia32_pause();
#endif
}

/// A barrier for a team's threads that makes room for other programs.
///
/// The barriers at the end of OpenMP's loops keep their processors busy while they wait. If another
/// program has taken the processor of one thread, the waiting threads do not make room for it, and
/// a step of a fraction of a millisecond takes as long as the scheduler's time slice. This barrier
/// spins for a few microseconds only and then sleeps, so that the missing thread can use another
/// processor.
class Barrier {
 public:
  /// Returns when all `threads` of the team have called it. What they wrote before that is visible
  /// to all of them.
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
      let_the_processor_rest();
    }
    round_.wait(round, std::memory_order_acquire);
  }

 private:
  std::atomic<int> arrived_ = 0;
  std::atomic<unsigned> round_ = 0;
};

}  // namespace inkling
