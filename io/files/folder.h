#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace inkling {

/// The names in `folder`, sorted, for which `wanted` is true. Ignores hidden names and the files
/// that operating systems create: `__MACOSX`, `Thumbs.db` and `desktop.ini`. Throws FileError if
/// the folder cannot be listed.
std::vector<std::string> list_folder(
    const std::filesystem::path& folder,
    const std::function<bool(const std::filesystem::directory_entry&)>& wanted);

/// Whether the entry is a folder, or a link to one.
bool is_folder(const std::filesystem::directory_entry& entry);

/// What is at `path`, perhaps nothing. Throws FileError if the system does not say.
std::filesystem::file_status status_of(const std::filesystem::path& path);

}  // namespace inkling
