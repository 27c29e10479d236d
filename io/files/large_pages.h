#pragma once

#include <cstddef>

namespace inkling {

/// Asks the system for pages of 2 MiB where the `size` bytes from `begin` lie and nothing has been
/// written yet: to hand over memory in pages of 4 KiB takes a microsecond each. A hint; without it,
/// everything works the same.
void ask_for_large_pages(void* begin, std::size_t size);

/// Makes the heap of this process one block in large pages that keeps what is freed, so that short
/// commands do not spend their time in getting memory. To be called before there are threads.
void prepare_heap();

}  // namespace inkling
