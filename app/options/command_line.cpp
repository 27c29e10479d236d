#include "app/options/command_line.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <memory>
#include <optional>

#include "app/options/config_file.h"
#include "app/options/did_you_mean.h"
#include "io/files/error.h"

// CLI11 splits the arguments, knows which options exclude or need each other and reads --config.
// Values are converted here: CLI11 takes 010 for eight, and its messages speak of types.

namespace inkling {
namespace {

constexpr std::size_t kOptionColumn = 24;
constexpr int kMostThreads = 1024;

constexpr Choice<ColorMode> kColorModes[] = {
    {"auto", ColorMode::kAuto}, {"always", ColorMode::kAlways}, {"never", ColorMode::kNever}};

/// Usage and examples first, then the options, each with its default in brackets.
class HelpPage : public CLI::Formatter {
 public:
  HelpPage() { column_width(kOptionColumn); }

  std::string make_help(const CLI::App* app, std::string /*name*/,
                        CLI::AppFormatMode mode) const override {
    std::string page = app->get_description() + make_positionals(app) + make_groups(app, mode);
    page.erase(page.find_last_not_of('\n') + 2);
    return page;
  }

  std::string make_group(std::string group, bool is_positional,
                         std::vector<const CLI::Option*> options) const override {
    std::string text = is_positional ? "" : group + "\n";
    for (const CLI::Option* option : options) text += make_option(option, is_positional);
    return is_positional ? text + "\n" : text;
  }

  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string& text = option->get_option_text();
    return text.empty() ? "" : " " + text;
  }

  std::string make_option_desc(const CLI::Option* option) const override {
    const std::string& standard = option->get_default_str();
    std::string text = option->get_description();
    if (standard.empty()) return text;
    if (!text.ends_with('\n')) text += ' ';
    return text + "[" + standard + "]";
  }
};

template <typename Number>
std::optional<Number> parse_number(const std::string& text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || stop != end) return std::nullopt;
  return number;
}

}  // namespace

CommandLine::CommandLine(const std::string& name, const std::string& usage,
                         const std::string& summary, const std::vector<std::string>& examples)
    : app_("", name),
      description_{
          .name = name, .usage = usage, .summary = summary, .examples = examples, .options = {}} {
  std::string page = fmt::format("inkling {} {}\n{}\n\n", name, usage, summary);
  for (const std::string& example : examples) page += "  " + example + "\n";
  app_.description(page + "\n");
  app_.formatter(std::make_shared<HelpPage>());
  app_.option_defaults()->take_last();
  app_.set_help_flag();
}

void CommandLine::group(const std::string& heading) { group_ = heading; }

CLI::Option* CommandLine::flag(const std::string& name, bool& value,
                               const std::string& description) {
  return app_.add_flag(name, value, description)->default_str("off")->group(group_);
}

CLI::Option* CommandLine::text(const std::string& name, std::string& value,
                               const std::string& placeholder, const std::string& description) {
  return app_.add_option(name, value, description)
      ->option_text(placeholder)
      ->default_str(value)
      ->group(group_);
}

CLI::Option* CommandLine::texts(const std::string& name, std::vector<std::string>& values,
                                const std::string& placeholder, const std::string& description) {
  return app_.add_option(name, values, description)
      ->option_text(placeholder)
      ->allow_extra_args(false)
      ->take_all()
      ->group(group_);
}

CLI::Option* CommandLine::add_text(const std::string& name,
                                   const std::function<void(const std::string&)>& set,
                                   const std::string& placeholder, const std::string& description) {
  const auto read = [=](const std::string& text) {
    try {
      set(text);
    } catch (const std::invalid_argument& error) {
      throw UsageError(fmt::format("{}: {}", name, error.what()));
    }
  };
  return app_.add_option_function<std::string>(name, read, description)
      ->option_text(placeholder)
      ->group(group_);
}

CLI::Option* CommandLine::add_whole(const std::string& name,
                                    const std::function<void(std::uint64_t)>& set,
                                    std::uint64_t low, std::uint64_t high,
                                    const std::string& description) {
  const auto read = [=](const std::string& text) {
    const auto number = parse_number<std::uint64_t>(text);
    if (!number || *number < low || *number > high) {
      throw UsageError(
          fmt::format("{}: '{}' is not a whole number from {} to {}", name, text, low, high));
    }
    set(*number);
  };
  return app_.add_option_function<std::string>(name, read, description)
      ->option_text("N")
      ->group(group_);
}

CLI::Option* CommandLine::real(const std::string& name, double& value, const std::string& range,
                               bool (*allowed)(double), const std::string& description) {
  const auto set = [&value](double number) { value = number; };
  return add_real(name, set, range, allowed, description)->default_str(fmt::format("{}", value));
}

CLI::Option* CommandLine::add_real(const std::string& name, const std::function<void(double)>& set,
                                   const std::string& range, bool (*allowed)(double),
                                   const std::string& description) {
  const auto read = [=](const std::string& text) {
    const auto number = parse_number<double>(text);
    if (!number || !std::isfinite(*number) || !allowed(*number)) {
      throw UsageError(fmt::format("{}: '{}' is not a number {}", name, text, range));
    }
    set(*number);
  };
  return app_.add_option_function<std::string>(name, read, description)
      ->option_text("X")
      ->group(group_);
}

CLI::Option* CommandLine::add_choice(const std::string& name, const std::vector<std::string>& words,
                                     const std::function<void(std::size_t)>& set,
                                     const std::string& description) {
  const auto read = [=](const std::string& text) {
    const auto found = std::find(words.begin(), words.end(), text);
    if (found == words.end()) {
      throw UsageError(fmt::format("{}: '{}' is not one of {}{}", name, text,
                                   fmt::join(words, ", "), did_you_mean(text, words)));
    }
    set(static_cast<std::size_t>(found - words.begin()));
  };
  CLI::Option* option = app_.add_option_function<std::string>(name, read, description)
                            ->option_text("WORD")
                            ->group(group_);
  suggest(option, words);
  return option;
}

CLI::Option* CommandLine::threads(int& value) {
  return whole("--threads", value, 0, kMostThreads, "threads; 0 is all cores");
}

CLI::Option* CommandLine::color(ColorMode& value) {
  return choice<ColorMode>("--color", value, kColorModes, "auto, always or never");
}

void CommandLine::config() {
  app_.config_formatter(std::make_shared<ConfigFile>(app_));
  app_.set_config("--config", "", "read settings from a file; the command line wins")
      ->option_text("FILE")
      ->configurable(false)
      ->group(group_);
}

std::string CommandLine::help() {
  end_options();
  return app_.help();
}

CommandDescription CommandLine::describe() {
  end_options();
  CommandDescription described = description_;
  for (const CLI::Option* option : app_.get_options()) {
    const bool is_positional = option->get_positional();
    const auto words = words_.find(option);
    described.options.push_back(
        {.name = is_positional ? option->get_name() : "--" + option->get_lnames().front(),
         .short_name = option->get_snames().empty() ? "" : "-" + option->get_snames().front(),
         .placeholder = option->get_option_text(),
         .text = option->get_description(),
         .default_value = option->get_default_str(),
         .group = is_positional ? "" : option->get_group(),
         .repeatable = option->get_expected_max() > 1,
         .words = words == words_.end() ? std::vector<std::string>() : words->second});
  }
  return described;
}

// Added last, so that --help is the last option of the page.
void CommandLine::end_options() {
  if (app_.get_help_ptr() == nullptr) {
    app_.set_help_flag("-h,--help", "print this help")->group(group_);
  }
}

bool CommandLine::parse(const std::vector<std::string>& arguments) {
  end_options();
  try {
    app_.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    refuse_empty_values(arguments);
    return true;
  } catch (const CLI::CallForHelp&) {
    print(help());
    return false;
  } catch (const CLI::FileError&) {
    throw FileError({.path = app_.get_config_ptr()->as<std::string>(),
                     .problem = "not a file that can be read",
                     .next = "give --config the config.toml of a run folder"});
  } catch (const CLI::ParseError& error) {
    throw UsageError(complaint(error));
  }
}

// A shell variable that is not set gives an empty value: --config "$settings".
void CommandLine::refuse_empty_values(const std::vector<std::string>& arguments) const {
  for (std::size_t n = 0; n < arguments.size(); ++n) {
    const std::string name = arguments[n].substr(0, arguments[n].find('='));
    const CLI::Option* option = app_.get_option_no_throw(name);
    if (!name.starts_with("--") || option == nullptr || option->get_expected_min() == 0) continue;
    const bool next_is_empty = n + 1 < arguments.size() && arguments[n + 1].empty();
    if (name == arguments[n] ? next_is_empty : arguments[n].size() == name.size() + 1) {
      throw UsageError(name + " has an empty value");
    }
  }
}

std::vector<std::string> CommandLine::given() const {
  std::vector<std::string> names;
  for (const CLI::Option* option : app_.get_options()) {
    if (!option->empty()) names.push_back(option->get_name());
  }
  return names;
}

// A wrong option comes first, because whatever else is wrong may follow from it.
std::string CommandLine::complaint(const CLI::ParseError& error) const {
  std::vector<std::string> names;
  for (const CLI::Option* option : app_.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  const std::string hint = fmt::format("; see inkling {} --help", app_.get_name());
  const std::vector<std::string> unknown = app_.remaining();
  for (const std::string& word : unknown) {
    if (word.size() < 2 || word[0] != '-' || word == "--") continue;
    const std::string name = word.substr(0, word.find('='));
    return fmt::format("unknown option {}{}", printable(name), did_you_mean(name, names, hint));
  }
  if (!unknown.empty()) {
    return fmt::format("unexpected argument '{}'{}", printable(unknown.front()), hint);
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    const std::string text = error.what();
    return text.substr(0, text.find(':')) + " needs a value";
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) return error.what() + hint;
  if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr) {
    std::string text = error.what();  // "--a excludes --b"
    const std::string verb = " excludes ";
    return text.replace(text.find(verb), verb.size(), " cannot be used together with ");
  }
  return error.what();
}

}  // namespace inkling
