#pragma once

namespace inkling {

/// While an object of this class lives, the first SIGINT (Ctrl-C) or SIGTERM only leaves a note,
/// so that the work can be ended in order; a second one ends the program at once.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// The signal that came; 0 where none did.
  int signal() const;
};

}  // namespace inkling
