#include "io/byte_reader.h"

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <new>

namespace inkling {
namespace {

constexpr std::uint64_t kBestRatio = 1032;  // of deflate: 258 bytes in two bits
constexpr std::uint64_t kTrailerSize = 4;

}  // namespace

ByteReader::ByteReader(std::filesystem::path path)
    : path_(std::move(path)), file_(open_file(path_)), stated_length_(file_.size) {
  std::array<std::uint8_t, 2> magic{};
  const std::size_t count = read_bytes(file_.descriptor, magic, path_);
  if (count == magic.size() && magic[0] == 0x1f && magic[1] == 0x8b) begin_inflation();
  seek(0);
}

ByteReader::~ByteReader() = default;

void ByteReader::EndInflation::operator()(z_stream_s* stream) const {
  ::inflateEnd(stream);
  delete stream;
}

void ByteReader::begin_inflation() {
  inflation_.reset(new z_stream{});
  constexpr int kGzipOnly = 16;
  if (::inflateInit2(inflation_.get(), MAX_WBITS + kGzipOnly) != Z_OK) throw std::bad_alloc();

  seek(file_.size - std::min(file_.size, kTrailerSize));
  std::array<std::uint8_t, kTrailerSize> trailer{};
  read_bytes(file_.descriptor, trailer, path_);
  stated_length_ = 0;
  for (std::size_t n = trailer.size(); n-- > 0;) stated_length_ = stated_length_ << 8 | trailer[n];
  stated_length_ = std::min(stated_length_, kBestRatio * file_.size);
}

void ByteReader::seek(std::uint64_t offset) const {
  if (::lseek(file_.descriptor.number(), static_cast<off_t>(offset), SEEK_SET) < 0) {
    throw system_error(path_, "cannot be read", errno, "check the disk, or copy the file anew");
  }
}

std::size_t ByteReader::read(std::span<std::uint8_t> bytes) {
  std::size_t count = 0;
  if (inflation_ == nullptr) {
    count = read_bytes(file_.descriptor, bytes, path_);
  } else {
    // zlib counts with 32 bits.
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
  inflation_->avail_out = static_cast<uInt>(bytes.size());
  while (inflation_->avail_out > 0 && !inflated_) {
    if (inflation_->avail_in == 0) refill();
    const int status = ::inflate(inflation_.get(), Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status != Z_OK && status != Z_STREAM_END) {
      fail_as_gzip("damaged gzip data", inflation_->msg == nullptr ? "" : inflation_->msg);
    }
    inflated_ = status == Z_STREAM_END;
  }
  if (inflated_) {
    const bool more = inflation_->avail_in > 0 || read_bytes(file_.descriptor, compressed_, path_);
    if (more) fail_as_gzip("not one gzip file", "more bytes after the end of the gzip data");
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
  inflation_->avail_in = static_cast<uInt>(count);
}

std::uint64_t ByteReader::measure(std::uint64_t limit) {
  std::array<std::uint8_t, 1 << 14> ignored;
  while (position_ <= limit && read(ignored) == ignored.size()) {
  }
  return position_;
}

void ByteReader::fail_as_gzip(const std::string& problem, const std::string& found) const {
  throw FileError({.path = path_.string(),
                   .problem = problem,
                   .expected = "one whole gzip file",
                   .found = found,
                   .next = "download or copy the file anew"});
}

}  // namespace inkling
