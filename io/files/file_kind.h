#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace inkling {

/// How many bytes of a file tell its kind.
inline constexpr std::size_t kKindBytes = 12;

/// What kind of file begins with these bytes: "a PNG file", "an IDX label file", "an empty file";
/// empty where they tell nothing. The first `kKindBytes` are enough.
std::string describe_kind(std::span<const std::uint8_t> bytes);

/// What kind of file is at `path`; of a gzip file, what is in it. Throws FileError where it cannot
/// be read.
std::string describe_kind(const std::filesystem::path& path);

}  // namespace inkling
