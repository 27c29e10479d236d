#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/options/command_description.h"

namespace inkling {

/// The commands. Each takes the arguments after its name, writes results to stdout and everything
/// else to stderr, and returns the exit code. They throw UsageError and other
/// std::invalid_argument if the arguments make no sense, FileError and other std::runtime_error if
/// the work fails. The message is for the user.
int run_train(const std::vector<std::string>& arguments);
int run_evaluate(const std::vector<std::string>& arguments);
int run_classify(const std::vector<std::string>& arguments);
int run_import(const std::vector<std::string>& arguments);
int run_info(const std::vector<std::string>& arguments);

/// What the commands do and take.
CommandDescription describe_train();
CommandDescription describe_evaluate();
CommandDescription describe_classify();
CommandDescription describe_import();
CommandDescription describe_info();

/// A command in the list of all.
struct Command {
  const char* name;
  const char* summary;  ///< For the list, in a few words.
  int (*run)(const std::vector<std::string>& arguments);
  CommandDescription (*describe)();
};

/// All commands, in the order of the help.
std::span<const Command> commands();

/// The program itself: its summary, its examples and the options that it takes without a command.
CommandDescription describe_program();

/// The page that `inkling --help` prints.
std::string program_help();

}  // namespace inkling
