#pragma once

#include <array>
#include <cassert>
#include <charconv>
#include <string>

namespace inkling {

/// The fewest digits that read back to the same number.
inline std::string shortest_text(float number) {
  std::array<char, 32> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
  assert(error == std::errc());
  return {text.data(), end};
}

}  // namespace inkling
