#include "app/run/provenance.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <fstream>
#include <string_view>

#include "app/terminal/table.h"
#include "app/version.h"
#include "io/files/digest.h"
#include "model/evaluation/prediction.h"
#include "model/lanes/instruction_set.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

/// The text after `name` and a separator in the first such line of a system file; empty if there is
/// none.
std::string value_in(const char* path, std::string_view name, char separator) {
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    if (!line.starts_with(name)) continue;
    const std::size_t begin = line.find_first_not_of(" \t\"", line.find(separator) + 1);
    if (begin == std::string::npos) return "";
    return line.substr(begin, line.find_last_not_of(" \t\"") + 1 - begin);
  }
  return "";
}

std::string joined(const std::vector<std::string>& parts, const char* separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (!part.empty()) text += (text.empty() ? "" : separator) + part;
  }
  return text;
}

std::string quoted(const std::string& argument) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:=+@%";
  if (!argument.empty() && argument.find_first_not_of(kPlain) == std::string::npos) return argument;
  std::string text = "'";
  for (const char letter : argument) letter == '\'' ? text += "'\\''" : text += letter;
  return text + "'";
}

std::vector<fs::path> files_of(const DataOptions& data) {
  if (data.data.empty()) return {data.images, data.labels};
  std::vector<fs::path> files;
  for (const std::string& path : data.data) {
    for (fs::path& file : list_data_files(path, data.split, data.format)) {
      files.push_back(std::move(file));
    }
  }
  return files;
}

}  // namespace

std::string shell_command(const std::string& command, const std::vector<std::string>& arguments) {
  std::string text = "inkling " + command;
  for (const std::string& argument : arguments) text += " " + quoted(argument);
  return text;
}

Fact data_fact(const DataOptions& data) {
  constexpr std::size_t kMostListed = 8;
  const std::vector<fs::path> files = files_of(data);
  if (files.size() > kMostListed) {
    return {"Data", fmt::format("{}: {}\nSHA-256 {} of the list of their hashes", data.name(),
                                counted(static_cast<std::int64_t>(files.size()), "file"),
                                files_sha256(files, data.name()))};
  }
  std::vector<std::string> lines;
  for (const fs::path& file : files) lines.push_back(file_sha256(file) + "  " + file.string());
  return {"Data (SHA-256)", joined(lines, "\n")};
}

Fact model_fact(const Model& model, const fs::path& path) {
  const Network& network = model.network;
  return {
      "Model (SHA-256)",
      fmt::format(
          "{}  {}\n{}: {}\npixels: (x / 255 - {:.6g}) / {:.6g}{}", file_sha256(path), path.string(),
          counted(static_cast<std::int64_t>(network.parameters().size()), "parameter"),
          network.architecture(), network.normalization.mean, network.normalization.deviation,
          network.inverse_temperature == 1.0f
              ? ""
              : fmt::format("\ntemperature: {:.6g}", 1.0f / network.inverse_temperature))};
}

Fact settings_fact(const std::map<std::string, std::string>& settings) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : settings) parts.push_back(name + " = " + value);
  return {"Settings", joined(parts, "\n")};
}

std::vector<Fact> circumstances(int threads) {
  const std::string machine = joined(
      {value_in("/proc/cpuinfo", "model name", ':'), counted(resolve_threads(threads), "thread"),
       value_in("/etc/os-release", "PRETTY_NAME", '=')},
      ", ");
  const std::string program =
      joined({"inkling " + version(), commit().empty() ? "" : "commit " + commit(),
              "compiled with " + compiler(), instruction_set()},
             ", ");
  return {{"Program", program},
          {"Machine", machine},
          {"Time", fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(std::time(nullptr)))}};
}

}  // namespace inkling
