#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <string>

#include "io/pictures/format_headers.h"

// TIFF: a directory of numbered fields, whose values are numbers or lists of numbers, possibly
// elsewhere in the file.

namespace inkling {
namespace {

enum TiffField : std::uint32_t {
  kImageWidth = 256,
  kImageLength = 257,
  kBitsPerSample = 258,
  kStripOffsets = 273,
  kSamplesPerPixel = 277,
  kRowsPerStrip = 278,
  kStripByteCounts = 279,
  kTileWidth = 322,
  kTileLength = 323,
  kTileOffsets = 324,
  kTileByteCounts = 325,
};

class TiffDirectory {
 public:
  explicit TiffDirectory(const ByteView& file) : file_(file) {
    const std::uint64_t start = file.number(4, 4);
    const std::uint64_t count = file.number(start, 2);
    for (std::uint64_t n = 0; n < count; ++n) {
      const std::uint64_t entry = start + 2 + 12 * n;
      entries_.emplace(file.number(entry, 2), entry);
      check_length(entry);
    }
    const std::uint64_t next = start + 2 + 12 * count;
    has_more_ = next + 4 <= file.size() && file.number(next, 4) != 0;
  }

  /// Whether another page follows.
  bool has_more() const { return has_more_; }

  std::uint64_t number(TiffField field, std::uint64_t otherwise) const {
    const List list = find(field);
    return list.count == 0 ? otherwise : list.number(0);
  }

  /// Throws std::out_of_range if a strip or tile is beyond the end of the file.
  void check_pieces(TiffField offsets_field, TiffField sizes_field) const {
    const List offsets = find(offsets_field);
    const List sizes = find(sizes_field);
    for (std::uint64_t n = 0; n < std::min(offsets.count, sizes.count); ++n) {
      if (offsets.number(n) + sizes.number(n) > file_.size()) throw std::out_of_range("");
    }
  }

 private:
  /// Throws std::out_of_range if the values of a field are beyond the end of the file.
  void check_length(std::uint64_t entry) const {
    // Bytes of each type, from 1 (byte) to 12 (double).
    constexpr std::array<std::uint64_t, 13> kSizes = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
    const std::uint32_t type = file_.number(entry + 2, 2);
    const std::uint64_t length = file_.number(entry + 4, 4) * kSizes[type < 13 ? type : 0];
    if (length > kRoomInEntry && file_.number(entry + 8, 4) + length > file_.size()) {
      throw std::out_of_range("");
    }
  }

  /// The numbers of a field, at their place in the file.
  struct List {
    const ByteView& file;
    std::uint64_t count = 0;
    std::uint64_t at = 0;
    int length = 0;

    std::uint64_t number(std::uint64_t n) const {
      return file.number(at + n * static_cast<std::uint64_t>(length), length);
    }
  };

  /// Empty if the field is missing. Throws std::out_of_range for a type that is not read here,
  /// because a decoder may read it.
  List find(TiffField field) const {
    constexpr std::uint32_t kShort = 3;
    constexpr std::uint32_t kLong = 4;
    const auto entry = entries_.find(field);
    if (entry == entries_.end()) return {file_};
    const std::uint32_t type = file_.number(entry->second + 2, 2);
    if (type != kShort && type != kLong) {
      throw std::out_of_range("field " + std::to_string(field) + " of type " +
                              std::to_string(type));
    }
    List list{file_, file_.number(entry->second + 4, 4), entry->second + 8, type == kShort ? 2 : 4};
    if (list.count * static_cast<std::uint64_t>(list.length) > kRoomInEntry) {
      list.at = file_.number(list.at, 4);
    }
    return list;
  }

  static constexpr std::uint64_t kRoomInEntry = 4;

  const ByteView& file_;
  std::map<std::uint32_t, std::uint64_t> entries_;
  bool has_more_ = false;
};

}  // namespace

PictureHeader read_tiff_header(const ByteView& file) {
  const TiffDirectory directory(file);
  directory.check_pieces(kStripOffsets, kStripByteCounts);
  directory.check_pieces(kTileOffsets, kTileByteCounts);
  PictureHeader header{.width = directory.number(kImageWidth, 0),
                       .height = directory.number(kImageLength, 0),
                       .has_more = directory.has_more()};
  if (header.width == 0 || header.height == 0) throw std::out_of_range("a picture of size 0");
  // Besides the picture, the decoder holds one strip or tile at a time, raw and as RGBA.
  const double samples = static_cast<double>(directory.number(kSamplesPerPixel, 1));
  const double bytes = samples * static_cast<double>(directory.number(kBitsPerSample, 1)) / 8;
  // A tile may be higher than the picture. A strip is not, whatever the file says.
  const std::uint64_t rows = directory.number(
      kTileLength, std::min(directory.number(kRowsPerStrip, header.height), header.height));
  const double piece_width = static_cast<double>(directory.number(kTileWidth, header.width));
  const double share = piece_width * static_cast<double>(rows) / static_cast<double>(header.width) /
                       static_cast<double>(header.height);
  // Values of more than 8 bits are decoded first and rounded afterwards.
  header.bytes_per_pixel = samples + (bytes > samples ? bytes : 0) + share * (4 + bytes);
  return header;
}

}  // namespace inkling
