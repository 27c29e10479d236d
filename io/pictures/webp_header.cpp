#include <stdexcept>

#include "io/pictures/format_headers.h"

// WebP: chunks of a RIFF file. The first one has the size, in one of three formats.

namespace inkling {
namespace {

/// Throws std::out_of_range if a chunk is longer than the file.
void check_chunks(const ByteView& file) {
  const std::uint64_t end = 8 + std::uint64_t{file.number(4, 4)};
  if (end > file.size()) throw std::out_of_range("");
  for (std::uint64_t at = 12; at + 8 <= end;) {
    const std::uint64_t length = file.number(at + 4, 4);
    at += 8 + length;
    if (at > end) throw std::out_of_range("");
    at += length % 2;  // a byte of padding
  }
}

}  // namespace

PictureHeader read_webp_header(const ByteView& file) {
  check_chunks(file);
  constexpr std::uint32_t kSide = 0x3fff;
  constexpr std::uint32_t kAnimated = 2;
  if (file.contains("VP8 ", 12)) {
    return {.width = file.number(26, 2) & kSide,
            .height = file.number(28, 2) & kSide,
            .bytes_per_pixel = 4};
  }
  if (file.contains("VP8L", 12)) {
    const std::uint32_t sides = file.number(21, 4);
    return {.width = (sides & kSide) + 1,
            .height = (sides >> 14 & kSide) + 1,
            .bytes_per_pixel = 8};  // its own copy of the pixels, and ours
  }
  return {.width = file.number(24, 3) + 1,
          .height = file.number(27, 3) + 1,
          .bytes_per_pixel = 8,
          .animated = (file.byte(20) & kAnimated) != 0};
}

}  // namespace inkling
