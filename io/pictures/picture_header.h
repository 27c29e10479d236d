#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

namespace inkling {

/// The usual name of the format of a picture file that begins with `bytes`, if the plugin decodes
/// it: "JPEG", "BMP", "TIFF", "WebP", "GIF", "HEIC", "PBM", "PGM" or "PPM"; otherwise nothing.
std::string_view picture_format(std::span<const std::uint8_t> bytes);

/// Checks the structure of a file of such a format without decoding it: its size and the memory
/// that decoding takes are within bounds, no length leads beyond its end (OpenCV fills what is
/// missing of a JPEG or TIFF file with anything, in silence), and it is not an animation, unless it
/// is a GIF.
///
/// Returns whether there are more pages or frames than the first, which is the one that is decoded.
/// A file that passes may still be damaged. Throws FileError; `path` is for the error.
bool check_picture_header(std::span<const std::uint8_t> bytes, const std::filesystem::path& path);

}  // namespace inkling
