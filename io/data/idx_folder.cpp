#include "io/data/idx_folder.h"

#include <array>
#include <map>
#include <regex>
#include <string>
#include <system_error>
#include <vector>

#include "io/files/error.h"
#include "io/files/folder.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

/// The file names of a set: training images and labels, test images and labels; empty if missing.
using Names = std::array<std::string, 4>;

/// The sets in `folder` by their prefix, which includes the hyphen.
std::map<std::string, Names> find_sets(const fs::path& folder) {
  static const std::regex kName("(.*-)?(train|t10k|test)-(images|labels)[-.]idx[13]-ubyte(\\.gz)?");
  std::map<std::string, Names> sets;
  const auto is_file = [](const fs::directory_entry& entry) { return !is_folder(entry); };
  for (const std::string& name : list_folder(folder, is_file)) {
    std::smatch parts;
    if (!std::regex_match(name, parts, kName)) continue;
    const std::size_t place = (parts[2] == "train" ? 0u : 2u) + (parts[3] == "images" ? 0u : 1u);
    std::string& file = sets[parts[1]][place];
    // In alphabetical order, the plain file comes before its .gz, and the hyphen before the dot.
    if (file.empty()) file = name;
  }
  return sets;
}

void append(std::string& list, const std::string& item) {
  list += (list.empty() ? "" : ", ") + item;
}

/// Throws FileError if a part has images without labels, or labels without images.
void require_pairs(const fs::path& folder, const std::string& prefix, const Names& names) {
  const std::string test = prefix.empty() ? "t10k" : "test";
  const Names usual = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                       test + "-images-idx3-ubyte", test + "-labels-idx1-ubyte"};
  std::string found;
  std::string missing;
  for (std::size_t n = 0; n < names.size(); ++n) {
    const std::string& partner = names[n ^ 1];  // labels follow images
    if (!names[n].empty()) append(found, names[n]);
    if (names[n].empty() && !partner.empty()) append(missing, prefix + usual[n]);
  }
  if (missing.empty()) return;
  throw FileError({.path = folder.string(),
                   .problem = "images without labels, or labels without images",
                   .expected = "also " + missing + ", plain or .gz",
                   .found = found,
                   .next = "add what is missing, or name two files: --images FILE --labels FILE"});
}

[[noreturn]] void fail_on_sets(const fs::path& folder, const std::map<std::string, Names>& sets) {
  std::string list;
  for (const auto& [prefix, names] : sets) {
    append(list, prefix.empty() ? "files without a prefix" : prefix.substr(0, prefix.size() - 1));
  }
  const std::string& last = sets.rbegin()->first;
  throw FileError({.path = folder.string(),
                   .problem = "holds several sets of IDX files",
                   .expected = "one set, or FOLDER/PREFIX to choose one",
                   .found = list,
                   .next = "--data " + (folder / last.substr(0, last.size() - 1)).string() +
                           ", or --images FILE --labels FILE"});
}

IdxFiles files_of_set(const fs::path& folder, const std::string& prefix, const Names& names) {
  require_pairs(folder, prefix, names);
  IdxFiles files;
  if (!names[0].empty()) files.train = {folder / names[0], folder / names[1]};
  if (!names[2].empty()) files.test = {folder / names[2], folder / names[3]};
  return files;
}

/// The folders `raw` one or two levels below `folder` that hold IDX files.
std::vector<fs::path> find_raw_folders(const fs::path& folder) {
  std::vector<fs::path> places = {folder / "raw"};
  for (const std::string& name : list_folder(folder, is_folder)) {
    places.push_back(folder / name / "raw");
  }
  std::error_code ignored;
  std::erase_if(places, [&](const fs::path& place) {
    return !fs::is_directory(place, ignored) || find_sets(place).empty();
  });
  return places;
}

[[noreturn]] void fail_on_places(const fs::path& folder, const std::vector<fs::path>& places) {
  std::string list;
  for (const fs::path& place : places) append(list, place.string());
  throw FileError({.path = folder.string(),
                   .problem = "several folders below it hold IDX files",
                   .expected = "one of them",
                   .found = list,
                   .next = "--data " + places.front().string()});
}

}  // namespace

std::optional<IdxFiles> find_idx_files(const fs::path& folder) {
  const std::map<std::string, Names> sets = find_sets(folder);
  if (sets.size() > 1) fail_on_sets(folder, sets);
  if (!sets.empty()) return files_of_set(folder, sets.begin()->first, sets.begin()->second);
  const std::vector<fs::path> places = find_raw_folders(folder);
  if (places.size() > 1) fail_on_places(folder, places);
  return places.empty() ? std::nullopt : find_idx_files(places.front());
}

std::optional<IdxFiles> find_idx_set(const fs::path& path) {
  std::error_code ignored;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : ".";
  if (fs::exists(path, ignored) || !fs::is_directory(folder, ignored)) return std::nullopt;
  const std::map<std::string, Names> sets = find_sets(folder);
  const auto set = sets.find(path.filename().string() + "-");
  if (set == sets.end()) return std::nullopt;
  return files_of_set(folder, set->first, set->second);
}

}  // namespace inkling
