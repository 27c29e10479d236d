#include "io/files/checksum.h"

#include <isa-l/crc64.h>

#include <array>
#include <string>

namespace inkling {
namespace {

/// The memory of `values`, whose bytes are little-endian on all processors that Inkling runs on.
template <typename Value>
std::span<const std::uint8_t> bytes_of(std::span<const Value> values) {
  return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()};
}

}  // namespace

std::uint64_t checksum(std::span<const std::uint8_t> bytes, std::uint64_t before) {
  return ::crc64_ecma_refl(before, bytes.data(), bytes.size());
}

std::uint64_t checksum(const Dataset& data) {
  // Each part begins with its size, so that moving bytes from one part to another is noticed.
  const Shape& shape = data.images.shape;
  const std::array<std::uint64_t, 5> sizes = {
      static_cast<std::uint64_t>(shape.channels), static_cast<std::uint64_t>(shape.height),
      static_cast<std::uint64_t>(shape.width), data.count(), data.class_count()};
  std::uint64_t sum = checksum(bytes_of(std::span<const std::uint64_t>(sizes)));
  sum = checksum(data.images.pixels, sum);
  sum = checksum(bytes_of(std::span<const std::uint16_t>(data.labels)), sum);
  for (const std::string& name : data.class_names) {
    // With its final zero byte, which separates it from the next name.
    sum = checksum(bytes_of(std::span<const char>(name.c_str(), name.size() + 1)), sum);
  }
  return sum;
}

}  // namespace inkling
