#pragma once

#include <cstddef>
#include <deque>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/files/byte_reader.h"

namespace inkling {

/// Reads a table of text row by row (RFC 4180), plain or gzip: fields are separated by commas,
/// semicolons or tabs, whichever the first row has most of, and may be in double quotes. Lines end
/// in LF or CRLF. Blank lines and a byte order mark at the beginning are skipped.
///
/// Only one row is in memory at a time. All functions throw FileError if the file cannot be read,
/// is no text, or has a row of more than 64 MiB or a million fields, or a quote without its end.
class CsvReader {
 public:
  explicit CsvReader(std::filesystem::path path);

  /// Reads the next row; returns false at the end of the file.
  bool next();

  /// The fields of this row, until `next` is called again.
  std::span<const std::string_view> fields() const { return fields_; }

  /// The number of the line where this row begins; the first line of the file is 1.
  std::size_t line() const { return line_; }

  const std::filesystem::path& path() const { return reader_.path(); }

  /// Throws FileError about this row: "line 17: PROBLEM".
  [[noreturn]] void fail(const std::string& problem, const std::string& expected,
                         const std::string& found) const;

  /// Throws FileError about the number of this row's fields.
  [[noreturn]] void fail_on_length(const std::string& expected) const;

 private:
  std::string_view take_line();
  bool refill();
  void choose_separator(std::string_view line);
  void split(std::string_view line);
  void split_with_quotes(std::string_view line);
  std::string_view unquote(std::string_view field);
  void add_field(std::string_view field);

  ByteReader reader_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what has not been read yet, in the buffer
  bool ended_ = false;
  char separator_ = '\0';  // not yet known
  std::size_t line_ = 0;
  std::size_t next_line_ = 1;
  std::vector<std::string_view> fields_;
  std::deque<std::string> unquoted_;  // the fields of this row that had quotes
};

/// Whether the file at `path` is text whose first row has several fields. Throws FileError.
bool is_table(const std::filesystem::path& path);

/// "3 fields".
std::string counted_fields(std::size_t count);

/// A field for a CSV file, in quotes if it needs them.
std::string csv_field(const std::string& text);

}  // namespace inkling
