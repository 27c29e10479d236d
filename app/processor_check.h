#pragma once

#include <cstddef>
#include <span>

namespace inkling {

/// An instruction set: whether this program was compiled for it, whether the processor has it.
struct ProcessorFeature {
  const char* name;
  bool compiled_in;
  bool available;
};

/// Writes into `sentence` what the processor lacks and what to do, ended by a zero byte, and
/// returns true; returns false where it lacks nothing. `portable` says that the program was
/// compiled with INKLING_PORTABLE already. A sentence that is too long is cut.
bool describe_lack(std::span<const ProcessorFeature> features, bool portable,
                   std::span<char> sentence);

/// Ends the process with a sentence on stderr and code 1 where the processor cannot run this
/// program. To be called before anything else of the program, constructors included.
void check_processor();

}  // namespace inkling
