#pragma once

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace inkling {

/// The settings of a run by the names of their options, in the order of the file: texts, numbers,
/// truth values and lists of texts.
using Settings = nlohmann::ordered_json;

/// The settings as a TOML file, one line each: `learning-rate = 0.05`.
std::string config_text(const Settings& settings);

/// Reads such a file for CLI11: lines `name = value`, where the value is a text in double quotes, a
/// number, true or false, or for an option that may be given several times, a list of texts in
/// brackets, and comments that begin with #.
///
/// Settings take effect while the file is read, in the order of the options, so that an error can
/// name the line. Settings that are also on the command line are skipped. CLI11's own reader splits
/// texts at # and at commas outside of quotes and has no escapes, so it could not read every path.
class ConfigFile : public CLI::ConfigBase {
 public:
  /// The file may set the configurable options of `app`, which must outlive this object.
  explicit ConfigFile(CLI::App& app) : app_(app) {}

  /// Sets the options, and returns no items for CLI11 to process. Throws FileError, which names the
  /// line, if a line cannot be read, names no option or has a value that the option refuses; also
  /// if the file is larger than a megabyte. Throws CLI11's error if reading fails.
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  struct Setting {
    CLI::Option* option;
    std::vector<std::string> values;
    int line;
  };

  std::string path() const;
  std::string read(std::istream& input) const;
  Setting read_line(const std::string& line, int number) const;
  void set(const Setting& setting) const;
  CLI::Option& option_of(const std::string& name, int number) const;
  [[noreturn]] void refuse(int number, const std::string& problem, const std::string& next) const;

  CLI::App& app_;
};

}  // namespace inkling
