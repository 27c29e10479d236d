#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace inkling {

/// Writes `content` to `path` so that at every instant the path is the old file or the new one,
/// whole: a temporary name beside it, fsync, rename, fsync of the folder. On failure the temporary
/// file is removed and the old file untouched. Throws FileError.
void write_file(const std::filesystem::path& path, std::string_view content);

/// Reads a whole regular file. Throws FileError where it is missing, a folder, not readable, or
/// larger than `limit` bytes (checked before allocating).
std::string read_file(const std::filesystem::path& path, std::size_t limit);

}  // namespace inkling
