#include "app/terminal/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "io/files/error.h"

namespace inkling {
namespace {

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

}  // namespace

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t end = digits.size(); end > first + 3; end -= 3) digits.insert(end - 3, 1, ',');
  return digits;
}

std::string counted(std::int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

std::string class_list(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 10;
  std::vector<std::string> shown;
  for (std::size_t label = 0; label < std::min(kShown, names.size()); ++label) {
    shown.push_back(printable(names[label]));
  }
  if (names.size() > kShown) shown.push_back("...");
  return fmt::format("{} classes ({})", names.size(), fmt::join(shown, ", "));
}

std::string percent(double fraction) { return fmt::format("{:.2f} %", 100.0 * fraction); }

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string shorten(std::string_view text, std::size_t width) {
  if (width_of(text) <= width) return std::string(text);
  std::size_t characters = 0;
  std::size_t bytes = 0;
  for (; bytes < text.size(); ++bytes) {
    if (begins_character(text[bytes]) && ++characters == width) break;
  }
  return std::string(text.substr(0, bytes)) + "…";
}

std::vector<std::string> shown_names(std::span<const std::string> names, std::size_t width) {
  std::vector<std::string> shown;
  for (const std::string& name : names) shown.push_back(shorten(printable(name), width));
  return shown;
}

std::string padded_left(std::string_view text, std::size_t width) {
  const std::size_t own = width_of(text);
  return std::string(width > own ? width - own : 0, ' ') + std::string(text);
}

std::string padded_right(std::string_view text, std::size_t width) {
  const std::size_t own = width_of(text);
  return std::string(text) + std::string(width > own ? width - own : 0, ' ');
}

void Table::add(std::vector<std::string> cells) {
  assert(cells.size() == alignment_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::text() const {
  std::vector<std::size_t> widths(alignment_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      widths[column] = std::max(widths[column], width_of(row[column]));
    }
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t column = 0; column < row.size(); ++column) {
      const auto pad = alignment_[column] == 'r' ? padded_left : padded_right;
      line += "  " + pad(row[column], widths[column]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace inkling
