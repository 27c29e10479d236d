#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/options/command_description.h"
#include "app/terminal/terminal.h"

namespace inkling {

/// An invalid command line, or an invalid value in it: reported in one line, exit code 2.
class UsageError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// A word on the command line and what it means.
template <typename Value>
using Choice = std::pair<std::string_view, Value>;

/// The word for `value`, which must be among `choices`.
template <typename Value>
std::string word_for(Value value, std::span<const Choice<Value>> choices) {
  for (const auto& [word, meaning] : choices) {
    if (meaning == value) return std::string(word);
  }
  throw std::logic_error("a choice without a word");
}

/// The options of one command: CLI11 with Inkling's help page and Inkling's error texts.
///
/// Every function that adds an option binds it to a variable. The variable's value at that moment
/// is the default that the help shows. The help writes `placeholder` for the value of the option;
/// completion offers files for FILE and DATA, and folders for DIR.
class CommandLine {
 public:
  /// `usage` is the arguments after the command's name, `examples` are whole command lines.
  CommandLine(const std::string& name, const std::string& usage, const std::string& summary,
              const std::vector<std::string>& examples);
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  /// The help lists the options that are added from here on under this heading.
  void group(const std::string& heading);

  CLI::Option* flag(const std::string& name, bool& value, const std::string& description);
  CLI::Option* text(const std::string& name, std::string& value, const std::string& placeholder,
                    const std::string& description);
  /// A text that may be given several times.
  CLI::Option* texts(const std::string& name, std::vector<std::string>& values,
                     const std::string& placeholder, const std::string& description);
  /// A text that `set` reads. What `set` throws as std::invalid_argument becomes a UsageError.
  CLI::Option* add_text(const std::string& name, const std::function<void(const std::string&)>& set,
                        const std::string& placeholder, const std::string& description);
  /// An integer from `low` to `high`.
  template <typename Number>
  CLI::Option* whole(const std::string& name, Number& value, std::uint64_t low, std::uint64_t high,
                     const std::string& description) {
    return add_whole(
               name, [&value](std::uint64_t number) { value = static_cast<Number>(number); }, low,
               high, description)
        ->default_str(std::to_string(value));
  }
  /// An integer whose default depends on other things, which the description explains.
  CLI::Option* add_whole(const std::string& name, const std::function<void(std::uint64_t)>& set,
                         std::uint64_t low, std::uint64_t high, const std::string& description);
  /// A finite number for which `allowed` is true; `range` describes these numbers in words.
  CLI::Option* real(const std::string& name, double& value, const std::string& range,
                    bool (*allowed)(double), const std::string& description);
  /// A number without a default.
  CLI::Option* add_real(const std::string& name, const std::function<void(double)>& set,
                        const std::string& range, bool (*allowed)(double),
                        const std::string& description);
  /// One of some words.
  template <typename Value>
  CLI::Option* choice(const std::string& name, Value& value, std::span<const Choice<Value>> choices,
                      const std::string& description) {
    std::vector<std::string> words;
    for (const auto& option : choices) words.emplace_back(option.first);
    const auto set = [&value, choices](std::size_t index) { value = choices[index].second; };
    return add_choice(name, words, set, description)->default_str(word_for(value, choices));
  }
  /// One of `words`; `set` takes its index.
  CLI::Option* add_choice(const std::string& name, const std::vector<std::string>& words,
                          const std::function<void(std::size_t)>& set,
                          const std::string& description);
  CLI::Option* threads(int& value);
  CLI::Option* color(ColorMode& value);
  /// --config FILE: takes settings from a file that `config_text` wrote; the command line wins.
  void config();
  /// Words that completion offers as values of an option which takes other values, too.
  void suggest(const CLI::Option* option, std::vector<std::string> words) {
    words_[option] = std::move(words);
  }
  /// An argument without a name.
  template <typename Value>
  CLI::Option* positional(const std::string& name, Value& value, const std::string& description) {
    return app_.add_option(name, value, description)->default_str("");
  }

  /// Reads the arguments after the command's name into the bound variables. Returns false if they
  /// ask for help, after printing it. Throws UsageError, and FileError for --config.
  bool parse(const std::vector<std::string>& arguments);

  /// The options that were given, such as "--seed".
  std::vector<std::string> given() const;

  /// The page that --help prints.
  std::string help();

  /// The same as data, for the man page and completion.
  CommandDescription describe();

 private:
  void end_options();
  void refuse_empty_values(const std::vector<std::string>& arguments) const;
  std::string complaint(const CLI::ParseError& error) const;

  CLI::App app_;
  std::string group_ = "options";
  CommandDescription description_;  // without the options
  std::map<const CLI::Option*, std::vector<std::string>> words_;
};

}  // namespace inkling
