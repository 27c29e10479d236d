#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inkling {

/// "61,706".
std::string grouped(std::int64_t number);

/// "1 image", "2 images": the count, grouped, with the noun.
std::string counted(std::int64_t count, std::string_view noun);

/// "10 classes (0, 1, 2, ...)".
std::string class_list(const std::vector<std::string>& names);

/// 0.98912 as "98.91 %".
std::string percent(double fraction);

/// The number of characters of a UTF-8 text.
std::size_t width_of(std::string_view text);

/// `text` cut to at most `width` characters. If it was cut, the last one is an ellipsis.
std::string shorten(std::string_view text, std::size_t width);

/// Names from user files, without control bytes and cut to `width` characters.
std::vector<std::string> shown_names(std::span<const std::string> names, std::size_t width);

/// `text` padded with spaces to `width` characters, on the left or on the right.
std::string padded_left(std::string_view text, std::size_t width);
std::string padded_right(std::string_view text, std::size_t width);

/// Lines of cells in aligned columns, two spaces apart. No line ends in spaces.
class Table {
 public:
  /// One letter for each column: 'l' aligns left, 'r' right.
  explicit Table(std::string_view alignment) : alignment_(alignment) {}

  /// Adds a line with one cell for each column.
  void add(std::vector<std::string> cells);

  /// All lines, each indented by two spaces and ended by a line break.
  std::string text() const;

 private:
  std::string alignment_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace inkling
