#include "io/pictures/picture_file.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <opencv2/imgproc.hpp>
#include <string>
#include <string_view>

#include "io/files/atomic_file.h"
#include "io/files/byte_view.h"
#include "io/files/error.h"
#include "io/files/file_descriptor.h"
#include "io/files/file_kind.h"
#include "io/files/folder.h"
#include "io/pictures/picture_header.h"
#include "io/pictures/plugin_picture.h"
#include "io/pictures/png.h"
#include "model/text.h"

namespace inkling {
namespace {

// Together with the pixels of the largest picture, this is less than half a gigabyte.
constexpr std::size_t kLargestFile = 200'000'000;

constexpr std::array<std::string_view, 13> kEndings = {".png",  ".jpg",  ".jpeg", ".bmp",  ".tif",
                                                       ".tiff", ".webp", ".gif",  ".heic", ".heif",
                                                       ".pbm",  ".pgm",  ".ppm"};

/// The content of standard input, whose length is not known before its end.
std::string read_stdin(const std::filesystem::path& name) {
  constexpr std::size_t kFirstPiece = std::size_t{1} << 20;
  const FileDescriptor input(::dup(STDIN_FILENO));
  if (input.number() < 0)
    throw system_error(name, "cannot be read", errno, "inkling classify FILE");
  std::string content;
  while (content.size() <= kLargestFile) {
    const std::size_t before = content.size();
    content.resize(std::max(kFirstPiece, 2 * before));
    const std::span piece(reinterpret_cast<std::uint8_t*>(content.data()) + before,
                          content.size() - before);
    const std::size_t count = read_bytes(input, piece, name);
    content.resize(before + count);
    if (count < piece.size()) return content;
  }
  throw FileError({.path = name.string(),
                   .problem = "too large",
                   .expected = "at most " + std::to_string(kLargestFile) + " bytes",
                   .next = "check that this is the picture you meant"});
}

/// The command that converts a file of this kind to PNG.
std::string how_to_make_a_png(const std::string& kind, const std::filesystem::path& path) {
  const std::string file = path.string();
  const std::string stem = path.stem().string();
  if (kind == "a PDF file") return "pdftoppm -png -r 150 -singlefile " + file + " " + stem;
  if (kind == "an SVG file") return "rsvg-convert -w 512 -o " + stem + ".png " + file;
  return "if it is a picture, save it as a PNG file";
}

FileError not_a_picture(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
  const std::string kind = describe_kind(bytes);
  return FileError({.path = path.string(),
                    .problem = "not a picture that can be read",
                    .expected = "a PNG, JPEG, BMP, TIFF, WebP, GIF, HEIC, PBM, PGM or PPM file",
                    .found = kind.empty() ? "a file of another kind" : kind,
                    .next = how_to_make_a_png(kind, path)});
}

}  // namespace

cv::Mat decode_picture(std::span<const std::uint8_t> bytes, const std::filesystem::path& path,
                       bool* has_more) {
  if (has_more != nullptr) *has_more = false;
  if (is_png(bytes)) return decode_png(bytes, path);
  if (!picture_format(bytes).empty()) return decode_with_plugin(bytes, path, has_more);
  throw not_a_picture(path, bytes);
}

cv::Mat read_picture_file(const std::filesystem::path& path, bool* has_more) {
  return decode_picture(as_bytes(read_file(path, kLargestFile)), path, has_more);
}

cv::Mat read_picture_stdin() {
  const std::filesystem::path name = "standard input";
  return decode_picture(as_bytes(read_stdin(name)), name);
}

bool has_picture_name(const std::filesystem::path& path) {
  return std::ranges::find(kEndings, lower_case(path.extension().string())) != kEndings.end();
}

std::vector<std::filesystem::path> list_pictures(const std::filesystem::path& folder) {
  const auto is_picture = [](const std::filesystem::directory_entry& entry) {
    return has_picture_name(entry.path()) && !is_folder(entry);
  };
  std::vector<std::filesystem::path> pictures;
  for (const std::string& name : list_folder(folder, is_picture)) pictures.push_back(folder / name);
  return pictures;
}

cv::Mat brightness(const cv::Mat& picture) {
  if (picture.channels() == 1) return picture;
  cv::Mat grey;
  cv::cvtColor(picture, grey, cv::COLOR_RGB2GRAY);
  return grey;
}

}  // namespace inkling
