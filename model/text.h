#pragma once

#include <array>
#include <cassert>
#include <charconv>
#include <string>
#include <string_view>

namespace inkling {

/// The shortest text that is read back as the same number.
inline std::string shortest_text(float number) {
  std::array<char, 32> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
  assert(error == std::errc());
  return {text.data(), end};
}

inline constexpr std::string_view kBlanks = " \t\r\n";

/// `text` without the blanks around it.
inline std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

/// `text` with the letters A to Z in lower case.
inline std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

/// Reads a number; returns false unless all of `text` is one.
template <typename Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

/// The names of a table's entries, as a list: "pad, conv, pool".
std::string listed(const auto& table) {
  std::string names;
  for (const auto& entry : table) names.append(names.empty() ? "" : ", ").append(entry.name);
  return names;
}

}  // namespace inkling
