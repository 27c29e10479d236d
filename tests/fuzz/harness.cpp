#include "tests/fuzz/harness.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <system_error>

namespace inkling::fuzz {
namespace {

namespace fs = std::filesystem;

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = fs::temp_directory_path() / "inkling-fuzz-XXXXXX";
    require(::mkdtemp(pattern.data()) != nullptr, "a scratch folder can be made");
    path_ = pattern;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", promise);
  std::abort();
}

MemoryFile::MemoryFile(std::string_view content) : file_(::memfd_create("fuzz", MFD_CLOEXEC)) {
  require(::write(file_.number(), content.data(), content.size()) ==
              static_cast<ssize_t>(content.size()),
          "a file can be made in memory");
}

fs::path MemoryFile::path() const { return "/proc/self/fd/" + std::to_string(file_.number()); }

const fs::path& scratch_folder() {
  static const ScratchFolder folder;
  return folder.path();
}

void require_printable(const FileError& error) {
  const std::string_view message = error.what();
  const auto is_shown = [](char letter) {
    return letter == '\n' || (static_cast<unsigned char>(letter) >= 0x20 && letter != 0x7f);
  };
  require(!message.empty() && std::ranges::all_of(message, is_shown),
          "a message has no control bytes");
}

std::uint8_t Draws::byte() {
  if (rest_.empty()) return 0;
  const std::uint8_t first = rest_.front();
  rest_ = rest_.subspan(1);
  return first;
}

}  // namespace inkling::fuzz
