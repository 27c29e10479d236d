#include "io/files/folder.h"

#include <algorithm>
#include <system_error>

#include "io/files/file_descriptor.h"

namespace inkling {

namespace fs = std::filesystem;

namespace {

/// Whether a name is hidden, or one that macOS or Windows adds to folders and archives.
bool is_litter(const std::string& name) {
  return name.starts_with('.') || name == "__MACOSX" || name == "Thumbs.db" ||
         name == "desktop.ini";
}

}  // namespace

std::vector<std::string> list_folder(
    const fs::path& folder, const std::function<bool(const fs::directory_entry&)>& wanted) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    const std::string name = entries->path().filename().string();
    if (!is_litter(name) && wanted(*entries)) names.push_back(name);
  }
  if (error) {
    throw system_error(folder, "cannot be listed", error.value(), "ls -ld " + folder.string());
  }
  std::ranges::sort(names);
  return names;
}

bool is_folder(const fs::directory_entry& entry) {
  std::error_code ignored;
  return entry.is_directory(ignored);
}

fs::file_status status_of(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::status_known(status)) return status;
  throw system_error(path, "cannot be read", error.value(), "ls -ld " + path.string());
}

}  // namespace inkling
