#include "io/files/file_descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace inkling {
namespace {

namespace fs = std::filesystem;

/// The nearest existing folder above `path`, where the user can look for the missing file.
fs::path existing_folder(const fs::path& path) {
  std::error_code ignored;
  fs::path folder = path.parent_path();
  while (!folder.empty() && !fs::is_directory(folder, ignored)) {
    if (folder == folder.parent_path()) return folder;
    folder = folder.parent_path();
  }
  return folder.empty() ? "." : folder;
}

[[noreturn]] void throw_open_failure(const fs::path& path, int error_number) {
  if (error_number == ENOENT) {
    throw FileError({.path = path.string(),
                     .problem = "no such file or folder",
                     .next = "ls " + existing_folder(path).string()});
  }
  throw system_error(path, "cannot be opened", error_number, "ls -ld " + path.string());
}

}  // namespace

bool FileDescriptor::close() {
  const int number = std::exchange(number_, -1);
  // Linux closes the file even if close() reports an interruption. Calling it again could close a
  // file that another thread has just opened.
  return number < 0 || ::close(number) == 0 || errno == EINTR;
}

OpenFile open_file(const fs::path& path) {
  // Without O_NONBLOCK, opening a pipe would wait for its writer; pipes are refused below.
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0) throw_open_failure(path, errno);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) throw_open_failure(path, errno);
  if (S_ISDIR(status.st_mode)) {
    throw FileError({.path = path.string(),
                     .problem = "is a folder",
                     .expected = "a file",
                     .next = "ls " + path.string()});
  }
  if (!S_ISREG(status.st_mode)) {
    throw FileError({.path = path.string(),
                     .problem = "not a regular file",
                     .expected = "a regular file, not a pipe or a device",
                     .next = "write it to a file first: cat " + path.string() + " > FILE"});
  }
  return {std::move(file), static_cast<std::uint64_t>(status.st_size)};
}

std::size_t read_bytes(const FileDescriptor& file, std::span<std::uint8_t> bytes,
                       const fs::path& path) {
  std::size_t count = 0;
  while (count < bytes.size()) {
    const ssize_t got = ::read(file.number(), bytes.data() + count, bytes.size() - count);
    if (got == 0) break;
    if (got > 0) count += static_cast<std::size_t>(got);
    if (got < 0 && errno != EINTR) {
      throw system_error(path, "cannot be read", errno, "check the disk, or copy the file again");
    }
  }
  return count;
}

FileError system_error(const fs::path& path, const std::string& problem, int error_number,
                       const std::string& next) {
  return FileError({.path = path.string(),
                    .problem = problem,
                    .found = std::generic_category().message(error_number),
                    .next = next});
}

}  // namespace inkling
