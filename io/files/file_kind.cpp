#include "io/files/file_kind.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "io/files/byte_reader.h"

namespace inkling {
namespace {

using namespace std::literals;

struct Kind {
  std::string_view signature;
  std::string_view description;
  std::size_t at = 0;  // where the signature is
};

constexpr std::array kKinds = {
    Kind{"\x89PNG"sv, "a PNG file"},
    Kind{"\x1f\x8b"sv, "a gzip file"},
    Kind{"\xff\xd8\xff"sv, "a JPEG file"},
    Kind{"GIF8"sv, "a GIF file"},
    Kind{"BM"sv, "a BMP file"},
    Kind{"WEBP"sv, "a WebP file", 8},
    Kind{"II*\0"sv, "a TIFF file"},
    Kind{"MM\0*"sv, "a TIFF file"},
    Kind{"II+\0"sv, "a BigTIFF file"},
    Kind{"MM\0+"sv, "a BigTIFF file"},
    Kind{"ftypheic"sv, "a HEIC file", 4},
    Kind{"ftypheix"sv, "a HEIC file", 4},
    Kind{"ftypmif1"sv, "a HEIC file", 4},
    Kind{"ftypavif"sv, "an AVIF file", 4},
    Kind{"PK\x03\x04"sv, "a ZIP file"},
    Kind{"\x93NUMPY"sv, "an NPY file"},
    Kind{"PAR1"sv, "a Parquet file"},
    Kind{"%PDF"sv, "a PDF file"},
    Kind{"<svg"sv, "an SVG file"},
    Kind{"<?xml"sv, "an XML file"},
    Kind{"<!DOC"sv, "a web page"},
    Kind{"<html"sv, "a web page"},
    Kind{"\x00\x00\x08\x03"sv, "an IDX image file"},
    Kind{"\x00\x00\x08\x01"sv, "an IDX label file"},
    Kind{"\x00\x00\x08"sv, "an IDX file of bytes with another number of dimensions"},
    Kind{"\x00\x00\x09"sv, "an IDX file of signed bytes"},
    Kind{"\x00\x00\x0b"sv, "an IDX file of short integers"},
    Kind{"\x00\x00\x0c"sv, "an IDX file of integers"},
    Kind{"\x00\x00\x0d"sv, "an IDX file of floats"},
    Kind{"\x00\x00\x0e"sv, "an IDX file of doubles"},
};

}  // namespace

std::string describe_kind(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return "an empty file";
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto kind = std::ranges::find_if(kKinds, [&](const Kind& candidate) {
    return text.size() >= candidate.at &&
           text.substr(candidate.at).starts_with(candidate.signature);
  });
  if (kind == kKinds.end()) return "";
  const bool is_markup = kind->signature == "<?xml"sv || kind->signature == "<!DOC"sv;
  if (is_markup && text.find("<svg") != std::string_view::npos) return "an SVG file";
  return std::string(kind->description);
}

std::string describe_kind(const std::filesystem::path& path) {
  ByteReader reader(path);
  std::array<std::uint8_t, kKindBytes> beginning{};
  const std::size_t count = reader.read(beginning);
  return describe_kind(std::span<const std::uint8_t>(beginning).first(count));
}

bool is_text(const std::filesystem::path& path) {
  constexpr std::size_t kLooksAt = 4096;
  ByteReader reader(path);
  std::array<std::uint8_t, kLooksAt> beginning{};
  const std::size_t count = reader.read(beginning);
  const std::span<const std::uint8_t> bytes = std::span(beginning).first(count);
  const auto is_control = [](std::uint8_t byte) {
    return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f;
  };
  return count > 0 && describe_kind(bytes).empty() && std::ranges::none_of(bytes, is_control);
}

}  // namespace inkling
