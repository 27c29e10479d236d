#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

namespace inkling {

/// What people call the format of a picture file that begins with `bytes`, where it is one that
/// OpenCV decodes: "JPEG", "BMP", "TIFF" or "WebP"; otherwise nothing.
std::string_view picture_format(std::span<const std::uint8_t> bytes);

/// Looks at how a file of such a format is built, without decoding it: that its size and the memory
/// which decoding takes are within bounds, that it does not end too early (OpenCV fills what is
/// missing of a JPEG or TIFF file with anything, in silence), and that it is not an animation.
///
/// What it lets pass may still be damaged. Throws FileError; `path` is for the error.
void check_picture_header(std::span<const std::uint8_t> bytes, const std::filesystem::path& path);

}  // namespace inkling
