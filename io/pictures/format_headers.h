#pragma once

#include <cstdint>

#include "io/files/byte_view.h"

namespace inkling {

/// What the header of a picture file says about the work of decoding it.
struct PictureHeader {
  std::uint64_t width = 0;
  std::uint64_t height = 0;
  double bytes_per_pixel = 0;  ///< About the memory that the decoder takes.
  int scans = 1;               ///< Passes over all pixels.
  bool animated = false;
  bool has_more = false;  ///< There are more pages or frames than the first, which is decoded.
};

/// Each reads the header of a file that begins with the signature of its format, and follows all
/// length fields to the end. All throw std::out_of_range if a length leads beyond the end of the
/// file or the header makes no sense; the message says what was found, and is empty if the file
/// ends too early.
PictureHeader read_jpeg_header(const ByteView& file);
PictureHeader read_bmp_header(const ByteView& file);
PictureHeader read_tiff_header(const ByteView& file);
PictureHeader read_webp_header(const ByteView& file);
PictureHeader read_gif_header(const ByteView& file);
PictureHeader read_heic_header(const ByteView& file);
PictureHeader read_pnm_header(const ByteView& file);

}  // namespace inkling
