#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "io/files/error.h"

namespace inkling {

/// No picture may have more pixels.
inline constexpr std::uint64_t kMostPixels = 64'000'000;

/// Throws FileError where a picture of this size has more than `kMostPixels`. To be called before
/// the pixels get memory.
void check_pixel_count(std::uint64_t width, std::uint64_t height,
                       const std::filesystem::path& path);

/// The error of a picture file that is not whole. `format` is "PNG", "JPEG" and so on; `found` what
/// is wrong with it.
FileError damaged_picture(const std::filesystem::path& path, const std::string& format,
                          const std::string& found);

/// What remains of a channel's `value` on white paper where `alpha` of 255 covers it.
constexpr std::uint8_t over_white(int value, int alpha) {
  return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

/// The same on black paper.
constexpr std::uint8_t over_black(int value, int alpha) {
  return static_cast<std::uint8_t>((value * alpha + 127) / 255);
}

}  // namespace inkling
