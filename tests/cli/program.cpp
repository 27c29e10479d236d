#include "tests/cli/program.h"

#include <fcntl.h>
#include <pty.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

namespace inkling {
namespace {

constexpr int kSignalBase = 128;
constexpr int kPacket = 4096;

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(std::string("cannot ") + what);
}

/// Both ends of the way that stderr takes: ours and the program's.
std::array<int, 2> open_error_channel(bool on_terminal) {
  std::array<int, 2> ends{};
  if (on_terminal) {
    const winsize size{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
    require(openpty(&ends[0], &ends[1], nullptr, nullptr, &size) == 0, "open a terminal");
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  } else {
    // A packet for each write, and space for one.
    require(pipe2(ends.data(), O_CLOEXEC | O_DIRECT) == 0, "open a pipe");
    require(fcntl(ends[1], F_SETPIPE_SZ, kPacket) == kPacket, "make a pipe small");
  }
  return ends;
}

/// The environment of this process with a terminal that can redraw a line, without NO_COLOR.
std::vector<std::string> program_environment() {
  std::vector<std::string> result = {"TERM=xterm"};
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!text.starts_with("TERM=") && !text.starts_with("NO_COLOR=")) result.push_back(text);
  }
  return result;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace

Program::Program(const Workplace& place, const std::vector<std::string>& arguments,
                 const std::string& stdout_path, bool on_terminal, const std::string& stdin_path)
    : stdout_path_(stdout_path.empty() ? place.path("stdout.txt") : stdout_path) {
  const auto [ours, theirs] = open_error_channel(on_terminal);
  error_end_ = ours;

  std::vector<std::string> words = {INKLING_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> environment = program_environment();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, stdin_path.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, stdout_path_.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, theirs, STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, place.path("").c_str());
  // Whoever runs the tests in the background may have them ignore SIGINT; the program must not.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  const int problem = posix_spawn(&process_, INKLING_BINARY, &actions, &attributes,
                                  pointers(words).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(theirs);
  require(problem == 0, "start " INKLING_BINARY);
}

Program::~Program() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  close(error_end_);
}

bool Program::read_more() {
  std::array<char, kPacket> buffer;
  // A terminal whose other side is closed gives an error where a pipe gives 0.
  const ssize_t count = read(error_end_, buffer.data(), buffer.size());
  if (count <= 0) return false;
  error_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

bool Program::wait_for(const std::string& text) {
  while (error_.find(text) == std::string::npos) {
    if (!read_more()) return false;
  }
  return true;
}

void Program::send(int signal) const { kill(process_, signal); }

Outcome Program::finish() {
  while (read_more()) {
  }
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : kSignalBase + WTERMSIG(status);
  return {code, Workplace::content(stdout_path_), error_};
}

Outcome inkling_run(const Workplace& place, const std::vector<std::string>& arguments,
                    const std::string& stdin_path) {
  return Program(place, arguments, "", false, stdin_path).finish();
}

}  // namespace inkling
