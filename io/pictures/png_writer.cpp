#include "io/pictures/png_writer.h"

#include <png.h>

#include <cassert>
#include <string>

#include "io/files/atomic_file.h"
#include "io/files/error.h"

namespace inkling {
namespace {

/// Without a palette (an empty one), a pixel is its brightness, or red, green and blue.
std::string encode(std::span<const std::uint8_t> pixels, int height, int width, int channels,
                   std::span<const PaletteColour> palette, const std::filesystem::path& path) {
  assert(channels == 1 || (channels == 3 && palette.empty()));
  assert(pixels.size() == static_cast<std::size_t>(height) * static_cast<std::size_t>(width) *
                              static_cast<std::size_t>(channels));
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.height = static_cast<png_uint_32>(height);
  image.width = static_cast<png_uint_32>(width);
  image.format = !palette.empty() ? PNG_FORMAT_RGBA_COLORMAP
                 : channels == 3  ? PNG_FORMAT_RGB
                                  : PNG_FORMAT_GRAY;
  image.colormap_entries = static_cast<png_uint_32>(palette.size());
  std::string content(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t size = content.size();
  if (::png_image_write_to_memory(&image, content.data(), &size, 0, pixels.data(), 0,
                                  palette.data()) == 0) {
    throw FileError(
        {.path = path.string(),
         .problem = "cannot be written as a PNG file",
         .expected = "at least one row and one column",
         .found = std::to_string(width) + "x" + std::to_string(height) + ": " + image.message});
  }
  content.resize(size);
  return content;
}

}  // namespace

std::string encode_png(std::span<const std::uint8_t> pixels, int height, int width,
                       const std::filesystem::path& path, int channels) {
  return encode(pixels, height, width, channels, {}, path);
}

std::string encode_png(std::span<const std::uint8_t> pixels, int height, int width,
                       std::span<const PaletteColour> palette, const std::filesystem::path& path) {
  return encode(pixels, height, width, 1, palette, path);
}

void write_png(const std::filesystem::path& path, std::span<const std::uint8_t> pixels, int height,
               int width, int channels) {
  write_file(path, encode_png(pixels, height, width, path, channels));
}

}  // namespace inkling
