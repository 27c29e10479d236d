#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace inkling {

/// The bytes of a PNG file with a picture of 8 bits: grey, or red, green and blue if `channels` is
/// 3. `pixels` has `height` rows of `width` times `channels` bytes, 0 is black. Throws FileError,
/// which names `path`, if there are no pixels.
std::string encode_png(std::span<const std::uint8_t> pixels, int height, int width,
                       const std::filesystem::path& path, int channels = 1);

/// Red, green, blue and opacity.
using PaletteColour = std::array<std::uint8_t, 4>;
/// The colour of each byte.
using Palette = std::array<PaletteColour, 256>;

/// The same for bytes that are indices into a palette of at most 256 colours. With 16 colours the
/// file has 4 bits for each pixel, with 4 colours 2 bits.
std::string encode_png(std::span<const std::uint8_t> pixels, int height, int width,
                       std::span<const PaletteColour> palette, const std::filesystem::path& path);

/// Writes a grey picture to a file, which is complete or does not exist: see `write_file`. Throws
/// FileError.
void write_png(const std::filesystem::path& path, std::span<const std::uint8_t> pixels, int height,
               int width, int channels = 1);

}  // namespace inkling
