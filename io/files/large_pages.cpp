#include "io/files/large_pages.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

namespace inkling {

void ask_for_large_pages(void* begin, std::size_t size) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  if (std::align(page, page, begin, size) != nullptr) ::madvise(begin, size, MADV_HUGEPAGE);
}

void prepare_heap() {
  constexpr int kRoom = 1 << 24;      // enough to read and use the default model
  constexpr int kFromHeap = 1 << 25;  // the most that glibc takes from the heap
  ::mallopt(M_MMAP_THRESHOLD, kFromHeap);
  ::mallopt(M_TRIM_THRESHOLD, 2 * kFromHeap);
  void* const room = std::malloc(kRoom);
  if (room == nullptr) return;
  ask_for_large_pages(room, kRoom);
  std::free(room);
}

}  // namespace inkling
