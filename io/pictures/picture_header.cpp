#include "io/pictures/picture_header.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>

#include "io/files/byte_view.h"
#include "io/pictures/picture_check.h"

// Decoders believe what a file says of itself: a hundred bytes can ask for gigabytes or minutes. So
// the few numbers which decide that are read here first. Offsets are those of the formats' own
// descriptions: ITU-T T.81 (JPEG), TIFF 6.0, RFC 9649 (WebP), and Microsoft's bitmap headers.

namespace inkling {
namespace {

using namespace std::literals;

// Decoding takes no more than this: at 64 million pixels, four bytes that are decoded and three
// that are kept.
constexpr double kMostMemory = 7 * kMostPixels;
// Progressive JPEG files have about ten. Each one is a pass over all pixels, however few bytes it
// has in the file.
constexpr int kMostScans = 64;

/// What the header tells.
struct Header {
  std::uint64_t width = 0;
  std::uint64_t height = 0;
  double bytes_per_pixel = 0;  ///< About the memory that OpenCV and the codec take.
  int scans = 1;
  bool animated = false;
};

// JPEG: segments that begin with 0xff and the code of a marker, then mostly their length.

constexpr bool is_restart(std::uint32_t code) { return code >= 0xd0 && code <= 0xd7; }

/// A frame's header (SOF), which has one of these codes with three exceptions.
constexpr bool is_frame(std::uint32_t code) {
  return code >= 0xc0 && code <= 0xcf && code != 0xc4 && code != 0xc8 && code != 0xcc;
}

constexpr bool is_progressive(std::uint32_t code) { return (code & 3) == 2; }

/// Where the next marker's code is. In the data of a scan 0xff is followed by 0 or a restart.
std::uint64_t next_marker(const ByteView& file, std::uint64_t at) {
  for (;; ++at) {
    if (file.byte(at) != 0xff) continue;
    const std::uint32_t code = file.byte(at + 1);
    if (code != 0 && code != 0xff && !is_restart(code)) return at + 1;
  }
}

/// The coefficients, two bytes each, that a picture has for each of its pixels.
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

Header read_jpeg(const ByteView& file) {
  constexpr std::uint32_t kEnd = 0xd9;
  constexpr std::uint32_t kScan = 0xda;
  Header header{.scans = 0};
  double coefficients = 0;
  std::uint32_t components = 0;
  bool in_one_pass = true;  // otherwise all coefficients are kept until the last scan
  std::uint64_t at = next_marker(file, 2);
  for (; file.byte(at) != kEnd; at = next_marker(file, at)) {
    const std::uint32_t code = file.byte(at++);
    if (is_frame(code)) {
      // There is one frame. A hostile file may have more, and a decoder may take any of them.
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
  // Three bytes that are decoded and, when that is done, three that are turned upright.
  header.bytes_per_pixel = 3 + (in_one_pass ? 3 : std::max(3.0, coefficients));
  return header;
}

// BMP: two headers of fixed fields; the height is negative where the first row is the uppermost.

Header read_bmp(const ByteView& file) {
  constexpr std::uint32_t kOldHeader = 12;
  if (file.number(14, 4) == kOldHeader) {
    return {.width = file.number(18, 2), .height = file.number(20, 2), .bytes_per_pixel = 6};
  }
  const auto height = static_cast<std::int32_t>(file.number(22, 4));
  const bool has_alpha = file.number(28, 2) == 32;
  return {.width = file.number(18, 4),
          .height = static_cast<std::uint64_t>(std::abs(static_cast<std::int64_t>(height))),
          // What is decoded, and the three bytes that are kept.
          .bytes_per_pixel = (has_alpha ? 4.0 : 3.0) + 3.0};
}

// TIFF: a directory of numbered fields, which are numbers or lists of numbers somewhere in the
// file.

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
    for (std::uint64_t n = 0; n < file.number(start, 2); ++n) {
      const std::uint64_t entry = start + 2 + 12 * n;
      entries_.emplace(file.number(entry, 2), entry);
    }
  }

  std::uint64_t number(TiffField field, std::uint64_t otherwise) const {
    const List list = find(field);
    return list.count == 0 ? otherwise : list.number(0);
  }

  /// Throws std::out_of_range where a strip or tile lies behind the end of the file.
  void check_pieces(TiffField offsets_field, TiffField sizes_field) const {
    const List offsets = find(offsets_field);
    const List sizes = find(sizes_field);
    for (std::uint64_t n = 0; n < std::min(offsets.count, sizes.count); ++n) {
      if (offsets.number(n) + sizes.number(n) > file_.size()) throw std::out_of_range("");
    }
  }

 private:
  /// The numbers of a field, where they stand in the file.
  struct List {
    const ByteView& file;
    std::uint64_t count = 0;
    std::uint64_t at = 0;
    int length = 0;

    std::uint64_t number(std::uint64_t n) const {
      return file.number(at + n * static_cast<std::uint64_t>(length), length);
    }
  };

  /// None where the field is missing. Throws std::out_of_range where it has a type that is not
  /// read: a decoder may read it.
  List find(TiffField field) const {
    constexpr std::uint32_t kShort = 3;
    constexpr std::uint32_t kLong = 4;
    constexpr std::uint64_t kRoomInEntry = 4;
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

  const ByteView& file_;
  std::map<std::uint32_t, std::uint64_t> entries_;
};

Header read_tiff(const ByteView& file) {
  const TiffDirectory directory(file);
  directory.check_pieces(kStripOffsets, kStripByteCounts);
  directory.check_pieces(kTileOffsets, kTileByteCounts);
  Header header{.width = directory.number(kImageWidth, 0),
                .height = directory.number(kImageLength, 0)};
  if (header.width == 0 || header.height == 0) throw std::out_of_range("a picture without size");
  // Besides the picture there is one strip or tile at a time, as it is in the file and as RGBA.
  const double samples = static_cast<double>(directory.number(kSamplesPerPixel, 1));
  const double bytes = samples * static_cast<double>(directory.number(kBitsPerSample, 1)) / 8;
  // A tile may be higher than the picture. Strips are not, whatever is said of them.
  const std::uint64_t rows = directory.number(
      kTileLength, std::min(directory.number(kRowsPerStrip, header.height), header.height));
  const double piece_width = static_cast<double>(directory.number(kTileWidth, header.width));
  const double share = piece_width * static_cast<double>(rows) / static_cast<double>(header.width) /
                       static_cast<double>(header.height);
  // More than 8 bits are decoded as they are, and rounded afterwards.
  header.bytes_per_pixel = samples + (bytes > samples ? bytes : 0) + share * (4 + bytes);
  return header;
}

// WebP: chunks of a RIFF file, of which the first tells the size in one of three ways.

Header read_webp(const ByteView& file) {
  if (8 + std::uint64_t{file.number(4, 4)} > file.size()) throw std::out_of_range("");
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

struct Format {
  std::string_view name;
  std::size_t at;
  std::string_view signature;
  bool big_endian;
  Header (*read)(const ByteView& file);
};

constexpr std::array kFormats = {
    Format{"JPEG", 0, "\xff\xd8\xff"sv, true, read_jpeg},
    Format{"BMP", 0, "BM"sv, false, read_bmp},
    Format{"TIFF", 0, "II*\0"sv, false, read_tiff},
    Format{"TIFF", 0, "MM\0*"sv, true, read_tiff},
    Format{"WebP", 8, "WEBP"sv, false, read_webp},
};

const Format* find_format(std::span<const std::uint8_t> bytes) {
  const auto format = std::ranges::find_if(kFormats, [&](const Format& candidate) {
    return ByteView(bytes, false).contains(candidate.signature, candidate.at);
  });
  return format == kFormats.end() ? nullptr : &*format;
}

void check_memory(const Header& header, std::uint64_t file_size, std::string_view format,
                  const std::filesystem::path& path) {
  const double memory = header.bytes_per_pixel * static_cast<double>(header.width * header.height) +
                        static_cast<double>(file_size);
  if (memory <= kMostMemory && header.scans <= kMostScans) return;
  throw FileError({.path = path.string(),
                   .problem = "takes too much work to decode",
                   .expected = "at most " + std::to_string(std::llround(kMostMemory / 1e6)) +
                               " MB of memory and " + std::to_string(kMostScans) + " scans",
                   .found = std::to_string(std::llround(memory / 1e6)) + " MB and " +
                            std::to_string(header.scans) + " scans",
                   .next = "make the picture smaller, or save it as a simpler " +
                           std::string(format) + " file"});
}

}  // namespace

std::string_view picture_format(std::span<const std::uint8_t> bytes) {
  const Format* format = find_format(bytes);
  return format == nullptr ? std::string_view() : format->name;
}

void check_picture_header(std::span<const std::uint8_t> bytes, const std::filesystem::path& path) {
  const Format& format = *find_format(bytes);
  Header header;
  try {
    header = format.read(ByteView(bytes, format.big_endian));
  } catch (const std::out_of_range& error) {
    const std::string found = error.what();
    throw damaged_picture(path, std::string(format.name),
                          found.empty() ? "its end before the picture is complete" : found);
  }
  check_pixel_count(header.width, header.height, path);
  if (header.animated) {
    throw FileError({.path = path.string(),
                     .problem = "an animation",
                     .expected = "one picture",
                     .next = "save one picture of it as a PNG file"});
  }
  check_memory(header, bytes.size(), format.name, path);
}

}  // namespace inkling
