#include "app/commands/commands.h"

#include <fmt/format.h>

namespace inkling {
namespace {

constexpr Command kCommands[] = {
    {"train", "train a network on labelled images", run_train, describe_train},
    {"evaluate", "measure a trained model on labelled images", run_evaluate, describe_evaluate},
    {"classify", "name the digit in pictures", run_classify, describe_classify},
    {"import", "make a model of one that another program trained", run_import, describe_import},
    {"info", "show what is in a model, in data, in a network or in a preset", run_info,
     describe_info},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

CommandDescription describe_program() {
  return {
      .name = "",
      .usage = "COMMAND [arguments]",
      .summary = "Trains networks on digit images, measures them, and names digits.",
      .examples = {"inkling train --data mnist",
                   "inkling evaluate runs/lenet5-1/model.onnx --data mnist",
                   "inkling classify five.png"},
      .options = {{.name = "--version",
                   .text = "print version, commit, compiler, instruction set and threads"},
                  {.name = "--help", .short_name = "-h", .text = "print the list of commands"}}};
}

std::string program_help() {
  const CommandDescription program = describe_program();
  std::string page = fmt::format("inkling {}\n{}\n\n", program.usage, program.summary);
  for (const std::string& example : program.examples) page += "  " + example + "\n";
  page += "\ncommands\n";
  for (const Command& command : commands()) {
    page += fmt::format("  {:10}{}\n", command.name, command.summary);
  }
  return page +
         "\ninkling COMMAND --help shows the options; inkling --version prints the version\n";
}

}  // namespace inkling
