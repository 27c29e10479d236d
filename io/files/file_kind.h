#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace inkling {

/// How many bytes are needed to recognise the kind of a file.
inline constexpr std::size_t kKindBytes = 12;

/// The kind of a file that begins with these bytes: "a PNG file", "an IDX label file", "an empty
/// file". Empty if unknown. The first `kKindBytes` are enough.
std::string describe_kind(std::span<const std::uint8_t> bytes);

/// The kind of the file at `path`; for a gzip file, the kind of its content. Throws FileError if it
/// cannot be read.
std::string describe_kind(const std::filesystem::path& path);

/// Whether the file at `path`, or the content of a gzip file, begins like text, and like no other
/// kind of file. Throws FileError if it cannot be read.
bool is_text(const std::filesystem::path& path);

}  // namespace inkling
