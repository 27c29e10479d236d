#include "io/files/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "io/files/error.h"
#include "io/files/file_descriptor.h"

// A crash can happen at any time, and a disk may write data in any order. So the content is first
// written to a temporary file and synced to the disk. Only then does rename, which is atomic, put
// it in place of the old file. Finally the folder is synced, because the rename changes the folder.

namespace inkling {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemporaryPrefix = ".inkling-";
constexpr std::string_view kTemporarySuffix = ".tmp";

std::string advice(int error_number, const fs::path& folder) {
  switch (error_number) {
    case ENOENT:
      return "mkdir -p " + folder.string();
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a folder in which you may write, or: ls -ld " + folder.string();
    case ENOSPC:
    case EDQUOT:
      return "free some space, or use another disk: df -h " + folder.string();
    case EFBIG:
      return "raise the limit on the size of files: ulimit -f unlimited";
    default:
      return "choose another place to write to";
  }
}

/// A file with a temporary name, which is removed unless it has been renamed.
class TemporaryFile {
 public:
  TemporaryFile(const fs::path& target, const fs::path& folder) : target_(target), folder_(folder) {
    // The folder is opened first: if that is not allowed, nothing has been changed yet.
    folder_descriptor_ = FileDescriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder_descriptor_.number() < 0) fail();
    create();
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }

  void write(std::string_view content) {
    while (!content.empty()) {
      const ssize_t count = ::write(file_.number(), content.data(), content.size());
      if (count >= 0) content.remove_prefix(static_cast<std::size_t>(count));
      if (count < 0 && errno != EINTR) fail();
    }
  }

  void move_to_target() {
    sync(file_);
    if (!file_.close()) fail();
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail();
    temporary_.clear();
    sync(folder_descriptor_);
  }

 private:
  /// The name must be unused, no longer than the target's may be, and different in each process.
  void create() {
    constexpr int kAttempts = 1000;
    for (int attempt = 0; attempt < kAttempts && file_.number() < 0; ++attempt) {
      temporary_ = folder_ / (std::string(kTemporaryPrefix) + std::to_string(::getpid()) + "-" +
                              std::to_string(attempt) + std::string(kTemporarySuffix));
      file_ =
          FileDescriptor(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
      if (file_.number() < 0 && errno != EEXIST) break;
    }
    if (file_.number() < 0) {
      temporary_.clear();
      fail();
    }
  }

  void sync(const FileDescriptor& descriptor) const {
    // EINVAL: this file system cannot sync, so there is nothing to wait for.
    while (::fsync(descriptor.number()) != 0 && errno != EINVAL) {
      if (errno != EINTR) fail();
    }
  }

  [[noreturn]] void fail() const {
    const int error_number = errno;
    throw system_error(target_, "cannot be written", error_number, advice(error_number, folder_));
  }

  fs::path target_;
  fs::path folder_;
  fs::path temporary_;
  FileDescriptor folder_descriptor_;
  FileDescriptor file_;
};

/// The file to replace: the target if `path` is a link. It must be a regular file if it exists,
/// because rename would replace a device such as /dev/null.
fs::path resolve_target(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (!fs::exists(status)) return path;
  if (!fs::is_regular_file(status)) {
    throw FileError({.path = path.string(),
                     .problem = "cannot be written",
                     .expected = "the name of a file",
                     .found = fs::is_directory(status) ? "a folder" : "a device or a pipe",
                     .next = "choose another name"});
  }
  const fs::path resolved = fs::canonical(path, ignored);
  return resolved.empty() ? path : resolved;
}

}  // namespace

void write_file(const fs::path& path, std::string_view content) {
  const fs::path target = resolve_target(path);
  const fs::path folder = target.parent_path();
  TemporaryFile file(target, folder.empty() ? "." : folder);
  file.write(content);
  file.move_to_target();
}

void remove_leftovers(const fs::path& folder) {
  std::error_code ignored;  // a file that remains does no harm
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kTemporaryPrefix) && name.ends_with(kTemporarySuffix)) {
      fs::remove(entry.path(), ignored);
    }
  }
}

std::string read_file(const fs::path& path, std::size_t limit) {
  const OpenFile file = open_file(path);
  if (file.size > limit) {
    throw FileError({.path = path.string(),
                     .problem = "too large",
                     .expected = "at most " + std::to_string(limit) + " bytes",
                     .found = std::to_string(file.size) + " bytes",
                     .next = "check that this is the file you meant"});
  }
  std::string content(static_cast<std::size_t>(file.size), '\0');
  const std::span bytes(reinterpret_cast<std::uint8_t*>(content.data()), content.size());
  content.resize(read_bytes(file.descriptor, bytes, path));
  return content;
}

}  // namespace inkling
