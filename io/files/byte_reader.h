#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "io/files/file_descriptor.h"

struct inflate_state;

namespace inkling {

/// Reads the bytes of a file in order. A gzip file, which is recognised by its first two bytes, not
/// by its name, is decompressed directly into the caller's memory.
///
/// A gzip file is one complete member or several (RFC 1952), as pigz, bgzip and `cat a.gz b.gz`
/// write them, with nothing after them. Checksum and length of each member are checked at its end.
/// However much the file expands to, only what the caller asks for takes memory. All functions
/// throw FileError if the file is damaged or cannot be read.
class ByteReader {
 public:
  explicit ByteReader(std::filesystem::path path);
  ~ByteReader();

  const std::filesystem::path& path() const { return path_; }

  /// How many bytes the file claims to hold: its size or, for a gzip file, the number in its last
  /// four bytes. That number is the length of the last member only, modulo 4 GiB. It may be wrong,
  /// but is never more than a file of this size can hold (deflate compresses to 1/1032 at best).
  std::uint64_t stated_length() const { return stated_length_; }

  /// Fills `bytes`; returns how many were filled, which is fewer only at the end of the file.
  std::size_t read(std::span<std::uint8_t> bytes);

  /// Reads to the end without keeping anything, and returns the number of bytes in the whole file.
  /// Stops at more than `limit` bytes and returns a number above it.
  std::uint64_t measure(std::uint64_t limit);

 private:
  void begin_inflation(std::uint8_t flags);
  std::size_t inflate_into(std::span<std::uint8_t> bytes);
  bool begin_next_member();
  void refuse_reserved_flags(std::uint8_t flags) const;
  void refill();
  void seek(std::uint64_t offset) const;
  [[noreturn]] void fail_as_damaged(int status) const;
  [[noreturn]] void fail_as_gzip(const std::string& problem, const std::string& found) const;

  std::filesystem::path path_;
  OpenFile file_;
  std::uint64_t stated_length_ = 0;
  std::uint64_t position_ = 0;
  std::uint32_t trailer_ = 0;                 // the gzip file's last four bytes, as a number
  std::unique_ptr<inflate_state> inflation_;  // empty for a file that is not gzip
  bool inflated_ = false;                     // the last gzip member has ended
  std::array<std::uint8_t, 1 << 16> compressed_;
};

}  // namespace inkling
