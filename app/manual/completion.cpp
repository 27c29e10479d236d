#include "app/manual/completion.h"

#include <fmt/format.h>

#include <kainjow/mustache.hpp>
#include <vector>

#include "app/templates.h"

namespace inkling {
namespace {

namespace mustache = kainjow::mustache;
using mustache::data;

std::string paths_of(const OptionDescription& option) {
  if (option.takes_folder()) return "folders";
  return option.takes_file() ? "files" : "";
}

/// Text within single quotes of a shell.
std::string quotable(std::string_view text) {
  std::string result;
  for (const char letter : text) letter == '\'' ? result += "'\\''" : result += letter;
  return result;
}

std::string render(std::string_view script_template, const data& view) {
  mustache::mustache script{std::string(script_template)};
  std::string text = script.render(view);
  if (!script.is_valid()) throw std::logic_error(script.error_message());
  return text;
}

/// An option's text on one line, with the characters escaped that end it for zsh's _arguments.
std::string zsh_text(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    if (letter == '[' || letter == ']' || letter == ':' || letter == '\\') result += '\\';
    letter == '\n' ? result += ' ' : result += letter;
  }
  return quotable(result);
}

/// How zsh finds values: words, files, or both.
std::string zsh_action(const OptionDescription& option) {
  const std::string words = fmt::format("{}", fmt::join(option.words, " "));
  if (option.takes_folder()) return "_files -/";
  if (!option.takes_file()) return words.empty() ? " " : "(" + words + ")";
  return words.empty() ? "_files" : "{compadd -- " + words + "; _files}";
}

/// An option for zsh's _arguments: '--seed=[text]:N: '.
std::string zsh_spec(const OptionDescription& option) {
  const std::string text = zsh_text(option.text);
  if (option.is_positional()) {
    return fmt::format("'{}:{}:{}'", option.repeatable ? "*" : "", option.name, zsh_action(option));
  }
  if (!option.short_name.empty()) {
    return fmt::format("'(- *)'{{{},{}}}'[{}]'", option.short_name, option.name, text);
  }
  if (option.is_flag()) return fmt::format("'{}[{}]'", option.name, text);
  return fmt::format("'{}{}=[{}]:{}:{}'", option.repeatable ? "*" : "", option.name, text,
                     option.placeholder, quotable(zsh_action(option)));
}

}  // namespace

std::string bash_completion(const CommandDescription& program,
                            std::span<const CommandDescription> commands) {
  data names(data::type::list);
  data values(data::type::list);
  std::string first_words;
  for (const CommandDescription& command : commands) {
    first_words += command.name + " ";
    data entry;
    entry.set("name", command.name);
    entry.set("words", "");
    entry.set("paths", "");
    std::string options;
    for (const OptionDescription& option : command.options) {
      const std::string words = fmt::format("{}", fmt::join(option.words, " "));
      if (option.is_positional()) {
        entry.set("words", words);
        entry.set("paths", paths_of(option));
        continue;
      }
      options += (options.empty() ? "" : " ") + option.name;
      if (option.is_flag()) continue;
      data value;
      value.set("command", command.name);
      value.set("option", option.name);
      value.set("words", words);
      value.set("paths", paths_of(option));
      values << value;
    }
    entry.set("options", options);
    names << entry;
  }
  for (const OptionDescription& option : program.options) first_words += option.name + " ";
  first_words.pop_back();
  data view;
  view.set("first_words", first_words);
  view.set("each_command", names);
  view.set("values", values);
  return render(kBashCompletionTemplate, view);
}

std::string zsh_completion(const CommandDescription& program,
                           std::span<const CommandDescription> commands) {
  data list(data::type::list);
  for (const CommandDescription& command : commands) {
    data entry;
    entry.set("name", command.name);
    entry.set("listed", fmt::format("{}:{}", command.name, zsh_text(command.summary)));
    data specs(data::type::list);
    for (const OptionDescription& option : command.options) specs << data(zsh_spec(option));
    entry.set("specs", specs);
    list << entry;
  }
  data specs(data::type::list);
  for (const OptionDescription& option : program.options) specs << data(zsh_spec(option));
  data view;
  view.set("each_command", list);
  view.set("program_specs", specs);
  return render(kZshCompletionTemplate, view);
}

}  // namespace inkling
