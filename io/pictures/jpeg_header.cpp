#include <algorithm>

#include "io/pictures/format_headers.h"

// JPEG: segments that begin with 0xff and the code of a marker, then mostly their length.

namespace inkling {
namespace {

constexpr bool is_restart(std::uint32_t code) { return code >= 0xd0 && code <= 0xd7; }

/// A frame's header (SOF), which has one of these codes with three exceptions.
constexpr bool is_frame(std::uint32_t code) {
  return code >= 0xc0 && code <= 0xcf && code != 0xc4 && code != 0xc8 && code != 0xcc;
}

constexpr bool is_progressive(std::uint32_t code) { return (code & 3) == 2; }

/// The place of the next marker's code. In the data of a scan, 0xff is followed by 0 or a restart.
std::uint64_t next_marker(const ByteView& file, std::uint64_t at) {
  for (;; ++at) {
    if (file.byte(at) != 0xff) continue;
    const std::uint32_t code = file.byte(at + 1);
    if (code != 0 && code != 0xff && !is_restart(code)) return at + 1;
  }
}

/// The size of a picture's coefficients, two bytes each, for each of its pixels.
double coefficient_bytes(const ByteView& file, std::uint64_t frame) {
  double samples = 0;
  double most = 1;
  for (std::uint64_t component = 0; component < file.byte(frame + 7); ++component) {
    const std::uint32_t factors = file.byte(frame + 9 + 3 * component);
    const double product = (factors >> 4) * (factors & 15);
    samples += product;
    most = std::max(most, product);
  }
  return 2 * samples / most;
}

}  // namespace

PictureHeader read_jpeg_header(const ByteView& file) {
  constexpr std::uint32_t kEnd = 0xd9;
  constexpr std::uint32_t kScan = 0xda;
  PictureHeader header{.scans = 0};
  double coefficients = 0;
  std::uint32_t components = 0;
  bool in_one_pass = true;  // otherwise all coefficients stay in memory until the last scan
  std::uint64_t at = next_marker(file, 2);
  for (; file.byte(at) != kEnd; at = next_marker(file, at)) {
    const std::uint32_t code = file.byte(at++);
    if (is_frame(code)) {
      // There should be one frame. A hostile file may have more, and a decoder may use any of them.
      header.height = std::max<std::uint64_t>(header.height, file.number(at + 3, 2));
      header.width = std::max<std::uint64_t>(header.width, file.number(at + 5, 2));
      coefficients = std::max(coefficients, coefficient_bytes(file, at));
      components = file.byte(at + 7);
      in_one_pass = in_one_pass && !is_progressive(code);
    }
    if (code == kScan) {
      ++header.scans;
      in_one_pass = in_one_pass && file.byte(at + 2) == components;
    }
    at += file.number(at, 2);
  }
  // Three decoded bytes and then three for the picture when it is turned upright.
  header.bytes_per_pixel = 3 + (in_one_pass ? 3 : std::max(3.0, coefficients));
  return header;
}

}  // namespace inkling
