#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace inkling {

/// Writes a grey picture as a PNG file of 8 bits; `pixels` has `height` rows of `width` bytes, 0 is
/// black. The file is whole or not there: see `write_file`. Throws FileError.
void write_png(const std::filesystem::path& path, std::span<const std::uint8_t> pixels, int height,
               int width);

}  // namespace inkling
