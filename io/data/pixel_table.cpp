#include "io/data/pixel_table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "io/data/pixel_range.h"
#include "io/data/square_images.h"
#include "io/files/error.h"
#include "model/text.h"

namespace inkling {
namespace {

constexpr std::array<std::string_view, 5> kLabelNames = {"label", "class", "target", "digit", "y"};
constexpr std::array<std::string_view, 4> kIgnoredNames = {"id", "index", "imageid", ""};

/// What the columns hold.
struct Columns {
  std::size_t count = 0;
  std::optional<std::size_t> label;
  std::vector<std::size_t> pixels;
  bool have_names = false;
};

struct Table {
  ImageSet images;
  std::vector<std::uint16_t> labels;
  bool has_labels = false;
};

/// Reads a number, which may have blanks around it.
bool read_float(std::string_view text, float& number) {
  // Most pixels are one to three digits.
  if (!text.empty() && text.size() <= 3) {
    int whole = 0;
    bool digits = true;
    for (const char letter : text) {
      digits = digits && letter >= '0' && letter <= '9';
      whole = 10 * whole + (letter - '0');
    }
    if (digits) {
      number = static_cast<float>(whole);
      return true;
    }
  }
  return read_number(trimmed(text), number);
}

bool is_number(std::string_view text) {
  float number = 0;
  return read_float(text, number);
}

/// Whether a first row names the columns: fewer than half of its fields are numbers, or one is
/// called label.
bool has_names(std::span<const std::string_view> fields) {
  const auto numbers = std::ranges::count_if(fields, is_number);
  if (2 * numbers < std::ssize(fields)) return true;
  return std::ranges::any_of(fields, [](std::string_view field) {
    return std::ranges::count(kLabelNames, lower_case(trimmed(field))) > 0;
  });
}

Columns named_columns(const CsvReader& rows) {
  Columns columns{.count = rows.fields().size(), .label = {}, .pixels = {}, .have_names = true};
  for (std::size_t column = 0; column < columns.count; ++column) {
    const std::string name = lower_case(trimmed(rows.fields()[column]));
    if (std::ranges::count(kLabelNames, name) > 0) {
      if (columns.label) rows.fail("two columns of labels", "one column named label", name);
      columns.label = column;
    } else if (std::ranges::count(kIgnoredNames, name) == 0) {
      columns.pixels.push_back(column);
    }
  }
  return columns;
}

Columns unnamed_columns(const CsvReader& rows, const std::optional<Shape>& size) {
  Columns columns{.count = rows.fields().size(), .label = {}, .pixels = {}};
  const bool all_are_pixels = image_shape(columns.count, size).has_value();
  if (!all_are_pixels) columns.label = 0;
  for (std::size_t n = all_are_pixels ? 0 : 1; n < columns.count; ++n) columns.pixels.push_back(n);
  return columns;
}

std::uint16_t read_label(const CsvReader& rows, std::string_view field) {
  float number = -1.0f;
  if (!read_float(field, number) || !is_label(static_cast<double>(number))) {
    rows.fail("not a label", "a whole number from 0 to 65535", printable(std::string(field)));
  }
  return static_cast<std::uint16_t>(number);
}

[[noreturn]] void fail_on_pixel(const CsvReader& rows, std::size_t column) {
  rows.fail("not a pixel, in column " + std::to_string(column + 1),
            "a number from 0 to 255, or from 0 to 1",
            printable(std::string(rows.fields()[column])));
}

/// Appends the pixels of the current row. Returns false if a number is too large for this range,
/// but not for the other one.
bool append_row(const CsvReader& rows, const Columns& columns, PixelRange range,
                std::vector<std::uint8_t>& pixels) {
  const std::size_t before = pixels.size();
  pixels.resize(before + columns.pixels.size());
  std::uint8_t* pixel = pixels.data() + before;
  for (const std::size_t column : columns.pixels) {
    float number = 0;
    if (!read_float(rows.fields()[column], number)) fail_on_pixel(rows, column);
    if (!is_pixel(number, range)) {
      if (range == PixelRange::kUnit && is_pixel(number, PixelRange::kByte)) return false;
      fail_on_pixel(rows, column);
    }
    *pixel++ = pixel_byte(number, range);
  }
  return true;
}

/// Reads the file as if its pixels had this range. Returns nothing if they do not.
std::optional<Table> read_table(const std::filesystem::path& path, const std::optional<Shape>& size,
                                PixelRange range) {
  CsvReader rows(path);
  if (!rows.next()) {
    throw FileError({.path = path.string(),
                     .problem = "an empty table",
                     .expected = "a row of pixels for each image",
                     .next = "file " + path.string()});
  }
  const bool names = has_names(rows.fields());
  const Columns columns = names ? named_columns(rows) : unnamed_columns(rows, size);
  Table table{.images = {}, .labels = {}, .has_labels = columns.label.has_value()};
  table.images.shape = require_image_shape(columns.pixels.size(), size, path.string(), "columns");
  if (names && !rows.next()) {
    throw FileError({.path = path.string(),
                     .problem = "a table without images",
                     .expected = "a row for each image below the names of the columns",
                     .next = "file " + path.string()});
  }
  do {
    if (rows.fields().size() != columns.count) {
      rows.fail_on_length(counted_fields(columns.count) + ", as in the first row");
    }
    if (columns.label) {
      table.labels.push_back(read_label(rows, rows.fields()[*columns.label]));
    }
    if (!append_row(rows, columns, range, table.images.pixels)) return std::nullopt;
  } while (rows.next());
  return table;
}

}  // namespace

DataParts read_pixel_table(const std::filesystem::path& path, const std::optional<Shape>& size) {
  std::optional<Table> table = read_table(path, size, PixelRange::kUnit);
  if (!table) table = read_table(path, size, PixelRange::kByte);
  const std::string kind = "CSV table";
  if (!table->has_labels) return unlabelled(kind, std::move(table->images));
  std::vector<std::string> names = classes_of(table->labels);
  return split_every_sixth(kind, {.images = std::move(table->images),
                                  .labels = std::move(table->labels),
                                  .class_names = std::move(names)});
}

}  // namespace inkling
