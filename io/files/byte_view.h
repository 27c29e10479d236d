#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string_view>

namespace inkling {

/// The bytes of a text.
inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The bytes of a file, and its byte order for numbers. Reading beyond its end throws
/// std::out_of_range.
class ByteView {
 public:
  ByteView(std::span<const std::uint8_t> bytes, bool big_endian)
      : bytes_(bytes), big_endian_(big_endian) {}

  std::uint64_t size() const { return bytes_.size(); }
  std::uint32_t byte(std::uint64_t at) const {
    if (at >= bytes_.size()) throw std::out_of_range("");
    return bytes_[at];
  }
  /// A number of up to four bytes.
  std::uint32_t number(std::uint64_t at, int length) const {
    std::uint32_t value = 0;
    for (int n = 0; n < length; ++n) {
      const int place = big_endian_ ? length - 1 - n : n;
      value |= byte(at + static_cast<std::uint64_t>(n)) << 8 * place;
    }
    return value;
  }
  /// Whether `text` is at this place.
  bool contains(std::string_view text, std::size_t at) const {
    const std::string_view all(reinterpret_cast<const char*>(bytes_.data()), bytes_.size());
    return all.size() >= at && all.substr(at).starts_with(text);
  }

 private:
  std::span<const std::uint8_t> bytes_;
  bool big_endian_;
};

}  // namespace inkling
