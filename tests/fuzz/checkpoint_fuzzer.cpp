// Checkpoints: what is accepted is, byte for byte, what is written of it.

#include <cstring>

#include "io/files/atomic_file.h"
#include "io/files/checksum.h"
#include "io/models/checkpoint.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/harness.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling;
  using namespace inkling::fuzz;
  const MemoryFile file(text_of({data, size}));
  const auto checkpoint =
      accepted([&] { return read_checkpoint(file.path(), kCheckpointParameters); });
  if (!checkpoint) return 0;
  const std::filesystem::path path = scratch_folder() / "checkpoint";
  write_checkpoint(*checkpoint, path);
  require(read_file(path, size) == text_of({data, size}), "a checkpoint is all that is in it");
  return 0;
}

/// Lets the checksum at the end fit the bytes before it.
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t limit,
                                    unsigned seed) {
  size = LLVMFuzzerMutate(data, size, limit);
  std::uint64_t sum = 0;
  if (seed % 8 == 0 || size < sizeof(sum)) return size;
  sum = inkling::checksum({data, size - sizeof(sum)});
  std::memcpy(data + size - sizeof(sum), &sum, sizeof(sum));
  return size;
}
