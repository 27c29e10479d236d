#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "io/files/error.h"
#include "io/files/file_descriptor.h"

// What the fuzzers share. Each of them is a program with `LLVMFuzzerTestOneInput`, which libFuzzer
// calls with one input after the other, and varies those that reach new code. A find is whatever
// ends the process: a sanitizer, an exception that nobody expects, memory, time, or `require`.

namespace inkling::fuzz {

using Bytes = std::span<const std::uint8_t>;

inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Ends the process, telling `promise`, unless it `holds`.
void require(bool holds, const char* promise);

/// A file that is in memory only.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view content);

  std::filesystem::path path() const;

 private:
  FileDescriptor file_;
};

/// A folder for this process alone, in the folder for temporary files; removed at its end.
const std::filesystem::path& scratch_folder();

/// Requires that the message can be shown on a terminal as it is.
void require_printable(const FileError& error);
/// Usage errors quote their text; it is made printable where it is shown.
inline void require_printable(const std::invalid_argument& /*error*/) {}

/// What `read` returns, or nothing where it refuses its input as a `Refusal`. Anything else that it
/// throws ends the process.
template <typename Refusal = FileError, typename Read>
auto accepted(Read read) -> std::optional<decltype(read())> {
  try {
    return read();
  } catch (const Refusal& refusal) {
    require_printable(refusal);
    return std::nullopt;
  }
}

/// What remains of an input after its first bytes have been drawn from it.
class Draws {
 public:
  explicit Draws(Bytes input) : rest_(input) {}

  /// 0 where nothing is left.
  std::uint8_t byte();
  Bytes rest() const { return rest_; }

 private:
  Bytes rest_;
};

}  // namespace inkling::fuzz

extern "C" {

/// What each fuzzer defines.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

/// What those define whose inputs have checksums: a change of the input, which `LLVMFuzzerMutate`
/// makes, and the checksums that fit it. Returns the new size, of at most `limit`.
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t limit,
                                    unsigned seed);
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t limit);

}  // extern "C"
