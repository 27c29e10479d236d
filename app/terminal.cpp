#include "app/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace inkling {
namespace {

constexpr int kUsualColumns = 80;

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

bool is_terminal(std::FILE* stream) {
  const char* terminal = std::getenv("TERM");
  return isatty(fileno(stream)) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

int terminal_columns(std::FILE* stream) {
  winsize size{};
  const bool known = ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : kUsualColumns;
}

bool use_color(ColorMode mode, std::FILE* stream) {
  if (mode != ColorMode::kAuto) return mode == ColorMode::kAlways;
  return is_terminal(stream) && !is_set("NO_COLOR");
}

std::string styled(bool on, fmt::text_style style, std::string_view text) {
  return on ? fmt::format(style, "{}", text) : std::string(text);
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void tell(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

bool output_failed() {
  errno = 0;
  const bool flushed = std::fflush(stdout) == 0;
  return !flushed || std::ferror(stdout) != 0;
}

void occupy_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
    // open takes the lowest free number, which is this one.
    const int mode = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (open("/dev/null", mode) != descriptor) _exit(1);
  }
}

}  // namespace inkling
