#include <stdexcept>

#include "io/pictures/format_headers.h"

// HEIC: nested boxes (ISO/IEC 14496-12), each of which begins with its length and its name. The
// sizes of all images are in the boxes `ispe` (ISO/IEC 23008-12): that of the picture, those of its
// tiles, and that of its thumbnail. The largest is the picture's. A hostile file can have other
// sizes in its data, so the decoder has limits of its own: see decoder_process.h.

namespace inkling {
namespace {

struct Box {
  std::uint64_t content = 0;  ///< Where its content begins,
  std::uint64_t end = 0;      ///< and ends.
};

/// The box at `at`, inside a box that ends at `end`.
Box read_box(const ByteView& file, std::uint64_t at, std::uint64_t end) {
  constexpr std::uint64_t kToTheEnd = 0;
  constexpr std::uint64_t kLongLength = 1;
  std::uint64_t length = file.number(at, 4);
  std::uint64_t head = 8;
  if (length == kToTheEnd) length = end - at;
  if (length == kLongLength) {
    length = std::uint64_t{file.number(at + 8, 4)} << 32 | file.number(at + 12, 4);
    head = 16;
  }
  if (length < head || length > end - at) throw std::out_of_range("");
  return {at + head, at + length};
}

/// Reads the sizes in the boxes from `at` to `end`, which are inside `depth` others.
void read_sizes(const ByteView& file, std::uint64_t at, std::uint64_t end, int depth,
                PictureHeader& header) {
  constexpr int kMostDepth = 3;  // meta, iprp, ipco
  if (depth > kMostDepth) throw std::out_of_range("boxes that are nested too deeply");
  constexpr std::uint64_t kVersion = 4;  // bytes before the content of some kinds of boxes
  while (at < end) {
    const Box box = read_box(file, at, end);
    if (file.contains("meta", at + 4)) {
      read_sizes(file, box.content + kVersion, box.end, depth + 1, header);
    } else if (file.contains("iprp", at + 4) || file.contains("ipco", at + 4)) {
      read_sizes(file, box.content, box.end, depth + 1, header);
    } else if (file.contains("ispe", at + 4)) {
      const std::uint64_t width = file.number(box.content + kVersion, 4);
      const std::uint64_t height = file.number(box.content + kVersion + 4, 4);
      const bool is_larger = static_cast<double>(width) * static_cast<double>(height) >
                             static_cast<double>(header.width) * static_cast<double>(header.height);
      if (is_larger) {
        header.width = width;
        header.height = height;
      }
    }
    at = box.end;
  }
}

}  // namespace

PictureHeader read_heic_header(const ByteView& file) {
  // Up to three bytes for brightness and colour, three for RGB, and three for the result.
  PictureHeader header{.bytes_per_pixel = 9};
  read_sizes(file, 0, file.size(), 0, header);
  if (header.width == 0 || header.height == 0) throw std::out_of_range("a picture of size 0");
  return header;
}

}  // namespace inkling
