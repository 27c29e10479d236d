#pragma once

namespace inkling {

/// The vector instructions that the layers use: "AVX-512" or "AVX2". A portable build has two
/// libraries of the model, and the processor decides which is used.
const char* instruction_set();

}  // namespace inkling
