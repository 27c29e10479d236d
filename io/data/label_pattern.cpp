#include "io/data/label_pattern.h"

#include <fnmatch.h>

#include <optional>
#include <stdexcept>
#include <string_view>

#include "io/files/error.h"
#include "io/pictures/picture_file.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLabel = "%l";

bool is_part_of_label(char letter) {
  return std::string_view("_-. ").find(letter) == std::string_view::npos;
}

bool matches(std::string_view pattern, std::string_view text) {
  return ::fnmatch(std::string(pattern).c_str(), std::string(text).c_str(), 0) == 0;
}

/// The label in a file name: the longest one, as far to the left as possible.
std::optional<std::string> label_in(std::string_view name, std::string_view pattern) {
  const std::size_t place = pattern.find(kLabel);
  const std::string_view before = pattern.substr(0, place);
  const std::string_view after = pattern.substr(place + kLabel.size());
  for (std::size_t begin = 0; begin < name.size(); ++begin) {
    if (!matches(before, name.substr(0, begin))) continue;
    std::size_t end = begin;
    while (end < name.size() && is_part_of_label(name[end])) ++end;
    for (; end > begin; --end) {
      if (matches(after, name.substr(end))) return std::string(name.substr(begin, end - begin));
    }
  }
  return std::nullopt;
}

void check(const std::string& pattern) {
  const std::size_t place = pattern.find(kLabel);
  if (place != std::string::npos && pattern.find(kLabel, place + 1) == std::string::npos) return;
  throw std::invalid_argument("'" + pattern +
                              "' must have %l once, where the label is, as in '*_%l.png'");
}

}  // namespace

DataParts read_pictures_by_name(const fs::path& folder, const std::string& pattern, Form form) {
  std::vector<NamedFile> files;
  for (const fs::path& picture : list_named_pictures(folder, pattern)) {
    files.push_back({picture, *label_in(picture.filename().string(), pattern)});
  }
  if (files.empty()) {
    const std::vector<fs::path> others = list_pictures(folder);
    throw FileError({.path = folder.string(),
                     .problem = "no file name matches --label-from",
                     .expected = "pictures named like " + pattern + ", where %l is the label",
                     .found = others.empty() ? "no pictures" : others.front().filename().string(),
                     .next = "ls " + folder.string()});
  }
  return read_named_pictures("pictures with labels in their names", files, folder, form);
}

std::vector<fs::path> list_named_pictures(const fs::path& folder, const std::string& pattern,
                                          bool that_match) {
  check(pattern);
  std::vector<fs::path> pictures = list_pictures(folder);
  std::erase_if(pictures, [&](const fs::path& picture) {
    return label_in(picture.filename().string(), pattern).has_value() != that_match;
  });
  return pictures;
}

}  // namespace inkling
