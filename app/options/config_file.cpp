#include "app/options/config_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "app/options/command_line.h"
#include "app/options/did_you_mean.h"
#include "io/files/error.h"
#include "model/text.h"

// Texts, numbers and Boolean values look the same in TOML and JSON, so the JSON library reads and
// writes them.

namespace inkling {
namespace {

constexpr auto kReplaceBadUtf8 = nlohmann::json::error_handler_t::replace;

}  // namespace

std::string config_text(const Settings& settings) {
  std::string text;
  for (const auto& [name, value] : settings.items()) {
    text += fmt::format("{} = {}\n", name, value.dump(-1, ' ', false, kReplaceBadUtf8));
  }
  return text;
}

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& input) const {
  std::vector<Setting> settings;
  std::istringstream lines(read(input));
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    line = std::string(trimmed(line));
    if (!line.empty() && line[0] != '#') settings.push_back(read_line(line, number));
  }
  // In the order of the options, so that the order of the lines in the file does not matter.
  for (CLI::Option* option : app_.get_options()) {
    const bool is_given = !option->empty();
    for (const Setting& setting : settings) {
      if (setting.option == option && !is_given) set(setting);
    }
  }
  return {};
}

std::string ConfigFile::read(std::istream& input) const {
  constexpr std::size_t kLargestFile = 1 << 20;
  std::string text(kLargestFile + 1, '\0');
  input.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (input.bad()) throw CLI::FileError::Missing(path());
  text.resize(static_cast<std::size_t>(input.gcount()));
  if (text.size() <= kLargestFile) return text;
  throw FileError({.path = path(),
                   .problem = "too large",
                   .expected = fmt::format("at most {} bytes", kLargestFile),
                   .next = "check that this is the file you meant"});
}

ConfigFile::Setting ConfigFile::read_line(const std::string& line, int number) const {
  const std::size_t equals = line.find('=');
  if (equals == std::string::npos) refuse(number, "not a setting", "write it as name = value");
  const std::string name(trimmed(line.substr(0, equals)));
  CLI::Option& option = option_of(name, number);

  std::istringstream rest(line.substr(equals + 1));
  nlohmann::json value = nlohmann::json::value_t::discarded;
  try {
    rest >> value;
  } catch (const nlohmann::json::parse_error&) {
    value = nlohmann::json::value_t::discarded;
  }
  std::string tail;
  std::getline(rest >> std::ws, tail);
  const bool takes_list = option.get_items_expected_max() > 1;
  const bool is_list =
      takes_list && value.is_array() && !value.empty() &&
      std::ranges::all_of(value, [](const auto& item) { return item.is_string(); });
  const bool is_value = is_list || (value.is_primitive() && !value.is_null());
  if (!is_value || !(tail.empty() || tail[0] == '#')) {
    refuse(number, "cannot read the value of " + name,
           takes_list ? "write a text in double quotes, or several in brackets"
                      : "write a text in double quotes, a number, true or false");
  }
  const bool is_flag = option.get_expected_min() == 0;
  if (is_flag && !value.is_boolean()) refuse(number, name + " is either true or false", "");
  Setting setting{.option = &option, .values = {}, .line = number};
  for (const nlohmann::json& item : is_list ? value : nlohmann::json::array({value})) {
    setting.values.push_back(item.is_string() ? item.get<std::string>() : item.dump());
  }
  return setting;
}

void ConfigFile::set(const Setting& setting) const {
  try {
    for (const std::string& value : setting.values) setting.option->add_result(value);
    setting.option->run_callback();
  } catch (const UsageError& error) {
    refuse(setting.line, error.what(), "");
  }
}

CLI::Option& ConfigFile::option_of(const std::string& name, int number) const {
  std::vector<std::string> names;
  for (CLI::Option* option : app_.get_options()) {
    if (!option->get_configurable()) continue;
    names.push_back(option->get_single_name());
    if (names.back() == name) return *option;
  }
  refuse(number, "unknown setting " + printable(name) + did_you_mean(name, names), "");
}

std::string ConfigFile::path() const { return app_.get_config_ptr()->as<std::string>(); }

void ConfigFile::refuse(int number, const std::string& problem, const std::string& next) const {
  throw FileError(
      {.path = path(), .problem = fmt::format("line {}: {}", number, problem), .next = next});
}

}  // namespace inkling
