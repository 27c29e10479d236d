#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace inkling {

/// The SHA-256 of `bytes`: its 32 bytes.
std::string sha256(std::string_view bytes);

/// The SHA-256 of the file as it is on the disk, as 64 hexadecimal digits like `sha256sum`. Throws
/// FileError if it cannot be read.
std::string file_sha256(const std::filesystem::path& path);

/// One SHA-256 for several files: that of the lines which `sha256sum` prints for them, with their
/// paths relative to `folder`. Throws FileError.
std::string files_sha256(std::span<const std::filesystem::path> files,
                         const std::filesystem::path& folder);

/// `bytes` in base64 (RFC 4648), padded, on one line.
std::string base64(std::string_view bytes);

}  // namespace inkling
