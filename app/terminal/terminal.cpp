#include "app/terminal/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "io/files/atomic_file.h"

namespace inkling {
namespace {

constexpr int kUsualColumns = 80;

/// The value of an environment variable; empty if it is not set.
std::string_view environment(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

}  // namespace

bool is_terminal(std::FILE* stream) {
  const std::string_view terminal = environment("TERM");
  return isatty(fileno(stream)) == 1 && !terminal.empty() && terminal != "dumb";
}

int terminal_columns(std::FILE* stream) {
  winsize size{};
  const bool known = ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : kUsualColumns;
}

bool use_color(ColorMode mode, std::FILE* stream) {
  if (mode != ColorMode::kAuto) return mode == ColorMode::kAlways;
  return is_terminal(stream) && environment("NO_COLOR").empty();
}

ColorDepth color_depth(ColorMode mode, std::FILE* stream) {
  if (!use_color(mode, stream)) return ColorDepth::kNone;
  const std::string_view all = environment("COLORTERM");
  if (all == "truecolor" || all == "24bit") return ColorDepth::kAll;
  const bool many = environment("TERM").find("256color") != std::string_view::npos;
  return many ? ColorDepth::k256 : ColorDepth::kBasic;
}

std::string styled(bool on, fmt::text_style style, std::string_view text) {
  return on ? fmt::format(style, "{}", text) : std::string(text);
}

void write_output(const std::string& file, const std::string& content) {
  if (file == kStdout) {
    print(content);
  } else {
    write_file(file, content);
  }
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void tell(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

void warn(std::span<const std::string> warnings) {
  for (const std::string& warning : warnings) tell(fmt::format("warning: {}\n", warning));
}

void note(std::span<const std::string> notes) {
  for (const std::string& text : notes) tell(fmt::format("note: {}\n", text));
}

bool output_failed() {
  errno = 0;
  const bool flushed = std::fflush(stdout) == 0;
  return !flushed || std::ferror(stdout) != 0;
}

void occupy_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
    // open uses the lowest unused number, which is this one.
    const int mode = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (open("/dev/null", mode) != descriptor) _exit(1);
  }
}

}  // namespace inkling
