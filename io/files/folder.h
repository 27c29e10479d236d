#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace inkling {

/// The names in `folder`, sorted, for which `wanted` is true. Passes over hidden names, and over
/// `__MACOSX`, `Thumbs.db` and `desktop.ini`, which systems leave behind.
/// Throws FileError where the folder cannot be listed.
std::vector<std::string> list_folder(
    const std::filesystem::path& folder,
    const std::function<bool(const std::filesystem::directory_entry&)>& wanted);

/// Whether the entry is a folder, or a link to one.
bool is_folder(const std::filesystem::directory_entry& entry);

/// What is at `path`, which may be nothing. Throws FileError where that cannot be told.
std::filesystem::file_status status_of(const std::filesystem::path& path);

}  // namespace inkling
