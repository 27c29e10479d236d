#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "app/commands/commands.h"
#include "app/exit_codes.h"
#include "app/manual/completion.h"
#include "app/manual/man_page.h"
#include "app/templates.h"
#include "io/files/atomic_file.h"

// A program of the build, which writes the man pages and the completion scripts:
// inkling_manual FOLDER

namespace {

using namespace inkling;

std::string_view prose_of(const std::string& command) {
  const std::map<std::string, std::string_view> texts = {{"train", kTrainManual},
                                                         {"evaluate", kEvaluateManual},
                                                         {"classify", kClassifyManual},
                                                         {"info", kInfoManual}};
  const auto text = texts.find(command);
  if (text == texts.end()) throw std::logic_error("no text in assets/manual for " + command);
  return text->second;
}

void write_manual(const std::filesystem::path& folder) {
  std::vector<ListedCommand> listed;
  std::vector<CommandDescription> descriptions;
  for (const Command& command : commands()) {
    listed.push_back({command.name, command.summary});
    descriptions.push_back(command.describe());
  }
  const CommandDescription program = describe_program();
  std::filesystem::create_directories(folder);
  write_file(folder / "inkling.1", man_page(program, kProgramManual, listed));
  for (const CommandDescription& command : descriptions) {
    write_file(folder / fmt::format("inkling-{}.1", command.name),
               man_page(command, prose_of(command.name), listed));
  }
  write_file(folder / "inkling.bash", bash_completion(program, descriptions));
  write_file(folder / "_inkling", zsh_completion(program, descriptions));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: inkling_manual FOLDER\n");
    return kWrongUsage;
  }
  try {
    write_manual(argv[1]);
    return kDone;
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return kFailed;
  }
}
