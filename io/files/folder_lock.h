#pragma once

#include <filesystem>

#include "io/files/file_descriptor.h"

namespace inkling {

/// A lock on a folder: at most one process has it. It does not keep out processes that do not ask
/// for it. The system releases it when the process ends, however it ends, and nothing is left in
/// the folder. On file systems without locks, every process gets it.
class FolderLock {
 public:
  /// Throws FileError if another process has the lock, or if `folder` is not a folder or not
  /// readable.
  explicit FolderLock(const std::filesystem::path& folder);

 private:
  FileDescriptor descriptor_;
};

}  // namespace inkling
