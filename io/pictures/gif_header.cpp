#include <algorithm>
#include <stdexcept>
#include <string>

#include "io/pictures/format_headers.h"

// GIF: the size of the canvas, then blocks: images, each with its place on the canvas, and
// extensions. The data of a block is in pieces that begin with their length.

namespace inkling {
namespace {

/// The size of a colour table in bytes; the flags say whether there is one and how large it is.
std::uint64_t table_size(std::uint32_t flags) {
  return (flags & 0x80) == 0 ? 0 : 3 * (std::uint64_t{2} << (flags & 7));
}

/// The end of the pieces that begin at `at`.
std::uint64_t end_of_pieces(const ByteView& file, std::uint64_t at) {
  while (const std::uint32_t length = file.byte(at)) at += 1 + length;
  return at + 1;
}

}  // namespace

PictureHeader read_gif_header(const ByteView& file) {
  constexpr std::uint32_t kImage = 0x2c;
  constexpr std::uint32_t kExtension = 0x21;
  constexpr std::uint32_t kEnd = 0x3b;
  // Four bytes for the canvas, one for the frame, and three for the result.
  PictureHeader header{
      .width = file.number(6, 2), .height = file.number(8, 2), .bytes_per_pixel = 8};
  int frames = 0;
  std::uint64_t at = 13 + table_size(file.byte(10));
  while (frames == 0 || (at < file.size() && file.byte(at) != kEnd)) {
    const std::uint32_t kind = file.byte(at);
    if (kind == kExtension) {
      at = end_of_pieces(file, at + 2);
    } else if (kind == kImage) {
      if (++frames > 1) break;
      header.width = std::max<std::uint64_t>(header.width, file.number(at + 5, 2));
      header.height = std::max<std::uint64_t>(header.height, file.number(at + 7, 2));
      at = end_of_pieces(file, at + 11 + table_size(file.byte(at + 9)));
    } else {
      throw std::out_of_range(kind == kEnd ? "no image" : "a block of an unknown kind");
    }
  }
  header.has_more = frames > 1;
  return header;
}

}  // namespace inkling
