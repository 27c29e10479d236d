#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace inkling {

/// The bytes of a PNG file with a picture of 8 bits: grey, or red, green and blue where `channels`
/// is 3. `pixels` has `height` rows of `width` times `channels` bytes, 0 is black. Throws
/// FileError, which names `path`, where there is no pixel.
std::string encode_png(std::span<const std::uint8_t> pixels, int height, int width,
                       const std::filesystem::path& path, int channels = 1);

/// Writes such a file. It is whole or not there: see `write_file`. Throws FileError.
void write_png(const std::filesystem::path& path, std::span<const std::uint8_t> pixels, int height,
               int width, int channels = 1);

}  // namespace inkling
