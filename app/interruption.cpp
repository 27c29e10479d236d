#include "app/interruption.h"

#include <csignal>

namespace inkling {
namespace {

// A signal handler has no argument of its own, so the note must be global.
volatile std::sig_atomic_t noted_signal = 0;

void set_handler(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

void note_signal(int signal) {
  noted_signal = signal;
  set_handler(SIG_DFL);
}

}  // namespace

Interruption::Interruption() {
  noted_signal = 0;
  set_handler(note_signal);
}

Interruption::~Interruption() { set_handler(SIG_DFL); }

int Interruption::signal() const { return noted_signal; }

}  // namespace inkling
