#pragma once

#include <csignal>

namespace inkling {

/// While an object of this class exists, the first SIGINT (Ctrl-C) or SIGTERM is only recorded, so
/// that the work can end properly; a second one ends the program at once. Signals that are ignored,
/// as under nohup, stay ignored. SIGPIPE is ignored, because the work must go on even if nobody
/// reads the progress any more.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// The signal that was received, or 0.
  int signal() const;

 private:
  struct sigaction interrupt_before_;
  struct sigaction terminate_before_;
  struct sigaction pipe_before_;
};

}  // namespace inkling
