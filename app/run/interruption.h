#pragma once

#include <csignal>

namespace inkling {

/// While an object of this class lives, the first SIGINT (Ctrl-C) or SIGTERM only leaves a note,
/// so that the work can be ended in order; a second one ends the program at once. Signals that are
/// ignored, as under nohup, stay so. SIGPIPE is ignored, because the work does not depend on
/// whether somebody still reads of its progress.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// The signal that came; 0 where none did.
  int signal() const;

 private:
  struct sigaction interrupt_before_;
  struct sigaction terminate_before_;
  struct sigaction pipe_before_;
};

}  // namespace inkling
