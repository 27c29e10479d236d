#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace inkling {

/// Writes `content` to `path` so that at any time there is either the complete old file or the
/// complete new one: writes a temporary file beside it, fsync, rename, fsync of the folder.
///
/// Throws FileError. If a step up to the rename fails, the temporary file is removed and the old
/// file is unchanged. If only the last step fails, the fsync of the folder, `path` is already the
/// new file, but may be the old one again after a crash.
///
/// A symbolic link to a file remains a link, and its target is replaced; a dangling link is
/// replaced by the file. Other hard links keep the old content.
void write_file(const std::filesystem::path& path, std::string_view content);

/// Removes from `folder` the temporary files of processes that were killed while writing. No
/// process may be writing there now.
void remove_leftovers(const std::filesystem::path& folder);

/// Reads a whole regular file. Throws FileError if it is missing, a folder, not readable, or larger
/// than `limit` bytes (checked before memory is allocated).
std::string read_file(const std::filesystem::path& path, std::size_t limit);

}  // namespace inkling
