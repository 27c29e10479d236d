// gzip files: zlib and ISA-L accept the same ones, and inflate them to the same bytes. ISA-L takes
// codes that are incomplete, too, where the checksum is right. The first byte of an input says in
// pieces of which size it is read; the rest is the file.

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "io/files/byte_reader.h"
#include "tests/fuzz/harness.h"

namespace inkling::fuzz {
namespace {

/// Inputs of libFuzzer's usual 4096 bytes never become larger.
constexpr std::size_t kMostBytes = std::size_t{1} << 23;

constexpr std::size_t kTrailerSize = 8;
constexpr int kGzip = 16;

/// zlib, for one gzip member. `status` and `message` are what inflate said last.
struct Inflated {
  std::string content;
  int status = Z_OK;
  std::string message;
  std::size_t used = 0;
};

Inflated inflate_all(Bytes file, int window_bits) {
  Inflated result;
  z_stream stream{};
  inflateInit2(&stream, window_bits);
  stream.next_in = const_cast<Bytef*>(file.data());
  stream.avail_in = static_cast<uInt>(file.size());
  std::vector<std::uint8_t> piece(1 << 16);
  do {
    stream.next_out = piece.data();
    stream.avail_out = static_cast<uInt>(piece.size());
    result.status = inflate(&stream, Z_NO_FLUSH);
    result.content.append(reinterpret_cast<const char*>(piece.data()),
                          piece.size() - stream.avail_out);
  } while (result.status == Z_OK);
  if (stream.msg != nullptr) result.message = stream.msg;
  result.used = file.size() - stream.avail_in;
  inflateEnd(&stream);
  return result;
}

std::array<std::uint32_t, 2> checksum_and_length(const std::string& content) {
  const auto* const bytes = reinterpret_cast<const Bytef*>(content.data());
  return {static_cast<std::uint32_t>(crc32_z(0, bytes, content.size())),
          static_cast<std::uint32_t>(content.size())};
}

/// Whether a gzip file has this content, in words that zlib does not read.
bool is_of_incomplete_codes(Bytes file, const Inflated& reference, const std::string& content) {
  const auto trailer = checksum_and_length(content);
  return reference.message.ends_with(" set") && content.starts_with(reference.content) &&
         file.size() > kTrailerSize &&
         std::memcmp(file.last(kTrailerSize).data(), trailer.data(), kTrailerSize) == 0;
}

std::string read_all(const MemoryFile& file, std::size_t step) {
  ByteReader reader(file.path());
  std::string content;
  std::vector<std::uint8_t> piece(step);
  for (std::size_t count = step; count == step && content.size() < kMostBytes;) {
    count = reader.read(piece);
    content.append(reinterpret_cast<const char*>(piece.data()), count);
  }
  return content;
}

}  // namespace
}  // namespace inkling::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling;
  using namespace inkling::fuzz;
  Draws draws({data, size});
  const std::size_t step = 1 + 97 * std::size_t{draws.byte()};
  const Bytes file = draws.rest();
  const auto content = accepted([&] { return read_all(MemoryFile(text_of(file)), step); });
  if (!text_of(file).starts_with("\x1f\x8b")) {
    require(content && *content == text_of(file), "a file that is not gzip is read as it is");
    return 0;
  }
  const Inflated reference = inflate_all(file, MAX_WBITS + kGzip);
  const bool whole = reference.status == Z_STREAM_END && reference.used == file.size();
  if (content && !whole && is_of_incomplete_codes(file, reference, *content)) return 0;
  require(content.has_value() == whole, "zlib accepts the same gzip files");
  require(!content || *content == reference.content, "zlib inflates them to the same bytes");
  return 0;
}

/// Lets the checksum and the length at the end fit what is inflated.
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t limit,
                                    unsigned seed) {
  using namespace inkling::fuzz;
  size = LLVMFuzzerMutate(data, size, limit);
  constexpr std::size_t kHeaderSize = 1 + 10;
  if (seed % 4 == 0 || size < kHeaderSize + kTrailerSize) return size;
  const Inflated deflated = inflate_all({data + kHeaderSize, size - kHeaderSize}, -MAX_WBITS);
  const std::size_t end = kHeaderSize + deflated.used;
  if (deflated.status != Z_STREAM_END || end + kTrailerSize > limit) return size;
  const auto trailer = checksum_and_length(deflated.content);
  std::memcpy(data + end, trailer.data(), kTrailerSize);
  return std::max(size, end + kTrailerSize);
}
