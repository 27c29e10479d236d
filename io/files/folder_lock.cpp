#include "io/files/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace inkling {

FolderLock::FolderLock(const std::filesystem::path& folder)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (descriptor_.number() < 0) {
    throw system_error(folder, "cannot be opened as a folder", errno, "ls -ld " + folder.string());
  }
  if (::flock(descriptor_.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    throw FileError({.path = folder.string(),
                     .problem = "another process is working in this folder",
                     .next = "wait until it ends, or stop it"});
  }
}

}  // namespace inkling
