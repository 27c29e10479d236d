#include "io/data/class_list.h"

#include <cstdint>
#include <map>
#include <optional>
#include <sstream>

#include "io/files/byte_reader.h"
#include "io/files/error.h"
#include "model/text.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestFile = 1 << 20;
constexpr std::uint32_t kLastCharacter = 0x10ffff;

[[noreturn]] void fail(const fs::path& path, const std::string& problem,
                       const std::string& expected, const std::string& found) {
  throw FileError({.path = path.string(),
                   .problem = problem,
                   .expected = expected,
                   .found = found,
                   .next = "write one name on each line, the first for label 0"});
}

std::vector<std::string> read_lines(const fs::path& path) {
  ByteReader reader(path);
  std::string text(kLargestFile + 1, '\0');
  text.resize(reader.read({reinterpret_cast<std::uint8_t*>(text.data()), text.size()}));
  if (text.size() > kLargestFile) fail(path, "too large", "a list of names", "more than 1 MiB");
  if (text.find('\0') != std::string::npos) fail(path, "no text", "a list of names", "a zero byte");
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (const std::string_view name = trimmed(line); !name.empty()) lines.emplace_back(name);
  }
  return lines;
}

/// The whole numbers in a line, if it has nothing else.
std::vector<std::uint32_t> numbers_in(const std::string& line) {
  std::istringstream words(line);
  std::vector<std::uint32_t> numbers;
  for (std::string word; words >> word;) {
    std::uint32_t number = 0;
    if (!read_number(word, number)) return {};
    numbers.push_back(number);
  }
  return numbers;
}

std::string utf8(std::uint32_t character) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits); };
  if (character < 0x80) return {byte(character)};
  if (character < 0x800) return {byte(0xc0 | character >> 6), byte(0x80 | (character & 0x3f))};
  if (character < 0x10000) {
    return {byte(0xe0 | character >> 12), byte(0x80 | (character >> 6 & 0x3f)),
            byte(0x80 | (character & 0x3f))};
  }
  return {byte(0xf0 | character >> 18), byte(0x80 | (character >> 12 & 0x3f)),
          byte(0x80 | (character >> 6 & 0x3f)), byte(0x80 | (character & 0x3f))};
}

/// The names in EMNIST's mapping; empty if the lines are none. A label that it leaves out is named
/// by its number.
std::vector<std::string> names_in_mapping(const std::vector<std::string>& lines) {
  std::map<std::uint32_t, std::string> names;
  for (const std::string& line : lines) {
    const std::vector<std::uint32_t> numbers = numbers_in(line);
    if (numbers.size() < 2 || numbers[0] >= kMostLabels || numbers[1] > kLastCharacter) return {};
    if (!names.emplace(numbers[0], utf8(numbers[1])).second) return {};
  }
  if (names.empty()) return {};
  std::vector<std::string> all = numbered_classes(names.rbegin()->first + std::size_t{1});
  for (const auto& [label, name] : names) all[label] = name;
  return all;
}

/// The number of the class in the list for each class of the data.
std::optional<std::vector<std::uint16_t>> places_by_name(const std::vector<std::string>& classes,
                                                         const std::vector<std::string>& list) {
  const std::map<std::string, std::uint16_t> known = labels_by_name(list);
  std::vector<std::uint16_t> places;
  for (const std::string& name : classes) {
    const auto found = known.find(name);
    if (found == known.end()) return std::nullopt;
    places.push_back(found->second);
  }
  return places;
}

std::vector<std::uint16_t> places_by_number(const DataParts& data,
                                            const std::vector<std::string>& list,
                                            const fs::path& path) {
  std::vector<bool> occurs(data.train.class_count(), false);
  for (const Dataset* part : {&data.train, &data.test}) {
    for (const std::uint16_t label : part->labels) occurs[label] = true;
  }
  std::vector<std::uint16_t> places;
  for (std::size_t label = 0; label < occurs.size(); ++label) {
    const std::string& name = data.train.class_names[label];
    std::size_t number = 0;
    const bool fits = read_number(name, number) && number < list.size();
    if (occurs[label] && !fits) {
      fail(path, data.has_class_names ? "a class that is not in this list" : "a label beyond it",
           std::to_string(list.size()) + " classes", printable(name));
    }
    places.push_back(static_cast<std::uint16_t>(fits ? number : 0));
  }
  return places;
}

}  // namespace

std::vector<std::string> read_class_list(const fs::path& path) {
  const std::vector<std::string> lines = read_lines(path);
  std::vector<std::string> names = names_in_mapping(lines);
  if (names.empty()) names = lines;
  if (names.size() < 2 || names.size() > kMostLabels) {
    fail(path, "not a list of class names", "2 to 65536 names", std::to_string(names.size()));
  }
  std::map<std::string, std::size_t> seen;
  for (std::size_t label = 0; label < names.size(); ++label) {
    const auto [first, is_new] = seen.emplace(names[label], label);
    if (!is_new) {
      fail(path, "a name that is there twice", "another name for each class",
           printable(names[label]) + " for labels " + std::to_string(first->second) + " and " +
               std::to_string(label));
    }
  }
  return names;
}

void name_classes(DataParts& data, const fs::path& path) {
  const std::vector<std::string> list = read_class_list(path);
  std::optional<std::vector<std::uint16_t>> places;
  if (data.has_class_names) places = places_by_name(data.train.class_names, list);
  if (!places) places = places_by_number(data, list, path);
  for (Dataset* part : {&data.train, &data.test}) {
    for (std::uint16_t& label : part->labels) label = (*places)[label];
    part->class_names = list;
  }
  data.has_class_names = true;
}

}  // namespace inkling
