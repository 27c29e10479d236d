#include "app/options/class_weights_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <sstream>
#include <utility>

#include "app/options/command_line.h"
#include "app/options/did_you_mean.h"
#include "io/files/atomic_file.h"
#include "io/files/error.h"
#include "model/text.h"
#include "model/training/class_weights.h"

namespace inkling {
namespace {

/// The parts of an entry "NAME WEIGHT", whose name may have blanks.
struct Entry {
  std::string name;
  double weight = 0.0;
};

/// Empty unless the entry ends with a blank and a number.
std::optional<Entry> parse_entry(const std::string& text) {
  const std::size_t blank = text.find_last_of(" \t");
  Entry entry;
  if (blank == std::string::npos || !read_number(text.substr(blank + 1), entry.weight)) {
    return std::nullopt;
  }
  entry.name = trimmed(text.substr(0, blank));
  return entry;
}

/// The entries of a list. A comma in the name of a class does not separate entries, because the
/// text before it does not end with a number.
std::vector<std::string> split_entries(const std::string& list) {
  std::vector<std::string> entries;
  std::istringstream parts(list);
  std::string entry;
  for (std::string part; std::getline(parts, part, ',');) {
    entry = trimmed(entry.empty() ? part : entry + "," + part);
    if (parse_entry(entry)) entries.push_back(std::exchange(entry, ""));
  }
  if (!entry.empty() || entries.empty()) entries.push_back(entry);
  return entries;
}

/// Reads an entry into the weights.
void read_entry(const std::string& text, const std::vector<std::string>& names,
                std::vector<double>& weights) {
  const std::optional<Entry> entry = parse_entry(text);
  if (!entry || !std::isfinite(entry->weight) || entry->weight < 0.0) {
    throw UsageError(fmt::format(
        "--class-weights: '{}' is not a class and its weight of at least 0, such as '7 2'; "
        "expected balanced, such a list with commas, or a file of such lines",
        printable(text)));
  }
  const auto found = std::ranges::find(names, entry->name);
  if (found == names.end()) {
    throw UsageError(fmt::format("--class-weights: the data has no class '{}'{}",
                                 printable(entry->name), did_you_mean(entry->name, names)));
  }
  weights[static_cast<std::size_t>(found - names.begin())] = entry->weight;
}

}  // namespace

std::string class_weights_setting(const std::string& text) {
  constexpr std::size_t kLargestFile = 1 << 20;
  std::error_code error;
  if (text == "none" || text == "balanced" || !std::filesystem::exists(text, error)) return text;
  std::istringstream lines(read_file(text, kLargestFile));
  std::string list;
  for (std::string line; std::getline(lines, line);) {
    if (!trimmed(line).empty()) list.append(list.empty() ? "" : ", ").append(trimmed(line));
  }
  return list;
}

std::vector<double> class_weights(const std::string& setting, const Dataset& data,
                                  std::span<const std::uint32_t> indices) {
  if (setting == "none") return {};
  if (setting == "balanced") return balanced_class_weights(data, indices);
  std::vector<double> weights(data.class_count(), 1.0);
  for (const std::string& entry : split_entries(setting)) {
    read_entry(entry, data.class_names, weights);
  }
  try {
    normalized_class_weights(weights, data, indices);
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("--class-weights: {}", error.what()));
  }
  return weights;
}

}  // namespace inkling
