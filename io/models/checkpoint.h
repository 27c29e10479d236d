#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "model/training/training_state.h"

namespace inkling {

/// What an interrupted training needs to go on, and what tells whether it would still be the same
/// training.
struct Checkpoint {
  std::uint64_t settings_checksum = 0;
  std::uint64_t data_checksum = 0;
  TrainingState state;
};

/// Writes a checkpoint; at every instant the path is the old one or the new one, whole: see
/// `write_file`. All numbers are little-endian:
///
///     "inkling checkpoint\n", the version (uint32), the two checksums (uint64), the state in the
///     order of its declaration, the checksum of all bytes before it (uint64)
///
/// where a sequence of floats begins with its length (uint64) and what is optional with a byte.
/// Throws FileError.
void write_checkpoint(const Checkpoint& checkpoint, const std::filesystem::path& path);

/// Reads what `write_checkpoint` wrote for a network with so many parameters, to the same bits, or
/// throws FileError: where a byte is missing, changed or too many, for another version, and where a
/// number is not finite. A file that is larger than four floats for each parameter and 1 KiB is not
/// read at all, so that no other one decides how much memory is taken.
Checkpoint read_checkpoint(const std::filesystem::path& path, std::size_t parameters);

}  // namespace inkling
