#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>

#include "io/files/error.h"

namespace inkling {

/// Owns an open file descriptor and closes it.
class FileDescriptor {
 public:
  explicit FileDescriptor(int number = -1) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor() { close(); }

  int number() const { return number_; }
  /// Closes the file now. Returns false, with the reason in errno, if the system reports a failure.
  bool close();

 private:
  int number_;
};

/// A regular file that is open for reading.
struct OpenFile {
  FileDescriptor descriptor;
  std::uint64_t size = 0;  ///< In bytes.
};

/// Opens a regular file. Throws FileError if it is missing, a folder or not readable.
OpenFile open_file(const std::filesystem::path& path);

/// Reads the next bytes of a file; returns how many, which is fewer only at its end. Throws
/// FileError, which names `path`, if the system cannot read.
std::size_t read_bytes(const FileDescriptor& file, std::span<std::uint8_t> bytes,
                       const std::filesystem::path& path);

/// The FileError for a failed system call: `problem`, and the text for `error_number` (an errno) as
/// what was found.
FileError system_error(const std::filesystem::path& path, const std::string& problem,
                       int error_number, const std::string& next);

}  // namespace inkling
