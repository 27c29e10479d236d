#include "io/data/idx.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <new>
#include <span>
#include <string>

#include "io/files/byte_reader.h"
#include "io/files/error.h"
#include "io/files/file_kind.h"
#include "io/files/large_pages.h"

namespace inkling {
namespace {

constexpr std::uint32_t kImageMagic = 0x00000803;
constexpr std::uint32_t kLabelMagic = 0x00000801;
constexpr std::uint32_t kLargestSide = 65535;

std::uint32_t big_endian(std::span<const std::uint8_t> bytes) {
  std::uint32_t number = 0;
  for (const std::uint8_t byte : bytes) number = number << 8 | byte;
  return number;
}

std::string hexadecimal(std::uint32_t number) {
  std::array<char, 11> text{};
  std::snprintf(text.data(), text.size(), "0x%08x", number);
  return text.data();
}

[[noreturn]] void fail_on_length(const std::filesystem::path& path, std::uint64_t expected,
                                 const std::string& content, std::uint64_t found) {
  throw FileError(
      {.path = path.string(),
       .problem = found < expected ? "too short for its header" : "too long for its header",
       .expected = std::to_string(expected) + " bytes for " + content,
       .found = found < expected ? std::to_string(found) + " bytes" : "more than that",
       .next = "download or copy the file again"});
}

[[noreturn]] void fail_on_magic(const std::filesystem::path& path, std::uint32_t expected,
                                std::span<const std::uint8_t> beginning) {
  const std::uint32_t found = big_endian(beginning);
  const std::string kind = describe_kind(beginning);
  const bool wants_images = expected == kImageMagic;
  const bool swapped = found == (wants_images ? kLabelMagic : kImageMagic);

  FileError::Facts facts{
      .path = path.string(),
      .problem = wants_images ? "not an IDX image file" : "not an IDX label file",
      .expected = "magic number " + hexadecimal(expected) + " in the first four bytes",
      .found = hexadecimal(found),
      .next = "file " + path.string()};
  if (beginning.size() < 4) facts.found = std::to_string(beginning.size()) + " bytes in all";
  if (!kind.empty()) facts.found += ", which is " + kind;
  if (kind == "a PNG file") facts.next = "inkling classify " + path.string();
  if (swapped) {
    facts.problem = wants_images ? "holds labels, but images are needed"
                                 : "holds images, but labels are needed";
    facts.next = "exchange the image file and the label file";
  }
  throw FileError(facts);
}

/// The numbers of an IDX header, most significant dimension first.
template <std::size_t kDimensions>
std::array<std::uint32_t, kDimensions> read_header(ByteReader& reader, std::uint32_t magic) {
  std::array<std::uint8_t, 4 * (kDimensions + 1)> bytes{};
  const std::span<const std::uint8_t> header(bytes);
  const std::size_t count = reader.read(bytes);
  if (count < 4 || big_endian(header.first(4)) != magic) {
    fail_on_magic(reader.path(), magic, header.first(std::min<std::size_t>(count, 4)));
  }
  if (count < bytes.size()) fail_on_length(reader.path(), bytes.size(), "the header alone", count);
  std::array<std::uint32_t, kDimensions> dimensions{};
  for (std::size_t n = 0; n < kDimensions; ++n) {
    dimensions[n] = big_endian(header.subspan(4 * (n + 1), 4));
  }
  return dimensions;
}

/// Reads `size` bytes, or as many as there are. Large data gets pages of 2 MiB if the system has
/// them: filling 47 MB in pages of 4 KiB takes 16 ms longer, and random access to images then often
/// misses the TLB. Memory is allocated step by step, because a gzip file may promise more than it
/// holds.
std::vector<std::uint8_t> read_bytes_of(ByteReader& reader, std::size_t size) {
  constexpr std::size_t kLarge = std::size_t{1} << 22;
  constexpr std::size_t kStep = std::size_t{1} << 26;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(size);
  if (size >= kLarge) ask_for_large_pages(bytes.data(), size);
  bool is_full = true;
  while (is_full && bytes.size() < size) {
    const std::size_t before = bytes.size();
    bytes.resize(std::min(size, before + kStep));
    const std::span step = std::span(bytes).subspan(before);
    is_full = reader.read(step) == step.size();
  }
  return bytes;
}

/// Reads the `size` bytes after the header, which must be the rest of the file. Memory is allocated
/// only once the file is known to hold them, or to be a gzip file that claims to.
std::vector<std::uint8_t> read_content(ByteReader& reader, std::uint64_t header_size,
                                       std::uint64_t size, const std::string& content) {
  const std::uint64_t length = header_size + size;
  if (reader.stated_length() != length) {
    // A gzip file states the length of its last member only. Reading it to the end shows how much
    // it really holds, or that it is truncated.
    const std::uint64_t found = ByteReader(reader.path()).measure(length);
    if (found != length) fail_on_length(reader.path(), length, content, found);
  }
  try {
    std::vector<std::uint8_t> bytes = read_bytes_of(reader, static_cast<std::size_t>(size));
    const std::uint64_t found = reader.measure(length);
    if (found != length) fail_on_length(reader.path(), length, content, found);
    return bytes;
  } catch (const std::bad_alloc&) {
    throw FileError({.path = reader.path().string(),
                     .problem = "does not fit into memory",
                     .found = std::to_string(length) + " bytes for " + content,
                     .next = "use a part of it, or a machine with more memory: free -h"});
  }
}

[[noreturn]] void fail_on_dimensions(const std::filesystem::path& path, const std::string& problem,
                                     const std::string& expected, const std::string& found) {
  throw FileError({.path = path.string(),
                   .problem = problem,
                   .expected = expected,
                   .found = found,
                   .next = "download or copy the file again"});
}

}  // namespace

ImageSet read_idx_images(const std::filesystem::path& path) {
  ByteReader reader(path);
  const auto [count, height, width] = read_header<3>(reader, kImageMagic);
  const std::string size = std::to_string(height) + "x" + std::to_string(width);
  if (count == 0) fail_on_dimensions(path, "holds no images", "at least one image", "0 images");
  if (height == 0 || width == 0 || height > kLargestSide || width > kLargestSide) {
    fail_on_dimensions(path, "impossible image size",
                       "1 to " + std::to_string(kLargestSide) + " rows and columns", size);
  }
  // With sides of 16 bits and a count of 32 bits, the product fits into 64 bits.
  ImageSet images{.shape = {.channels = 1,
                            .height = static_cast<int>(height),
                            .width = static_cast<int>(width)},
                  .pixels = {}};
  images.pixels = read_content(reader, 16, std::uint64_t{count} * height * width,
                               std::to_string(count) + " images of " + size + " pixels");
  return images;
}

std::vector<std::uint16_t> read_idx_labels(const std::filesystem::path& path) {
  ByteReader reader(path);
  const auto [count] = read_header<1>(reader, kLabelMagic);
  if (count == 0) fail_on_dimensions(path, "holds no labels", "at least one label", "0 labels");
  const std::vector<std::uint8_t> bytes =
      read_content(reader, 8, count, std::to_string(count) + " labels");
  return {bytes.begin(), bytes.end()};
}

}  // namespace inkling
