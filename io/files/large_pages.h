#pragma once

#include <cstddef>

namespace inkling {

/// Asks the system for pages of 2 MiB for the `size` bytes from `begin`, which must not have been
/// written yet: providing memory in pages of 4 KiB takes a microsecond each. This is a hint, and
/// changes nothing but the speed.
void ask_for_large_pages(void* begin, std::size_t size);

/// Makes the heap of this process one block of large pages and keeps freed memory in it, so that
/// short commands do not spend their time on getting memory. Call it before there are threads.
void prepare_heap();

}  // namespace inkling
