#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

namespace inkling {

inline std::string big_endian_bytes(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xff);
  return bytes;
}

/// An IDX image file whose pixels count 0, 1, 2, ...
inline std::string idx_image_file(std::uint32_t count, std::uint32_t height, std::uint32_t width) {
  std::string bytes = big_endian_bytes(0x803) + big_endian_bytes(count) + big_endian_bytes(height) +
                      big_endian_bytes(width);
  for (std::uint32_t n = 0; n < count * height * width; ++n) bytes += static_cast<char>(n & 0xff);
  return bytes;
}

inline std::string idx_label_file(const std::vector<std::uint8_t>& labels) {
  return big_endian_bytes(0x801) + big_endian_bytes(static_cast<std::uint32_t>(labels.size())) +
         std::string(labels.begin(), labels.end());
}

/// `content` as a gzip file.
inline std::string gzip_file(std::string content) {
  z_stream stream{};
  constexpr int kGzip = 16;
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + kGzip, 8, Z_DEFAULT_STRATEGY);
  std::string bytes(deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(content.data());
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  deflate(&stream, Z_FINISH);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

}  // namespace inkling
