#include "io/data/file_list.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <system_error>

#include "io/files/csv_reader.h"
#include "io/files/error.h"
#include "io/pictures/picture_file.h"
#include "model/text.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> kFileNames = {"file", "filename", "file_name", "path",
                                                        "image"};
constexpr std::array<std::string_view, 3> kLabelNames = {"label", "class", "digit"};
constexpr std::size_t kMostNamed = 10;

struct Columns {
  std::size_t file = 0;
  std::size_t label = 1;
  bool have_names = false;
};

/// The first column with one of `names`, in lower or upper case.
std::optional<std::size_t> find_column(std::span<const std::string_view> fields,
                                       std::span<const std::string_view> names) {
  for (std::size_t column = 0; column < fields.size(); ++column) {
    if (std::ranges::count(names, lower_case(trimmed(fields[column]))) > 0) return column;
  }
  return std::nullopt;
}

Columns columns_of(const CsvReader& rows) {
  const std::optional<std::size_t> file = find_column(rows.fields(), kFileNames);
  if (!file) return {};
  const std::optional<std::size_t> label = find_column(rows.fields(), kLabelNames);
  if (!label) {
    rows.fail("no column of labels", "a column named label beside the one of files",
              std::string(rows.fields()[*file]) + " only");
  }
  return {.file = *file, .label = *label, .have_names = true};
}

std::vector<NamedFile> read_rows(const fs::path& path) {
  CsvReader rows(path);
  std::vector<NamedFile> files;
  std::map<fs::path, std::size_t> lines;
  Columns columns;
  for (bool is_first = true; rows.next(); is_first = false) {
    if (is_first) {
      columns = columns_of(rows);
      if (columns.have_names) continue;
    }
    const std::span<const std::string_view> fields = rows.fields();
    if (fields.size() <= std::max(columns.file, columns.label)) {
      rows.fail_on_length("a file and its label");
    }
    const std::string file(trimmed(fields[columns.file]));
    const std::string label(trimmed(fields[columns.label]));
    if (file.empty() || label.empty()) {
      rows.fail("an empty field", "a file and its label", file.empty() ? "no file" : "no label");
    }
    const fs::path picture = (path.parent_path() / file).lexically_normal();
    if (const auto [entry, is_new] = lines.emplace(picture, rows.line()); !is_new) {
      rows.fail("a file that is listed twice", "each file once",
                printable(file) + ", as in line " + std::to_string(entry->second));
    }
    files.push_back({picture, label});
  }
  return files;
}

/// Throws FileError if files are missing; it names up to ten of them.
void require_files(const fs::path& path, std::span<const NamedFile> files) {
  std::string named;
  std::size_t missing = 0;
  for (const NamedFile& file : files) {
    std::error_code ignored;
    if (fs::exists(file.path, ignored)) continue;
    if (++missing > kMostNamed) continue;
    named += (named.empty() ? "" : "\n            ") + printable(file.path.string());
  }
  if (missing == 0) return;
  if (missing > kMostNamed) named += "\n            ...";
  throw FileError({.path = path.string(),
                   .problem = std::to_string(missing) + " of " + std::to_string(files.size()) +
                              " files in this list are missing",
                   .expected = "paths relative to the folder of the list",
                   .found = "nothing at " + named,
                   .next = "correct the paths, or move the list to where its pictures are"});
}

}  // namespace

bool is_file_list(const fs::path& path) {
  CsvReader rows(path);
  if (!rows.next()) return false;
  return find_column(rows.fields(), kFileNames).has_value() ||
         std::ranges::any_of(rows.fields(), [](std::string_view field) {
           return has_picture_name(std::string(trimmed(field)));
         });
}

DataParts read_file_list(const fs::path& path, Form form) {
  const std::vector<NamedFile> listed = read_rows(path);
  require_files(path, listed);
  return read_named_pictures("list of files", listed, path, form);
}

std::vector<fs::path> list_listed_files(const fs::path& path) {
  std::vector<fs::path> paths = {path};
  for (NamedFile& file : read_rows(path)) paths.push_back(std::move(file.path));
  return paths;
}

}  // namespace inkling
