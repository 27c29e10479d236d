#include "io/pictures/picture_header.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

#include "io/files/byte_view.h"
#include "io/pictures/format_headers.h"
#include "io/pictures/picture_check.h"

// Decoders trust the header of a file: a hundred bytes can ask for gigabytes or minutes. So the few
// numbers that decide this are checked here first. Offsets are those of the format specifications:
// ITU-T T.81 (JPEG), TIFF 6.0, RFC 9649 (WebP), GIF89a, ISO/IEC 23008-12 (HEIC), Netpbm (PBM, PGM,
// PPM), and Microsoft's bitmap headers.

namespace inkling {
namespace {

using namespace std::literals;

// Decoding takes no more than this: for 64 million pixels, four decoded bytes and three for the
// result.
constexpr double kMostMemory = 7 * kMostPixels;
// Progressive JPEG files have about ten. Each one is a pass over all pixels, even if it has few
// bytes in the file.
constexpr int kMostScans = 64;

struct Format {
  std::string_view name;
  std::size_t at;
  std::string_view signature;
  bool big_endian;
  PictureHeader (*read)(const ByteView& file);
};

constexpr std::array kFormats = {
    Format{"JPEG", 0, "\xff\xd8\xff"sv, true, read_jpeg_header},
    Format{"BMP", 0, "BM"sv, false, read_bmp_header},
    Format{"TIFF", 0, "II*\0"sv, false, read_tiff_header},
    Format{"TIFF", 0, "MM\0*"sv, true, read_tiff_header},
    Format{"WebP", 8, "WEBP"sv, false, read_webp_header},
    Format{"GIF", 0, "GIF87a"sv, false, read_gif_header},
    Format{"GIF", 0, "GIF89a"sv, false, read_gif_header},
    Format{"HEIC", 4, "ftyphei"sv, true, read_heic_header},  // heic, heix, heim, heis
    Format{"HEIC", 4, "ftypmif1"sv, true, read_heic_header},
    Format{"PBM", 0, "P1"sv, true, read_pnm_header},
    Format{"PGM", 0, "P2"sv, true, read_pnm_header},
    Format{"PPM", 0, "P3"sv, true, read_pnm_header},
    Format{"PBM", 0, "P4"sv, true, read_pnm_header},
    Format{"PGM", 0, "P5"sv, true, read_pnm_header},
    Format{"PPM", 0, "P6"sv, true, read_pnm_header},
};

const Format* find_format(std::span<const std::uint8_t> bytes) {
  const auto format = std::ranges::find_if(kFormats, [&](const Format& candidate) {
    return ByteView(bytes, false).contains(candidate.signature, candidate.at);
  });
  return format == kFormats.end() ? nullptr : &*format;
}

void check_memory(const PictureHeader& header, std::uint64_t file_size, std::string_view format,
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

bool check_picture_header(std::span<const std::uint8_t> bytes, const std::filesystem::path& path) {
  const Format& format = *find_format(bytes);
  PictureHeader header;
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
  return header.has_more;
}

}  // namespace inkling
