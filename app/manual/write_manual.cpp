#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include "app/commands/commands.h"
#include "app/exit_codes.h"
#include "app/manual/completion.h"
#include "app/manual/man_page.h"
#include "io/files/atomic_file.h"

// A program of the build, which writes the man pages and the completion scripts:
//
//     inkling_manual TEXTS FOLDER
//
// TEXTS has a text for each page, about everything that is not an option.

namespace {

using namespace inkling;
namespace fs = std::filesystem;

void write_manual(const fs::path& texts, const fs::path& folder) {
  std::vector<CommandDescription> descriptions;
  for (const Command& command : commands()) descriptions.push_back(command.describe());
  const CommandDescription program = describe_program();
  const auto text_of = [&texts](const std::string& name) {
    constexpr std::size_t kLongestText = 1 << 20;
    return read_file(texts / (name + ".txt"), kLongestText);
  };
  fs::create_directories(folder);
  write_file(folder / "inkling.1", man_page(program, text_of("inkling"), commands()));
  for (const CommandDescription& command : descriptions) {
    write_file(folder / fmt::format("inkling-{}.1", command.name),
               man_page(command, text_of(command.name), commands()));
  }
  write_file(folder / "inkling.bash", bash_completion(program, descriptions));
  write_file(folder / "_inkling", zsh_completion(program, descriptions));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: inkling_manual TEXTS FOLDER\n");
    return kWrongUsage;
  }
  try {
    write_manual(argv[1], argv[2]);
    return kDone;
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return kFailed;
  }
}
