#include "app/run/interruption.h"

#include <atomic>
#include <csignal>

namespace inkling {
namespace {

// A signal handler has no argument for data, so this must be global.
std::atomic<int> noted_signal = 0;
static_assert(std::atomic<int>::is_always_lock_free, "signal handlers must not take locks");

void note_signal(int signal) {
  noted_signal = signal;
  // The next one ends the program at once.
  for (const int each : {SIGINT, SIGTERM}) {
    struct sigaction action {};
    sigaction(each, nullptr, &action);
    if (action.sa_handler == note_signal) std::signal(each, SIG_DFL);
  }
}

/// Records `signal` from now on, unless it is ignored, as under nohup. Returns the previous action.
struct sigaction take_over(int signal) {
  struct sigaction before {};
  sigaction(signal, nullptr, &before);
  if (before.sa_handler == SIG_IGN) return before;
  struct sigaction action {};
  action.sa_handler = note_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
  return before;
}

}  // namespace

Interruption::Interruption() {
  noted_signal = 0;
  interrupt_before_ = take_over(SIGINT);
  terminate_before_ = take_over(SIGTERM);
  sigaction(SIGPIPE, nullptr, &pipe_before_);
  std::signal(SIGPIPE, SIG_IGN);
}

Interruption::~Interruption() {
  sigaction(SIGINT, &interrupt_before_, nullptr);
  sigaction(SIGTERM, &terminate_before_, nullptr);
  sigaction(SIGPIPE, &pipe_before_, nullptr);
}

int Interruption::signal() const { return noted_signal; }

}  // namespace inkling
