#pragma once

#include <filesystem>

#include "io/files/file_descriptor.h"

namespace inkling {

/// Keeps other processes out of a folder, as far as they ask: at most one of them has its lock. The
/// system lets go of it when the process ends, however it ends, and leaves nothing in the folder.
/// On file systems that know no locks, everybody gets one.
class FolderLock {
 public:
  /// Throws FileError where another process has the lock, or where `folder` is none or not
  /// readable.
  explicit FolderLock(const std::filesystem::path& folder);

 private:
  FileDescriptor descriptor_;
};

}  // namespace inkling
