#pragma once

#include <string>
#include <vector>

#include "tests/cli/workplace.h"

namespace inkling {

/// How a process ended and what it said.
struct Outcome {
  int code = 0;  ///< The exit code, or 128 + the signal that ended it.
  std::string out;
  std::string error;
};

/// The real program, running in a folder.
class Program {
 public:
  /// Starts it. Its stdout goes into a file, `stdout_path` or one of its own; its stderr is read
  /// by this object: through a pipe, or through a terminal of 80 columns where `on_terminal`. It
  /// finds `stdin_path` on its stdin.
  Program(const Workplace& place, const std::vector<std::string>& arguments,
          const std::string& stdout_path = "", bool on_terminal = false,
          const std::string& stdin_path = "/dev/null");
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Waits until stderr has shown `text`. Returns false where the program ended before. However
  /// slow this process is, the program goes on by two lines at most, unless it has a terminal,
  /// before it waits for `finish`.
  bool wait_for(const std::string& text);
  void send(int signal) const;
  /// Waits for the end.
  Outcome finish();

 private:
  /// Reads what comes next on stderr; false at its end.
  bool read_more();

  std::string stdout_path_;
  std::string error_;
  int error_end_ = -1;
  int process_ = -1;
};

/// Runs `inkling` with `arguments` in `place` to its end.
Outcome inkling_run(const Workplace& place, const std::vector<std::string>& arguments,
                    const std::string& stdin_path = "/dev/null");

}  // namespace inkling
