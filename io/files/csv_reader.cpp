#include "io/files/csv_reader.h"

#include <algorithm>
#include <cstring>

#include "io/files/byte_view.h"
#include "io/files/error.h"
#include "io/files/file_kind.h"
#include "model/text.h"

namespace inkling {
namespace {

constexpr std::size_t kStep = std::size_t{1} << 20;
constexpr std::size_t kLongestRow = std::size_t{1} << 26;
constexpr std::size_t kMostFields = 1'000'000;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kSeparators = ",;\t";

}  // namespace

CsvReader::CsvReader(std::filesystem::path path) : reader_(std::move(path)) {
  refill();
  if (std::string_view(buffer_).starts_with(kByteOrderMark)) begin_ = kByteOrderMark.size();
}

bool CsvReader::next() {
  fields_.clear();
  unquoted_.clear();
  while (begin_ < buffer_.size() || refill()) {
    line_ = next_line_;
    const std::string_view line = take_line();
    if (trimmed(line).empty()) continue;
    if (separator_ == '\0') choose_separator(line);
    line.find('"') == std::string_view::npos ? split(line) : split_with_quotes(line);
    return true;
  }
  return false;
}

/// Reads more of the file after what is in the buffer; returns whether there was more. Texts in
/// the buffer may move.
bool CsvReader::refill() {
  if (ended_) return false;
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t before = buffer_.size();
  if (before > kLongestRow) {
    line_ = next_line_;
    fail("a row is too long", "at most 64 MiB in a row", "more than that");
  }
  buffer_.resize(before + std::max(before, kStep));
  const std::span<char> step = std::span(buffer_).subspan(before);
  const std::size_t count =
      reader_.read({reinterpret_cast<std::uint8_t*>(step.data()), step.size()});
  buffer_.resize(before + count);
  ended_ = count < step.size();
  if (std::memchr(buffer_.data() + before, '\0', count) != nullptr) {
    throw FileError({.path = path().string(),
                     .problem = "not a table of text",
                     .expected = "a CSV file",
                     .found = "a zero byte",
                     .next = "file " + path().string()});
  }
  return count > 0;
}

/// The next row without the end of its line: up to a line feed that is not within quotes.
std::string_view CsvReader::take_line() {
  std::size_t at = 0;  // how much of the row has been looked at
  std::size_t quotes = 0;
  for (;;) {
    const std::string_view rest = std::string_view(buffer_).substr(begin_);
    const std::size_t end = rest.find('\n', at);
    const std::string_view part = rest.substr(at, end == std::string_view::npos ? end : end - at);
    if (std::memchr(part.data(), '"', part.size()) != nullptr) {
      quotes += static_cast<std::size_t>(std::ranges::count(part, '"'));
    }
    if (end != std::string_view::npos) {
      ++next_line_;
      at = end + 1;
      if (quotes % 2 != 0) continue;
    } else {
      at = rest.size();
      if (refill()) continue;
      if (quotes % 2 != 0) fail("a quote without its end", "a second \"", "the end of the file");
    }
    std::string_view line = std::string_view(buffer_).substr(begin_, at);
    begin_ += at;
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }
}

void CsvReader::choose_separator(std::string_view line) {
  const auto count = [line](char separator) { return std::ranges::count(line, separator); };
  separator_ = *std::ranges::max_element(kSeparators, {}, count);
}

void CsvReader::add_field(std::string_view field) {
  if (fields_.size() == kMostFields) {
    fail("too many columns", "at most " + std::to_string(kMostFields), "more than that");
  }
  fields_.push_back(field);
}

void CsvReader::split(std::string_view line) {
  for (;;) {
    const std::size_t end = line.find(separator_);
    add_field(line.substr(0, end));
    if (end == std::string_view::npos) return;
    line.remove_prefix(end + 1);
  }
}

void CsvReader::split_with_quotes(std::string_view line) {
  std::size_t begin = 0;
  bool within = false;
  for (std::size_t at = 0; at <= line.size(); ++at) {
    if (at < line.size() && line[at] == '"') within = !within;
    if (at < line.size() && (within || line[at] != separator_)) continue;
    add_field(unquote(line.substr(begin, at - begin)));
    begin = at + 1;
  }
}

std::string_view CsvReader::unquote(std::string_view field) {
  const std::string_view inner = trimmed(field);
  if (inner.size() < 2 || inner.front() != '"' || inner.back() != '"') return field;
  std::string& text = unquoted_.emplace_back();
  for (std::size_t at = 1; at + 1 < inner.size(); ++at) {
    text += inner[at];
    if (inner[at] == '"' && inner[at + 1] == '"') ++at;  // written twice
  }
  return text;
}

void CsvReader::fail(const std::string& problem, const std::string& expected,
                     const std::string& found) const {
  throw FileError({.path = path().string(),
                   .problem = "line " + std::to_string(line_) + ": " + problem,
                   .expected = expected,
                   .found = found,
                   .next = "correct this line, or remove it"});
}

void CsvReader::fail_on_length(const std::string& expected) const {
  fail("a row of another length", expected, counted_fields(fields_.size()));
}

std::string counted_fields(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " field" : " fields");
}

bool is_table(const std::filesystem::path& path) {
  if (!is_text(path)) return false;
  CsvReader reader(path);
  return reader.next() && reader.fields().size() > 1;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) quoted.append(letter == '"' ? 2 : 1, letter);
  return quoted + "\"";
}

}  // namespace inkling
