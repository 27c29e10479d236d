#include <stdexcept>
#include <string>

#include "io/pictures/format_headers.h"

// PBM, PGM and PPM: "P1" to "P6", then numbers as text with comments between, and the pixels, as
// text (P1 to P3) or as bytes.

namespace inkling {
namespace {

bool is_space(std::uint32_t letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r' || letter == '\f' ||
         letter == '\v';
}

/// Reads the next number at or after `at`, and moves `at` behind it.
std::uint64_t read_number(const ByteView& file, std::uint64_t& at) {
  constexpr std::uint64_t kLargest = 0xffffffff;
  while (is_space(file.byte(at)) || file.byte(at) == '#') {
    if (file.byte(at) == '#') {
      while (file.byte(at) != '\n') ++at;
    }
    ++at;
  }
  std::uint64_t number = 0;
  const std::uint64_t begin = at;
  for (; file.byte(at) >= '0' && file.byte(at) <= '9'; ++at) {
    number = 10 * number + (file.byte(at) - '0');
    if (number > kLargest) throw std::out_of_range("a number of more than 32 bits");
  }
  if (at == begin) throw std::out_of_range("a missing number");
  return number;
}

}  // namespace

PictureHeader read_pnm_header(const ByteView& file) {
  const std::uint32_t kind = file.byte(1) - '0';  // 1 to 6
  const bool is_text = kind <= 3;
  const bool is_bitmap = kind % 3 == 1;
  std::uint64_t at = 2;
  PictureHeader header;
  header.width = read_number(file, at);
  header.height = read_number(file, at);
  const std::uint64_t most = is_bitmap ? 1 : read_number(file, at);
  if (most == 0 || most > 0xffff) {
    throw std::out_of_range("a largest value of " + std::to_string(most));
  }
  const double samples = kind % 3 == 0 ? 3 : 1;
  const double bytes = most > 0xff ? 2 : 1;
  const auto pixels = static_cast<double>(header.width) * static_cast<double>(header.height);
  double least = samples * bytes * pixels;
  if (is_bitmap && !is_text) {
    least = static_cast<double>((header.width + 7) / 8) * static_cast<double>(header.height);
  }
  if (is_text) least = is_bitmap ? pixels : 2 * samples * pixels - 1;
  if (static_cast<double>(file.size() - at - 1) < least) throw std::out_of_range("");
  // The decoded values, the same as bytes if they have 16 bits, and the result.
  header.bytes_per_pixel = samples * (bytes > 1 ? 4 : 2);
  // The decoder makes a copy of the text.
  if (is_text && pixels > 0) header.bytes_per_pixel += static_cast<double>(file.size()) / pixels;
  return header;
}

}  // namespace inkling
