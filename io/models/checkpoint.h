#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "model/training/training_state.h"

namespace inkling {

/// What an interrupted training run needs to continue, and the checksums that show whether it would
/// still be the same run.
struct Checkpoint {
  std::uint64_t settings_checksum = 0;
  std::uint64_t data_checksum = 0;
  TrainingState state;
};

/// Writes a checkpoint. At any time there is either the complete old file or the complete new one:
/// see `write_file`. All numbers are little-endian:
///
///     "inkling checkpoint\n", the version (uint32), the two checksums (uint64), the state in the
/// order of its declaration, the checksum of all previous bytes (uint64)
///
/// A sequence of floats begins with its length (uint64), an optional value with a byte. Throws
/// FileError.
void write_checkpoint(const Checkpoint& checkpoint, const std::filesystem::path& path);

/// Reads a checkpoint of `write_checkpoint` for a network with so many parameters, to the same
/// bits. Throws FileError if a byte is missing, changed or extra, if the version differs, or if a
/// number is not finite. A file larger than 1 KiB plus four floats for each parameter is not read,
/// so a wrong file cannot take much memory.
Checkpoint read_checkpoint(const std::filesystem::path& path, std::size_t parameters);

}  // namespace inkling
