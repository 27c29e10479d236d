#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace inkling {

/// Writes `content` to `path` so that at every instant the path is the old file or the new one,
/// whole: a temporary name beside it, fsync, rename, fsync of the folder.
///
/// Throws FileError. A failure up to the rename removes the temporary file and leaves the old one
/// untouched. Where only the last step fails, the fsync of the folder, `path` is the new file
/// already; but after a crash it may be the old one again.
///
/// A symbolic link to a file stays, and the file that it leads to is replaced; one that leads
/// nowhere is itself replaced by the file. Other hard links keep the old content.
void write_file(const std::filesystem::path& path, std::string_view content);

/// Removes from `folder` the temporary files of processes that were killed while they wrote there.
/// Nobody must be writing there now.
void remove_leftovers(const std::filesystem::path& folder);

/// Reads a whole regular file. Throws FileError where it is missing, a folder, not readable, or
/// larger than `limit` bytes (checked before allocating).
std::string read_file(const std::filesystem::path& path, std::size_t limit);

}  // namespace inkling
