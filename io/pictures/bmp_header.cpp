#include <cstdlib>
#include <stdexcept>
#include <string>

#include "io/pictures/format_headers.h"

// BMP: two headers of fixed fields, a palette, and pixels at an offset that the first header gives.
// The height is negative if the first row is the uppermost.

namespace inkling {

PictureHeader read_bmp_header(const ByteView& file) {
  constexpr std::uint32_t kOldHeader = 12;
  constexpr std::uint64_t kMostColors = 256;
  const std::uint64_t pixels = file.number(10, 4);
  const std::uint64_t header_end = 14 + std::uint64_t{file.number(14, 4)};
  if (pixels > file.size() || header_end > file.size()) throw std::out_of_range("");
  if (file.number(14, 4) == kOldHeader) {
    return {.width = file.number(18, 2), .height = file.number(20, 2), .bytes_per_pixel = 6};
  }
  const std::uint64_t colors = file.number(46, 4);
  const std::uint32_t bits = file.number(28, 2);
  if (bits <= 8 && colors > kMostColors) {
    throw std::out_of_range("a palette of " + std::to_string(colors) + " colours");
  }
  if (bits <= 8 && header_end + 4 * colors > file.size()) throw std::out_of_range("");
  const auto height = static_cast<std::int32_t>(file.number(22, 4));
  return {.width = file.number(18, 4),
          .height = static_cast<std::uint64_t>(std::abs(static_cast<std::int64_t>(height))),
          // The decoded bytes, and the three bytes of the result.
          .bytes_per_pixel = (bits == 32 ? 4.0 : 3.0) + 3.0};
}

}  // namespace inkling
