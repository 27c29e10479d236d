#pragma once

#include <span>
#include <string>

#include "app/options/command_description.h"

namespace inkling {

/// The completion script for bash, which offers commands, options, the words that an option takes,
/// files and folders. `program` describes the options without a command.
std::string bash_completion(const CommandDescription& program,
                            std::span<const CommandDescription> commands);

/// The same for zsh, which also shows what each option does.
std::string zsh_completion(const CommandDescription& program,
                           std::span<const CommandDescription> commands);

}  // namespace inkling
