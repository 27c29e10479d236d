#pragma once

#include <cstddef>
#include <span>

namespace inkling {

/// An instruction set, and whether this program was compiled for it and the processor has it.
struct ProcessorFeature {
  const char* name;
  bool compiled_in;
  bool available;
};

/// If the processor lacks something, writes into `sentence` what it lacks and what to do, with a
/// zero byte at the end, and returns true. `portable`: the program was already compiled with
/// INKLING_PORTABLE. A sentence that is too long is cut.
bool describe_lack(std::span<const ProcessorFeature> features, bool portable,
                   std::span<char> sentence);

/// Ends the process with a sentence on stderr and code 1 if the processor cannot run this program.
/// Call it before everything else in the program, including constructors.
void check_processor();

}  // namespace inkling
