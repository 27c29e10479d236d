#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <new>
#include <vector>

#include "app/commands/commands.h"
#include "app/exit_codes.h"
#include "app/options/command_line.h"
#include "app/options/did_you_mean.h"
#include "app/processor_check.h"
#include "app/terminal/terminal.h"
#include "app/version.h"
#include "io/digits/one_thread.h"
#include "io/files/error.h"
#include "io/files/large_pages.h"
#include "io/pictures/plugin_picture.h"

namespace {

using namespace inkling;

// The C library calls this before the constructors of global objects.
[[gnu::section(".preinit_array"), gnu::used]] void (*const before_everything)() = check_processor;

int run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    tell(program_help());
    return kWrongUsage;
  }
  const std::string& first = arguments.front();
  if (first == "--help" || first == "-h" || first == "help") {
    print(program_help());
    return kDone;
  }
  if (first == "--version") {
    print(version_page());
    return kDone;
  }
  std::vector<std::string> names = {"--help", "--version"};
  for (const Command& command : commands()) {
    if (first == command.name) return command.run({arguments.begin() + 1, arguments.end()});
    names.emplace_back(command.name);
  }
  throw UsageError(fmt::format("unknown {} {}{}", first.starts_with('-') ? "option" : "command",
                               printable(first),
                               did_you_mean(first, names, "; see inkling --help")));
}

/// Runs a command, prints its error if there is one, and returns its exit code.
int run_and_tell(const std::vector<std::string>& arguments) {
  try {
    return run(arguments);
  } catch (const std::invalid_argument& error) {
    tell(fmt::format("error: {}\n", printable(error.what())));
    return kWrongUsage;
  } catch (const std::bad_alloc&) {
    tell("error: not enough memory\n");
    return kFailed;
  } catch (const std::exception& error) {
    tell(fmt::format("error: {}\n", error.what()));
    return kFailed;
  }
}

}  // namespace

int main(int argc, char** argv) {
  occupy_standard_streams();
  // So that a write beyond the limit of `ulimit -f` fails like on a full disk and can be reported.
  std::signal(SIGXFSZ, SIG_IGN);
  prepare_heap();
  limit_plugin();
  prepare_pictures_on_one_thread();
  const int code = run_and_tell({argv + 1, argv + argc});
  if (!output_failed()) return code;
  tell(fmt::format("error: stdout cannot be written{}{}\n", errno == 0 ? "" : ": ",
                   errno == 0 ? "" : std::strerror(errno)));
  return code == kDone ? kFailed : code;
}
