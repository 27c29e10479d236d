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

/// Reads the bytes of a file from the first to the last. A gzip file, which is known by its first
/// two bytes and not by its name, is inflated on the way, straight into the caller's memory.
///
/// A gzip file is one whole member or several, one after the other (RFC 1952), as pigz, bgzip and
/// `cat a.gz b.gz` write them, and nothing after them. The checksum and length of each member are
/// checked when its end is reached. Only what the caller asks for is ever allocated, however much
/// comes out. All functions throw FileError where the file is damaged or cannot be read.
class ByteReader {
 public:
  explicit ByteReader(std::filesystem::path path);
  ~ByteReader();

  const std::filesystem::path& path() const { return path_; }

  /// How many bytes the file says that it holds: its size or, for a gzip file, what its last four
  /// bytes state. The latter is the length of the last member only. It is a claim until all has
  /// been read, but never more than a file of this size can hold (deflate shrinks to 1/1032 at
  /// best); 4 GiB and more count from 0 again.
  std::uint64_t stated_length() const { return stated_length_; }

  /// Fills `bytes`; returns how many were filled, which is less than asked only at the end.
  std::size_t read(std::span<std::uint8_t> bytes);

  /// Reads on to the end, keeping nothing, and returns the number of bytes from the first to the
  /// last. Gives up once there are more than `limit`, and returns a number above it.
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
