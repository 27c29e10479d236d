#include "io/files/byte_reader.h"

#include <isa-l/igzip_lib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

// ISA-L decompresses like zlib, piece by piece into the caller's memory, in half the time: MNIST's
// training images take 37 ms instead of 79 on one core of a Zen 5.

namespace inkling {
namespace {

constexpr std::uint64_t kBestRatio = 1032;  // of deflate: 258 bytes in two bits
constexpr std::uint64_t kTrailerSize = 4;
constexpr std::uint8_t kReservedFlags = 0xe0;
constexpr std::size_t kBeginningSize = 4;  // of a member: magic, method, flags

bool is_gzip(std::span<const std::uint8_t> beginning) {
  return beginning[0] == 0x1f && beginning[1] == 0x8b;
}

}  // namespace

ByteReader::ByteReader(std::filesystem::path path)
    : path_(std::move(path)), file_(open_file(path_)), stated_length_(file_.size) {
  std::array<std::uint8_t, kBeginningSize> beginning{};
  read_bytes(file_.descriptor, beginning, path_);
  if (is_gzip(beginning)) begin_inflation(beginning[3]);
  seek(0);
}

ByteReader::~ByteReader() = default;

void ByteReader::begin_inflation(std::uint8_t flags) {
  refuse_reserved_flags(flags);
  inflation_ = std::make_unique<inflate_state>();
  ::isal_inflate_init(inflation_.get());
  inflation_->crc_flag = ISAL_GZIP;

  seek(file_.size - std::min(file_.size, kTrailerSize));
  std::array<std::uint8_t, kTrailerSize> trailer{};
  read_bytes(file_.descriptor, trailer, path_);
  for (std::size_t n = trailer.size(); n-- > 0;) trailer_ = trailer_ << 8 | trailer[n];
  stated_length_ = std::min(std::uint64_t{trailer_}, kBestRatio * file_.size);
}

void ByteReader::refuse_reserved_flags(std::uint8_t flags) const {
  // RFC 1952: they may mean fields that would be taken for data. ISA-L does not check them.
  if ((flags & kReservedFlags) != 0) fail_as_gzip("damaged gzip data", "unknown header flags");
}

bool ByteReader::begin_next_member() {
  std::size_t count = inflation_->avail_in;
  if (count < kBeginningSize) {
    std::copy_n(inflation_->next_in, count, compressed_.begin());
    count += read_bytes(file_.descriptor, std::span(compressed_).subspan(count), path_);
    inflation_->next_in = compressed_.data();
    inflation_->avail_in = static_cast<std::uint32_t>(count);
  }
  if (count == 0) return false;
  const std::span beginning(inflation_->next_in, count);
  if (count < kBeginningSize || !is_gzip(beginning)) {
    fail_as_gzip("not one gzip file", "more bytes after the end of the gzip data");
  }
  refuse_reserved_flags(beginning[3]);
  ::isal_inflate_reset(inflation_.get());
  return true;
}

void ByteReader::seek(std::uint64_t offset) const {
  if (::lseek(file_.descriptor.number(), static_cast<off_t>(offset), SEEK_SET) < 0) {
    throw system_error(path_, "cannot be read", errno, "check the disk, or copy the file again");
  }
}

std::size_t ByteReader::read(std::span<std::uint8_t> bytes) {
  std::size_t count = 0;
  if (inflation_ == nullptr) {
    count = read_bytes(file_.descriptor, bytes, path_);
  } else {
    // ISA-L counts with 32 bits.
    constexpr std::size_t kStep = std::size_t{1} << 30;
    while (count < bytes.size() && !inflated_) {
      count += inflate_into(bytes.subspan(count, std::min(kStep, bytes.size() - count)));
    }
  }
  position_ += count;
  return count;
}

std::size_t ByteReader::inflate_into(std::span<std::uint8_t> bytes) {
  inflation_->next_out = bytes.data();
  inflation_->avail_out = static_cast<std::uint32_t>(bytes.size());
  while (inflation_->avail_out > 0 && !inflated_) {
    const int status = ::isal_inflate(inflation_.get());
    if (status < 0) fail_as_damaged(status);
    if (inflation_->block_state == ISAL_BLOCK_FINISH) {
      inflated_ = !begin_next_member();
    } else if (inflation_->avail_out > 0 && inflation_->avail_in == 0) {
      // Only now, because output that had no room last time needs no more input.
      refill();
    }
  }
  return bytes.size() - inflation_->avail_out;
}

void ByteReader::refill() {
  const std::size_t count = read_bytes(file_.descriptor, compressed_, path_);
  if (count == 0) {
    fail_as_gzip("the gzip data is cut off", "the file's end after " + std::to_string(file_.size) +
                                                 " bytes, inside the gzip data");
  }
  inflation_->next_in = compressed_.data();
  inflation_->avail_in = static_cast<std::uint32_t>(count);
}

std::uint64_t ByteReader::measure(std::uint64_t limit) {
  std::array<std::uint8_t, 1 << 14> ignored;
  while (position_ <= limit && read(ignored) == ignored.size()) {
  }
  return position_;
}

void ByteReader::fail_as_damaged(int status) const {
  std::string found = "invalid compressed data";
  if (status == ISAL_INVALID_WRAPPER) found = "invalid header";
  if (status == ISAL_UNSUPPORTED_METHOD) found = "unknown compression method";
  if (status == ISAL_INVALID_LOOKBACK) found = "invalid distance too far back";
  if (status == ISAL_INCORRECT_CHECKSUM) {
    const bool right_length = inflation_->total_out == trailer_;
    found = right_length ? "incorrect data check" : "incorrect length check";
  }
  fail_as_gzip("damaged gzip data", found);
}

void ByteReader::fail_as_gzip(const std::string& problem, const std::string& found) const {
  throw FileError({.path = path_.string(),
                   .problem = problem,
                   .expected = "one complete gzip file",
                   .found = found,
                   .next = "download or copy the file again"});
}

}  // namespace inkling
