#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "io/files/error.h"

namespace inkling {

/// No picture may have more pixels.
inline constexpr std::uint64_t kMostPixels = 64'000'000;

/// Throws FileError if a picture of this size has more than `kMostPixels`. Call it before memory is
/// allocated for the pixels.
void check_pixel_count(std::uint64_t width, std::uint64_t height,
                       const std::filesystem::path& path);

/// The error for a damaged picture file. `format` is "PNG", "JPEG" and so on; `found` says what is
/// wrong with it.
FileError damaged_picture(const std::filesystem::path& path, const std::string& format,
                          const std::string& found);

/// A channel's `value` with opacity `alpha` (of 255), blended over white paper.
constexpr std::uint8_t over_white(int value, int alpha) {
  return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

/// The same on black paper.
constexpr std::uint8_t over_black(int value, int alpha) {
  return static_cast<std::uint8_t>((value * alpha + 127) / 255);
}

}  // namespace inkling
