#pragma once

#include <span>
#include <string>
#include <string_view>

#include "app/commands/commands.h"
#include "app/options/command_description.h"

namespace inkling {

/// A man page, in roff with the `man` macros: inkling-train(1) for the command "train", inkling(1)
/// for the program, whose name is empty.
///
/// Name, synopsis, description, options and examples come from `command`. `prose` adds sections
/// between the options and the examples. It is a text in which a line "# FILES" begins a section,
/// a blank line ends a paragraph, lines that begin with two spaces are literal, and "term :: text"
/// begins an entry of a list. `commands` are all commands, for the program's list and for "see
/// also". Throws std::invalid_argument if the prose does not begin with a section.
std::string man_page(const CommandDescription& command, std::string_view prose,
                     std::span<const Command> commands);

}  // namespace inkling
