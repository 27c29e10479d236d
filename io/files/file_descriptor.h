#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>

#include "io/files/error.h"

namespace inkling {

/// Owns an open file of the operating system and closes it.
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
  /// Closes the file now; false, with the reason in errno, where the system reports a failure.
  bool close();

 private:
  int number_;
};

/// A regular file that is open for reading.
struct OpenFile {
  FileDescriptor descriptor;
  std::uint64_t size = 0;  ///< In bytes.
};

/// Opens a regular file. Throws FileError where it is missing, a folder or not readable.
OpenFile open_file(const std::filesystem::path& path);

/// Reads the next bytes of a file; returns how many, which is less than asked only at its end.
/// Throws FileError, naming `path`, where the system fails to read.
std::size_t read_bytes(const FileDescriptor& file, std::span<std::uint8_t> bytes,
                       const std::filesystem::path& path);

/// The FileError of a system call that failed: `problem`, with the words for `error_number` (an
/// errno) as what was found.
FileError system_error(const std::filesystem::path& path, const std::string& problem,
                       int error_number, const std::string& next);

}  // namespace inkling
