#pragma once

#include <string>
#include <vector>

namespace inkling {

/// An option of a command, or an argument without a name.
struct OptionDescription {
  std::string name;                ///< "--seed"; "MODEL" for an argument without a name.
  std::string short_name = {};     ///< "-h", or empty.
  std::string placeholder = {};    ///< What the help writes for the value: "N"; empty for a flag.
  std::string text = {};           ///< What the option does, in one or more lines.
  std::string default_value = {};  ///< Empty for none.
  std::string group = {};          ///< The heading; empty for an argument without a name.
  bool repeatable = false;         ///< May be given several times.
  std::vector<std::string> words = {};  ///< Values that completion offers.

  bool is_positional() const { return !name.starts_with('-'); }
  bool is_flag() const { return !is_positional() && placeholder.empty(); }
  /// Whether the value can be a file. All arguments without a name can.
  bool takes_file() const {
    return is_positional() || placeholder.starts_with("FILE") || placeholder == "DATA";
  }
  bool takes_folder() const { return placeholder == "DIR"; }
};

/// What a command does and takes: the source of its help, its man page and its completion.
struct CommandDescription {
  std::string name;                        ///< "train"
  std::string usage;                       ///< The arguments: "--data DATA [options]".
  std::string summary;                     ///< One or more lines.
  std::vector<std::string> examples;       ///< Whole command lines.
  std::vector<OptionDescription> options;  ///< In the order in which they were added.
};

}  // namespace inkling
