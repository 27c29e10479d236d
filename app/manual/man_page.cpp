#include "app/manual/man_page.h"

#include <fmt/format.h>

#include <cctype>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "app/version.h"

// Macros of man(7): .TH title, .SH section, .SS heading, .PP paragraph, .TP entry of a list, .EX
// and .EE literal text.

namespace inkling {
namespace {

/// Text in which roff sees no requests and no escapes. "\-" is the ASCII character, which people
/// copy.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    if (letter == '\\') {
      result += "\\e";
    } else if (letter == '-') {
      result += "\\-";
    } else if (letter == '\'') {
      result += "\\(aq";
    } else {
      result += letter;
    }
  }
  return result.starts_with('.') ? "\\&" + result : result;
}

/// A text with its line breaks.
std::string broken(std::string_view text) {
  std::string result;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    result += (result.empty() ? "" : "\n.br\n") + escaped(line);
  }
  return result;
}

std::string bold(std::string_view text) { return "\\fB" + escaped(text) + "\\fR"; }

std::string italic(std::string_view text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string literal(std::string_view lines) { return ".PP\n.EX\n" + std::string(lines) + ".EE\n"; }

std::string page_name(const std::string& command) {
  return command.empty() ? "inkling" : "inkling-" + command;
}

std::string title(const std::string& command) {
  std::string name = page_name(command);
  for (char& letter : name) {
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  return fmt::format(".TH {} 1 \"\" \"inkling {}\" \"User Commands\"\n", escaped(name), version());
}

/// What `whatis` shows.
std::string whatis(const CommandDescription& command, std::span<const Command> commands) {
  for (const Command& listed : commands) {
    if (listed.name == command.name) return listed.summary;
  }
  return command.summary.substr(0, command.summary.find('.'));
}

std::string option_entry(const OptionDescription& option) {
  std::string entry = ".TP\n";
  if (option.is_positional()) {
    entry += italic(option.name);
  } else {
    if (!option.short_name.empty()) entry += bold(option.short_name) + ", ";
    entry += bold(option.name);
    if (!option.placeholder.empty()) entry += " " + italic(option.placeholder);
  }
  entry += "\n" + broken(option.text);
  if (!option.default_value.empty()) {
    entry += option.text.ends_with('\n') ? "\n.br\n" : " ";
    entry += escaped("[" + option.default_value + "]");
  }
  return entry + "\n";
}

std::string option_sections(const std::vector<OptionDescription>& options) {
  std::string positional;
  std::string page;
  std::string group;
  for (const OptionDescription& option : options) {
    if (option.is_positional()) {
      positional += option_entry(option);
      continue;
    }
    if (option.group != group) page += fmt::format(".SS {}\n", escaped(option.group));
    group = option.group;
    page += option_entry(option);
  }
  return (positional.empty() ? "" : ".SH ARGUMENTS\n" + positional) + ".SH OPTIONS\n" + page;
}

std::string command_list(std::span<const Command> commands) {
  std::string page = ".SH COMMANDS\n";
  for (const Command& command : commands) {
    page += ".TP\n" + bold(page_name(command.name)) + "(1)\n" + escaped(command.summary) + "\n";
  }
  return page;
}

std::string examples(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += escaped(line) + "\n";
  return ".SH EXAMPLES\n" + literal(text);
}

std::string see_also(const std::string& name, std::span<const Command> commands) {
  std::string pages = name.empty() ? "" : bold("inkling") + "(1)";
  for (const Command& command : commands) {
    if (command.name == name) continue;
    pages += (pages.empty() ? "" : ", ") + bold(page_name(command.name)) + "(1)";
  }
  return ".SH SEE ALSO\n" + pages + "\n";
}

/// Turns the prose into roff, block by block.
class Prose {
 public:
  std::string roff(std::string_view prose) {
    std::istringstream lines{std::string(prose)};
    for (std::string line; std::getline(lines, line);) read(line);
    end_block();
    return std::move(page_);
  }

 private:
  enum class Block { kNone, kParagraph, kLiteral, kEntry };

  void read(const std::string& line) {
    constexpr std::string_view kTermEnd = " :: ";
    if (line.empty()) return end_block();
    if (line.starts_with("# ")) {
      end_block();
      has_section_ = true;
      page_ += ".SH " + escaped(line.substr(2)) + "\n";
      return;
    }
    if (!has_section_) throw std::invalid_argument("a man page's text before its first section");
    if (line.starts_with("  ")) {
      begin(Block::kLiteral, ".PP\n.EX\n");
      page_ += escaped(line) + "\n";
    } else if (const std::size_t end = line.find(kTermEnd); end != std::string::npos) {
      end_block();
      begin(Block::kEntry, ".TP\n" + bold(line.substr(0, end)) + "\n");
      page_ += escaped(line.substr(end + kTermEnd.size())) + "\n";
    } else {
      if (block_ == Block::kLiteral) end_block();
      if (block_ == Block::kNone) begin(Block::kParagraph, ".PP\n");
      page_ += escaped(line) + "\n";
    }
  }

  void begin(Block block, const std::string& macro) {
    if (block_ == block) return;
    end_block();
    block_ = block;
    page_ += macro;
  }

  void end_block() {
    if (block_ == Block::kLiteral) page_ += ".EE\n";
    block_ = Block::kNone;
  }

  std::string page_;
  Block block_ = Block::kNone;
  bool has_section_ = false;
};

}  // namespace

std::string man_page(const CommandDescription& command, std::string_view prose,
                     std::span<const Command> commands) {
  const std::string invocation = command.name.empty() ? "inkling" : "inkling " + command.name;
  std::string page = title(command.name);
  page += ".SH NAME\n" + escaped(page_name(command.name)) + " \\- " +
          escaped(whatis(command, commands)) + "\n";
  page += ".SH SYNOPSIS\n" + bold(invocation) + " " + escaped(command.usage) + "\n";
  page += ".SH DESCRIPTION\n" + broken(command.summary) + "\n";
  if (command.name.empty()) page += command_list(commands);
  page += option_sections(command.options);
  page += Prose().roff(prose);
  return page + examples(command.examples) + see_also(command.name, commands);
}

}  // namespace inkling
