#pragma once

#include <png.h>

#include <cstdint>
#include <string>
#include <vector>

namespace inkling {

/// A PNG file of any kind, as libpng's own words describe it.
struct PngSource {
  std::uint32_t width = 1;
  std::uint32_t height = 1;
  int bit_depth = 8;
  int color_type = PNG_COLOR_TYPE_GRAY;
  int interlace = PNG_INTERLACE_NONE;
  std::vector<std::uint8_t> data = {};           ///< The packed rows, one after the other.
  std::vector<png_color> palette = {};           ///< For PNG_COLOR_TYPE_PALETTE.
  std::vector<std::uint8_t> palette_alpha = {};  ///< tRNS of a palette.
  double gamma = 0;  ///< gAMA: the exponent of the levels; without this chunk where it is 0.
  int transparent_grey = -1;  ///< tRNS of grey: the level that is transparent.
};

/// The bytes of the file. An error of libpng aborts the test program.
inline std::string png_bytes(PngSource source) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  std::string bytes;
  png_set_write_fn(
      png, &bytes,
      [](png_structp writer, png_bytep chunk, std::size_t size) {
        static_cast<std::string*>(png_get_io_ptr(writer))
            ->append(reinterpret_cast<const char*>(chunk), size);
      },
      nullptr);
  png_set_IHDR(png, info, source.width, source.height, source.bit_depth, source.color_type,
               source.interlace, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (source.gamma > 0) png_set_gAMA(png, info, source.gamma);
  if (!source.palette.empty()) {
    png_set_PLTE(png, info, source.palette.data(), static_cast<int>(source.palette.size()));
  }
  if (!source.palette_alpha.empty()) {
    png_set_tRNS(png, info, source.palette_alpha.data(),
                 static_cast<int>(source.palette_alpha.size()), nullptr);
  }
  if (source.transparent_grey >= 0) {
    png_color_16 level{};
    level.gray = static_cast<png_uint_16>(source.transparent_grey);
    png_set_tRNS(png, info, nullptr, 0, &level);
  }
  const std::size_t row_size = source.data.size() / source.height;
  std::vector<png_bytep> rows;
  for (std::size_t row = 0; row < source.height; ++row) {
    rows.push_back(source.data.data() + row * row_size);
  }
  png_set_rows(png, info, rows.data());
  png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
  png_destroy_write_struct(&png, &info);
  return bytes;
}

}  // namespace inkling
