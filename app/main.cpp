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
#include "io/files/error.h"
#include "io/files/large_pages.h"
#include "io/pictures/plugin_picture.h"

namespace {

using namespace inkling;

// The C library runs this before the constructors of global objects.
[[gnu::section(".preinit_array"), gnu::used]] void (*const before_everything)() = check_processor;

struct Command {
  const char* name;
  const char* summary;
  int (*run)(const std::vector<std::string>& arguments);
};

constexpr Command kCommands[] = {
    {"train", "train a network on labelled images", run_train},
    {"evaluate", "measure a trained model on labelled images", run_evaluate},
    {"classify", "name the digit in pictures", run_classify},
    {"info", "tell what is in a model, in data or in a network", run_info},
};

std::string help() {
  std::string page =
      "inkling trains networks on digit images, measures them, and names digits\n\n"
      "  inkling train --data mnist\n"
      "  inkling evaluate runs/lenet5-1/model.onnx --data mnist\n"
      "  inkling classify five.png\n\ncommands\n";
  for (const Command& command : kCommands) {
    page += fmt::format("  {:10}{}\n", command.name, command.summary);
  }
  return page + "\ninkling COMMAND --help tells more; inkling --version prints the version\n";
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    tell(help());
    return kWrongUsage;
  }
  const std::string& first = arguments.front();
  if (first == "--help" || first == "-h" || first == "help") {
    print(help());
    return kDone;
  }
  if (first == "--version") {
    print("inkling " INKLING_VERSION "\n");
    return kDone;
  }
  std::vector<std::string> names = {"--help", "--version"};
  for (const Command& command : kCommands) {
    if (first == command.name) return command.run({arguments.begin() + 1, arguments.end()});
    names.emplace_back(command.name);
  }
  throw UsageError(fmt::format("unknown {} {}{}", first.starts_with('-') ? "option" : "command",
                               printable(first),
                               did_you_mean(first, names, " (inkling --help lists all)")));
}

/// The exit code of a command, whose error, if any, has been told.
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
  // Then a write beyond the limit of `ulimit -f` fails as on a full disk, and can be told.
  std::signal(SIGXFSZ, SIG_IGN);
  prepare_heap();
  limit_plugin();
  const int code = run_and_tell({argv + 1, argv + argc});
  if (!output_failed()) return code;
  tell(fmt::format("error: stdout cannot be written{}{}\n", errno == 0 ? "" : ": ",
                   errno == 0 ? "" : std::strerror(errno)));
  return code == kDone ? kFailed : code;
}
