#include "app/config_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "app/did_you_mean.h"
#include "io/error.h"

// Texts, numbers and truth values are written alike in TOML and in JSON, so the JSON library reads
// and writes them.

namespace inkling {
namespace {

constexpr auto kReplaceBadUtf8 = nlohmann::json::error_handler_t::replace;

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

std::string config_text(const Settings& settings) {
  std::string text;
  for (const auto& [name, value] : settings.items()) {
    text += fmt::format("{} = {}\n", name, value.dump(-1, ' ', false, kReplaceBadUtf8));
  }
  return text;
}

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& input) const {
  std::vector<CLI::ConfigItem> settings;
  std::string line;
  for (int number = 1; std::getline(input, line); ++number) {
    line = trimmed(line);
    if (!line.empty() && line[0] != '#') settings.push_back(read_line(line, number));
  }
  return settings;
}

CLI::ConfigItem ConfigFile::read_line(const std::string& line, int number) const {
  const std::size_t equals = line.find('=');
  if (equals == std::string::npos) refuse(number, "not a setting", "write it as name = value");
  CLI::ConfigItem item;
  item.name = trimmed(line.substr(0, equals));
  std::vector<std::string> names;
  for (const CLI::Option* option : app_.get_options()) {
    if (option->get_configurable()) names.push_back(option->get_single_name());
  }
  if (std::find(names.begin(), names.end(), item.name) == names.end()) {
    refuse(number, "unknown setting " + printable(item.name) + did_you_mean(item.name, names), "");
  }

  std::istringstream rest(line.substr(equals + 1));
  nlohmann::json value = nlohmann::json::value_t::discarded;
  try {
    rest >> value;
  } catch (const nlohmann::json::parse_error&) {
    value = nlohmann::json::value_t::discarded;
  }
  std::string tail;
  std::getline(rest >> std::ws, tail);
  if (!(value.is_primitive() && !value.is_null()) || !(tail.empty() || tail[0] == '#')) {
    refuse(number, "cannot read the value of " + item.name,
           "write a text in double quotes, a number, true or false");
  }
  item.inputs = {value.is_string() ? value.get<std::string>() : value.dump()};
  return item;
}

void ConfigFile::refuse(int number, const std::string& problem, const std::string& next) const {
  throw FileError({.path = app_.get_config_ptr()->as<std::string>(),
                   .problem = fmt::format("line {}: {}", number, problem),
                   .next = next});
}

}  // namespace inkling
